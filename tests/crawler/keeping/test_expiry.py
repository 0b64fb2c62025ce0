import os
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from commissioning.settings import KeepSettings, Settings
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow, CommentRow
from crawler.keeping.doctor import troubles
from crawler.keeping.expiry import Expired, expire
from crawler.keeping.withdrawal import archived_files
from tests.crawler.keeping.test_forgetting import collected
from tests.crawler.serving import Served


def keeping(settings: Settings, days: int, **keep: int) -> Settings:
    """The same workspace so many days later."""
    later = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days)
    return settings.model_copy(update={"now": later, "keep": KeepSettings(**keep)})


def test_comments_and_archived_pages_go_after_their_time_and_articles_stay(
    served: Served, settings: Settings, opened: Database
) -> None:
    collected(served, settings, opened)
    [name] = archived_files(settings.archive)
    written = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    os.utime(settings.archive / name, (written, written))
    assert expire(keeping(settings, 40_000), opened) == Expired()
    keep = {"comments_days": 30, "archive_days": 60}
    assert expire(keeping(settings, 29, **keep), opened) == Expired()
    assert expire(keeping(settings, 31, **keep), opened) == Expired(comments=2)
    assert expire(keeping(settings, 61, **keep), opened) == Expired(files=1)
    assert archived_files(settings.archive) == ()
    with opened.session() as session:
        assert session.scalars(select(CommentRow)).all() == []
        articles = session.scalars(select(ArticleRow)).all()
        assert [(row.archive_file, row.archive_offset) for row in articles] == [(None, None)] * 3
    assert list(troubles(settings, opened)) == []
