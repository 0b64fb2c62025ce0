"""What the caller makes itself before its processes begin, so that none compiles what others do."""

from functools import partial

import pytest

from site_builder.crew import FEWEST, can_fork
from site_builder.making import _warmed
from site_builder.publishing.files import Output
from tests.site_builder.test_crew import HERE, crew, makers, who

pytestmark = pytest.mark.skipif(not can_fork(), reason="processes are not forked on this system")
ALONE = ("index.html", "matrix.html", "a/index.html", "a/0.html", "b/0.html")


def outputs(many: int) -> list[Output]:
    """Pages of two kinds with what stands alone, and data beside them."""
    paths = ["index.html", "matrix.html", "a/index.html", "feed.xml"]
    paths += [
        f"{kind}/{at}.{form}" for kind in "ab" for at in range(many) for form in ("html", "json")
    ]
    return [Output(path=path, key="1", make=partial(who, at)) for at, path in enumerate(paths)]


def test_a_page_of_each_kind_is_made_before_the_others_begin() -> None:
    wanted = outputs(FEWEST // 2)
    with crew(wanted) as mates:
        made = list(_warmed(mates, wanted))
    assert [int(content.split()[0]) for content in made] == list(range(len(wanted)))
    by_path = {output.path: content for output, content in zip(wanted, made, strict=True)}
    here = {path for path, content in by_path.items() if makers([content]) == {HERE}}
    assert here == set(ALONE)


def test_few_are_made_one_after_the_other() -> None:
    wanted = outputs(2)
    with crew(wanted) as mates:
        made = list(_warmed(mates, wanted))
    assert [int(content.split()[0]) for content in made] == list(range(len(wanted)))
    assert makers(made) == {HERE}
