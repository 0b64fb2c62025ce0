"""Which paths a site can have, and which cannot stand together."""

import pytest

from commissioning.domain.errors import BuildError
from site_builder.publishing.files import Output, check_paths


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "articles/0123abcd.json",
        "static/fonts/a b.woff2",
        "pagefind/fragment/en_1a.pf_fragment",
        "feeds/bodies/o'neill~(1).xml",
        "a..b.html",
    ],
)
def test_plain_paths_are_taken(path: str) -> None:
    assert Output(path=path, key="k", make=bytes).path == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../secret",
        "a/../../secret",
        "a/./b",
        "a//b",
        "a/",
        ".htaccess",
        "a/.hidden/b",
        "C:/windows",
        "a\\b",
        "a\nb",
        "a\x00b",
        "ends.",
        "ends ",
        "café.html",
        "a|b",
        "x" * 300,
        "a/" * 200 + "b",
    ],
)
def test_paths_that_lead_elsewhere_or_not_everywhere_are_refused(path: str) -> None:
    with pytest.raises(BuildError, match="not a path"):
        Output(path=path, key="k", make=bytes)


@pytest.mark.parametrize("key", ["", "a b", "a\nb", "é", "k" * 201])
def test_a_key_is_one_short_word(key: str) -> None:
    with pytest.raises(BuildError, match="key"):
        Output(path="a.html", key=key, make=bytes)


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (["a.html", "b.html", "a.html"], "a.html: is made twice"),
        (["a.html", "A.html"], "A.html: differs from a.html by capitals only"),
        (["x/a.html", "X/b.html"], "X: differs from x by capitals only"),
        (["x/Y/a.html", "x/y/b.html"], "x/y: differs from x/Y by capitals only"),
        (["x", "x/a.html"], "x: is made twice, or is the name of both"),
        (["X/y/a.html", "x"], "x: is made twice, or is the name of both"),
    ],
)
def test_paths_that_are_one_on_some_system_are_named(paths: list[str], message: str) -> None:
    with pytest.raises(BuildError) as caught:
        check_paths(paths)
    assert str(caught.value).startswith(message)


def test_paths_of_one_folder_stand_together() -> None:
    check_paths(["a.html", "x/a.html", "x/b.html", "x/y/a.html", "xa.html", "x/y.html"])
