"""Templates of the workspace that stand in for none of ours are named."""

from pathlib import Path

from site_builder.overrides import unused


def put(folder: Path, **texts: str) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return folder


def test_what_is_like_none_of_ours_is_named_with_what_may_be_meant(tmp_path: Path) -> None:
    own = put(tmp_path / "templates", storry="", story="", xylophone="", base="")
    (own / "notes.txt").touch()
    (own / "pages").mkdir()
    (own / "pages" / "week.html").touch()
    assert list(unused(own)) == [
        ("pages/week.html", "week.html"),
        ("storry.html", "story.html"),
        ("xylophone.html", None),
    ]
    assert list(unused(tmp_path / "none")) == []


def test_what_another_one_includes_is_used(tmp_path: Path) -> None:
    own = put(tmp_path / "templates", story='{% include "mine.html" %}', mine="")
    assert list(unused(own)) == []
