"""One article once: how it is known again, what becomes a version, what stays apart."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from commissioning.domain.articles import (
    ArchiveRef,
    Article,
    ArticleKind,
    ChangeCause,
    Comment,
    SourceKind,
)
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.tags import Tagging
from commissioning.store.articles import Saved, find_article, known_urls, save_article, versions
from commissioning.store.database import Database
from commissioning.store.rows import (
    AddressRow,
    ArticleRow,
    CommentRow,
    GuidRow,
    Row,
    TaggingRow,
    VersionRow,
)
from commissioning.store.sources import save_source
from commissioning.store.tags import Backlog, save_taggings, texts_to_tag
from tests.commissioning.copied import BRIEFS, FOOTER, REPORTS, WEEKS, bases, subbed

NOW = datetime(2012, 1, 1, tzinfo=UTC)
URL = "http://courier.example/2010/07/purse"
STORY, OTHER = bases(130)[:2]


def on(day: int, *, precision: Precision = Precision.DAY) -> Dated:
    return Dated(moment=datetime(2010, 7, day, tzinfo=UTC), precision=precision, found_in="feed")


def an_article(url: str = URL, **changes: object) -> Article:
    values: dict[str, object] = {
        "url": url,
        "source": "courier",
        "headline": "Doctors are to hold the purse",
        "text": STORY,
        "byline": "Ada Sample",
        "published": on(14),
        "captured": on(15, precision=Precision.SECOND),
        "archive": ArchiveRef(file="a.warc.gz", offset=1),
        "extractor": "pages/1",
    }
    return Article(**{**values, **changes})  # type: ignore[arg-type]


def later(**changes: object) -> Article:
    archive = ArchiveRef(file="b.warc.gz", offset=2)
    captured = on(20, precision=Precision.SECOND)
    return an_article(**{"captured": captured, "archive": archive, **changes})  # type: ignore[arg-type]


def earlier(**changes: object) -> Article:
    archive = ArchiveRef(file="old.warc.gz", offset=3)
    captured = on(14, precision=Precision.SECOND)
    return an_article(**{"captured": captured, "archive": archive, **changes})  # type: ignore[arg-type]


def save(
    session: Session,
    article: Article,
    *met_at: str,
    guid: str | None = None,
    source: str = "courier",
) -> Saved:
    source_id = save_source(session, slug=source, name=source.title(), kind=SourceKind.TRADE)
    return save_article(session, article, source_id=source_id, at=NOW, met_at=met_at, guid=guid)


def count(session: Session, table: type[Row]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def row(session: Session) -> ArticleRow:
    return session.scalars(select(ArticleRow)).one()


def tag(session: Session) -> None:
    for item in texts_to_tag(session, Backlog.UNTAGGED, tagger="tagger/1"):
        save_taggings(session, [(item, Tagging(relevance=0.9, tagger="tagger/1"))], at=NOW)


def waiting(session: Session) -> list[str]:
    return [item.text.text for item in texts_to_tag(session, Backlog.UNTAGGED, tagger="tagger/1")]


# ---- known again -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        "https://www.courier.example/2010/07/purse/",
        "http://courier.example/2010/07/purse?utm_source=rss",
        "http://m.courier.example/2010/07/purse/amp/",
        "http://courier.example/2010/07/purse?print=1",
    ],
)
def test_another_form_of_its_address_is_the_same_article(database: Database, form: str) -> None:
    with database.session() as session:
        assert save(session, an_article()) is Saved.NEW
        assert known_urls(session, [form, form.replace("purse", "other")]) == {form}
        assert save(session, an_article(form)) is Saved.UNCHANGED
        assert row(session).url == URL
        assert find_article(session, form) == row(session).id


def test_addresses_of_before_the_keys_are_still_known(database: Database) -> None:
    with database.session() as session:
        save(session, an_article())
        session.add(AddressRow(url="http://www.feeds.example/raw/", article_id=row(session).id))
        session.flush()
        assert known_urls(session, ["http://www.feeds.example/raw/"])
        moved = an_article("http://courier.example/elsewhere", text=subbed(STORY))
        assert save(session, moved, "http://www.feeds.example/raw/") is Saved.CHANGED
        assert count(session, ArticleRow) == 1


def test_a_changed_slug_and_headline_are_seen_through_by_the_guid(database: Database) -> None:
    with database.session() as session:
        save(session, an_article(), guid="tag:1")
        new = later(url="http://courier.example/other", headline="Who pays?", text=subbed(STORY))
        assert save(session, new, guid="tag:1") is Saved.CHANGED
        assert (row(session).url, row(session).headline) == (URL, "Who pays?")
        assert known_urls(session, ["http://courier.example/other"])


def test_a_changed_guid_is_seen_through_by_the_address(database: Database) -> None:
    with database.session() as session:
        for guid in ("tag:1", "tag:2"):
            save(session, an_article(), guid=guid)
        assert count(session, ArticleRow) == 1
        assert count(session, GuidRow) == 2


@pytest.mark.parametrize("published", [on(14), None])
def test_a_changed_slug_and_guid_are_seen_through_by_the_text(
    database: Database, published: Dated | None
) -> None:
    with database.session() as session:
        save(session, an_article(), guid="tag:1")
        new = an_article("http://courier.example/other", published=published)
        assert save(session, new, guid="tag:2") is Saved.UNCHANGED
        assert count(session, ArticleRow) == 1


def test_a_few_words_more_are_the_same_text(database: Database) -> None:
    with database.session() as session:
        save(session, an_article())
        new = later(url="http://courier.example/other", text=f"{STORY} The vote is on Monday.")
        assert save(session, new) is Saved.CHANGED
        assert count(session, ArticleRow) == 1


def test_another_headline_on_the_same_day_is_the_same_where_the_text_speaks_of_both(
    database: Database,
) -> None:
    words = STORY.split()
    with database.session() as session:
        save(session, an_article(headline=" ".join(words[5:9])))
        new = an_article("http://courier.example/b", headline=" ".join(words[60:64]))
        save(session, new)
        assert count(session, ArticleRow) == 1


# ---- kept apart --------------------------------------------------------------------------------


def test_a_guid_that_is_used_again_is_a_new_article(database: Database) -> None:
    with database.session() as session:
        save(session, an_article(), guid="same-for-all")
        new = an_article("http://courier.example/b", headline="A fair", text=OTHER)
        assert save(session, new, guid="same-for-all") is Saved.NEW
        assert save(session, an_article(), guid="same-for-all") is Saved.UNCHANGED
        assert save(session, new, guid="same-for-all") is Saved.UNCHANGED


def test_a_column_with_a_fixed_headline_and_guid_has_one_article_a_week(
    database: Database,
) -> None:
    columns = [
        an_article(
            f"http://courier.example/{at}", headline="News in brief", text=t, published=on(d)
        )
        for at, (d, t) in enumerate(zip((1, 8, 15, 22), [b + FOOTER for b in BRIEFS], strict=True))
    ]
    with database.session() as session:
        assert {save(session, column) for column in columns} == {Saved.NEW}
        assert {save(session, column) for column in columns} == {Saved.UNCHANGED}


@pytest.mark.parametrize("published", [on(14), None])
def test_columns_from_one_template_stay_apart_even_on_one_day(
    database: Database, published: Dated | None
) -> None:
    with database.session() as session:
        for at, text in enumerate(WEEKS):
            url = f"http://courier.example/{at}"
            new = an_article(url, headline="The week", text=text, published=published)
            assert save(session, new) is Saved.NEW


def test_pages_of_one_template_that_differ_in_a_name_stay_apart(database: Database) -> None:
    text = f"The group for Larkfield was authorised today. {STORY}"
    with database.session() as session:
        for name in ("Larkfield", "Northbridge", "Applegarth"):
            url = f"http://courier.example/{name}"
            new = an_article(url, headline="Group authorised", text=text.replace("Larkfield", name))
            assert save(session, new) is Saved.NEW


def test_the_same_notice_below_many_headlines_stays_apart(database: Database) -> None:
    notice = "To read this you must be a subscriber who has paid and is logged in. " * 12
    with database.session() as session:
        for headline in ("Doctors are to hold the purse", "A fair", "A vote", "Week 1", "Week 2"):
            url = f"http://courier.example/{headline.replace(' ', '-')}"
            assert save(session, an_article(url, headline=headline, text=notice)) is Saved.NEW


def test_the_same_text_on_another_day_or_at_another_source_stays_apart(database: Database) -> None:
    with database.session() as session:
        save(session, an_article())
        assert save(session, an_article("http://courier.example/b", published=on(21))) is Saved.NEW
        again = an_article("http://gazette.example/b", source="gazette")
        assert save(session, again, source="gazette") is Saved.NEW


def test_two_reports_of_one_event_stay_apart_on_one_day(database: Database) -> None:
    with database.session() as session:
        for at, text in enumerate(text for pair in REPORTS for text in pair):
            new = an_article(f"http://courier.example/{at}", text=text)
            assert save(session, new) is Saved.NEW


def test_a_side_address_that_many_share_merges_nothing(database: Database) -> None:
    """Every link of the feed leads to one place, or was answered by one page that is none."""
    feed_link = "http://courier.example/go"
    with database.session() as session:
        save(session, an_article(), feed_link, "http://courier.example/")
        new = an_article("http://courier.example/b", headline="A fair", text=OTHER)
        assert save(session, new, feed_link, "http://courier.example/") is Saved.NEW
        assert known_urls(session, ["http://courier.example/"]) == frozenset()
        assert save(session, new) is Saved.UNCHANGED


def test_a_page_takes_its_own_address_back_from_what_stood_in_for_it(database: Database) -> None:
    error = an_article("http://courier.example/sorry", headline="Sorry", text="Come back later.")
    with database.session() as session:
        save(session, error, URL)
        assert save(session, an_article()) is Saved.NEW
        assert save(session, an_article()) is Saved.UNCHANGED
        asked = session.scalars(select(ArticleRow.id).where(ArticleRow.url == URL)).one()
        assert find_article(session, URL.replace("http:", "https:")) == asked


# ---- versions ----------------------------------------------------------------------------------


def test_an_edited_article_is_a_new_version_and_the_old_one_is_kept(database: Database) -> None:
    with database.session() as session:
        save(session, an_article())
        assert save(session, later(text=f"{STORY} More.")) is Saved.CHANGED
        assert save(session, later(text=f"{STORY} More.", byline="Ben Sample")) is Saved.CHANGED
        first, second = versions(session, row(session).id)
        assert (first.number, first.text, first.headline) == (1, STORY, row(session).headline)
        assert (first.captured, first.archive) == (
            on(15).moment,
            ArchiveRef(file="a.warc.gz", offset=1),
        )
        assert (first.cause, first.replaced) == (ChangeCause.EDITED, NOW)
        assert (second.number, second.text) == (2, f"{STORY} More.")
        assert second.byline == "Ada Sample"
        assert (row(session).text, row(session).byline) == (f"{STORY} More.", "Ben Sample")


def test_the_same_bytes_read_by_a_newer_extractor_are_a_version_too(database: Database) -> None:
    with database.session() as session:
        save(session, an_article(text=f"Share this. {STORY}"))
        assert save(session, an_article(extractor="pages/2")) is Saved.CHANGED
        [old] = versions(session, row(session).id)
        assert (old.cause, old.extractor) == (ChangeCause.EXTRACTED, "pages/1")


def test_white_space_makes_no_version(database: Database) -> None:
    with database.session() as session:
        save(session, an_article())
        spaced = later(
            text=STORY.replace("\n\n", " \n\n\n "), headline=" Doctors are to hold the purse"
        )
        assert save(session, spaced) is Saved.UNCHANGED
        assert row(session).text == STORY
        assert count(session, VersionRow) == 0


def test_what_else_a_newer_capture_tells_is_taken_without_a_version(database: Database) -> None:
    with database.session() as session:
        save(session, an_article(published=None))
        new = later(
            kind=ArticleKind.NEWS,
            section="Politics",
            paywalled=True,
            updated=on(16),
            extractor="pages/2",
        )
        assert save(session, new) is Saved.UNCHANGED
        now = row(session)
        assert (now.kind, now.section, now.paywalled) == ("news", "Politics", True)
        assert (now.extractor, now.captured_at) == ("pages/2", on(20).moment)
        assert now.published_at == on(14).moment
        assert count(session, VersionRow) == 0


def test_a_file_without_bytes_does_not_take_the_archive_s_place(database: Database) -> None:
    with database.session() as session:
        save(session, an_article(kind=ArticleKind.NEWS))
        assert save(session, later(archive=None, extractor="records/1")) is Saved.UNCHANGED
        assert (row(session).archive_file, row(session).kind) == ("a.warc.gz", "news")


def test_an_older_capture_replaces_nothing_and_is_kept_once(database: Database) -> None:
    with database.session() as session:
        save(session, an_article(published=None))
        save(session, later(text=f"{STORY} More.", published=None))
        older = earlier(text=f"At first. {STORY}")
        assert save(session, older) is Saved.CHANGED
        assert save(session, older) is Saved.UNCHANGED
        assert save(session, earlier(text=f"{STORY} More.")) is Saved.UNCHANGED
        assert row(session).text == f"{STORY} More."
        assert row(session).published_at == on(14).moment
        kept = versions(session, row(session).id)
        assert [version.text for version in kept] == [f"At first. {STORY}", STORY]
        assert [version.number for version in kept] == [2, 1]
        assert kept[0].captured == on(14).moment


def test_a_capture_from_between_two_that_are_alike_is_an_older_one(database: Database) -> None:
    with database.session() as session:
        save(session, earlier())
        save(session, later())
        assert save(session, an_article(text=f"{STORY} For a day.")) is Saved.CHANGED
        assert row(session).text == STORY
        assert [version.text for version in versions(session, row(session).id)] == [
            f"{STORY} For a day."
        ]


@pytest.mark.parametrize(
    ("known", "new", "extractor", "wanted"),
    [
        (None, on(14), "pages/1", 14),
        (on(14), None, "pages/1", 14),
        (on(14), on(12), "pages/1", 12),
        (on(14), on(19), "pages/1", 14),
        (on(1, precision=Precision.MONTH), on(19), "pages/1", 19),
    ],
)
def test_a_page_that_is_promoted_again_keeps_its_first_day(
    database: Database, known: Dated | None, new: Dated | None, extractor: str, wanted: int
) -> None:
    with database.session() as session:
        save(session, an_article(published=known))
        save(session, later(published=new, extractor=extractor))
        assert row(session).published_at == on(wanted).moment


def test_a_better_extractor_may_put_a_later_day(database: Database) -> None:
    with database.session() as session:
        save(session, an_article())
        save(session, an_article(published=on(15), extractor="pages/2"))
        assert row(session).published_at == on(15).moment


# ---- comments and tags -------------------------------------------------------------------------


def said(*words: str) -> tuple[Comment, ...]:
    return tuple(Comment(text=word, author="Private Person") for word in words)


def test_comments_that_were_added_leave_the_others_their_rows_and_tags(database: Database) -> None:
    with database.session() as session:
        save(session, an_article(comments=said("One.", "Two.", "Two.")))
        tag(session)
        before = {c.id: c.text for c in session.scalars(select(CommentRow))}
        answer = Comment(text="Nought.", author="Another Person", published=on(16))
        grown = (answer, *said("Two.", "One.", "Two.", "Three."))
        assert save(session, later(comments=grown)) is Saved.CHANGED
        after = list(session.scalars(select(CommentRow).order_by(CommentRow.position)))
        assert [(c.position, c.text) for c in after] == [
            *((0, "Nought."), (1, "Two."), (2, "One."), (3, "Two."), (4, "Three.")),
        ]
        assert {c.id: c.text for c in after if c.id in before} == before
        assert waiting(session) == ["Nought.", "Three."]
        assert save(session, later(comments=grown)) is Saved.UNCHANGED
        assert count(session, VersionRow) == 0


def test_a_comment_that_was_taken_down_goes_and_the_rest_moves_up(database: Database) -> None:
    with database.session() as session:
        answered = Comment(text="Three.", author="Private Person", reply_to=1)
        save(session, an_article(comments=(*said("One.", "Two."), answered)))
        tag(session)
        moved = Comment(text="Three.", author="Private Person", reply_to=0)
        assert save(session, later(comments=(*said("Two."), moved))) is Saved.CHANGED
        left = [(c.text, c.reply_to) for c in row(session).comments]
        assert left == [("Two.", None), ("Three.", 0)]
        assert waiting(session) == []
        assert count(session, TaggingRow) == 3


def test_a_page_that_shows_no_comments_takes_none_away(database: Database) -> None:
    with database.session() as session:
        save(session, an_article(comments=said("One.")))
        assert save(session, later()) is Saved.UNCHANGED
        assert count(session, CommentRow) == 1


def test_an_older_capture_gives_the_comments_that_are_no_longer_shown(database: Database) -> None:
    with database.session() as session:
        save(session, an_article())
        assert save(session, earlier(comments=said("One."))) is Saved.CHANGED
        assert save(session, earlier(comments=said("Two."))) is Saved.UNCHANGED
        assert [c.text for c in row(session).comments] == ["One."]


def test_an_edit_makes_the_article_wait_for_the_tagger_and_not_its_comments(
    database: Database,
) -> None:
    with database.session() as session:
        save(session, an_article(comments=said("One.")))
        tag(session)
        save(session, later(text=f"{STORY} More.", comments=said("One.")))
        assert waiting(session) == [f"{STORY} More."]


# ---- speed -------------------------------------------------------------------------------------


def test_a_save_asks_the_database_a_handful_of_times(database: Database) -> None:
    asked: list[str] = []
    with database.session() as session:
        for at, text in enumerate(bases()):
            save(session, an_article(f"http://courier.example/{at}", text=text), guid=str(at))
    event.listen(
        database.engine, "before_cursor_execute", lambda _c, _cu, sql, *_: asked.append(sql)
    )
    source = "SELECT sources"
    with database.session() as session:
        new = an_article(text=f"{REPORTS[0][0]} {REPORTS[1][0]}", comments=said("One.", "Two."))
        save(session, new, f"{URL}?feed=1", guid="new")
        assert len([sql for sql in asked if not sql.startswith(source)]) <= 18
    asked.clear()
    with database.session() as session:
        assert save(session, new, guid="new") is Saved.UNCHANGED
        assert len([sql for sql in asked if not sql.startswith(source)]) <= 6


def test_a_long_list_of_addresses_is_asked_in_parts(database: Database) -> None:
    with database.session() as session:
        save(session, an_article())
        many = [f"https://www.courier.example/{at}/" for at in range(1_200)]
        assert known_urls(session, [*many, f"{URL}/"]) == {f"{URL}/"}
