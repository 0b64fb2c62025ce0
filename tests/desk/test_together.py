"""The desk saves while the site is built: neither waits for the other, and nothing is mixed."""

from datetime import date
from pathlib import Path

from commissioning.settings import SiteSettings
from commissioning.store.editions import edition
from desk.desk import Desk
from site_builder.building import build
from tests.desk.drafts import draft, fill
from tests.desk.editor import Editor
from tests.site_builder.filling import put

WORDS = "Saved while the site was built."


def files(site: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


def test_what_the_desk_saves_during_a_build_is_kept_and_in_the_next_site(
    desk: Desk, tmp_path: Path
) -> None:
    fill(desk)
    draft(desk, "size", "firms")
    settings = desk.settings.model_copy(update={"site": SiteSettings(search=False)})
    before, during, after = (tmp_path / name for name in ("before", "during", "after"))
    build(settings, desk.database, output=before)
    editor = Editor(desk, 42)
    saved: list[int] = []

    def save(done: int, total: int) -> None:
        if not saved:
            saved.append(done)
            editor.write({"introduction": WORDS})
            put(desk.database, url="https://new.example/1", text=WORDS * 9, day=date(2010, 11, 3))

    build(settings, desk.database, output=during, progress=save)
    assert saved
    assert editor.window.status == 200
    with desk.database.session() as session:
        assert edition(session, 42).introduction == WORDS
    assert files(during) == files(before)
    build(settings, desk.database, output=during)
    build(settings, desk.database, output=after)
    assert files(during) == files(after) != files(before)
