"""Those of the workspace's own templates that stand in for none of ours: nothing uses them."""

from collections.abc import Iterator
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_ENDINGS = (".html", ".htm")


def unused(templates: Path) -> Iterator[tuple[str, str | None]]:
    """Names in the folder of no template of ours, each with ours that is most like it, if any is.

    One that another template there names, as to include it, is used.
    """
    if not templates.is_dir():
        return
    ours = {Path(entry.name).stem: entry.name for entry in _folder().iterdir()}
    own = {
        path.relative_to(templates).as_posix(): path
        for path in sorted(templates.rglob("*"))
        if path.suffix in _ENDINGS and path.is_file()
    }
    for name, path in own.items():
        others = (other for other in own.values() if other != path)
        if name in ours.values() or any(name.encode() in one.read_bytes() for one in others):
            continue
        like = get_close_matches(path.stem, sorted(ours), n=1)
        yield name, ours[like[0]] if like else None


def _folder() -> Traversable:
    return files("site_builder") / "templates"
