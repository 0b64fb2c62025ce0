"""Pages made in processes beside the caller: the same contents, in order, and errors told."""

import os
import signal
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from commissioning.domain.errors import BuildError
from site_builder.crew import FEWEST, Crew, can_fork
from site_builder.publishing.files import Output

pytestmark = pytest.mark.skipif(not can_fork(), reason="processes are not forked on this system")
HERE = os.getpid()


def nothing() -> None:
    return None


def yes() -> bool:
    return True


def crew(
    outputs: Sequence[Output],
    *,
    count: int = 2,
    begin: Callable[[], None] = nothing,
    see_the_same: Callable[[], bool] = yes,
) -> Crew:
    return Crew(outputs, count, begin=begin, see_the_same=see_the_same)


def who(at: int) -> bytes:
    return f"{at} {os.getpid()}".encode()


def pages(many: int, make: Callable[[int], bytes] = who) -> list[Output]:
    return [Output(path=f"{at}.html", key="1", make=partial(make, at)) for at in range(many)]


def makers(contents: Sequence[bytes]) -> set[int]:
    return {int(content.split()[1]) for content in contents}


def test_many_are_made_elsewhere_and_come_in_order() -> None:
    outputs = pages(2 * FEWEST)
    with crew(outputs) as mates:
        made = list(mates.make(outputs))
    assert [int(content.split()[0]) for content in made] == list(range(len(outputs)))
    assert len(makers(made)) == 2
    assert HERE not in makers(made)


def test_few_are_made_in_the_caller() -> None:
    outputs = pages(FEWEST - 1)
    with crew(outputs) as mates:
        assert makers(list(mates.make(outputs))) == {HERE}


def test_where_the_store_has_changed_all_are_made_in_the_caller() -> None:
    outputs = pages(FEWEST)
    with crew(outputs, see_the_same=lambda: False) as mates:
        assert makers(list(mates.make(outputs))) == {HERE}
        assert makers(list(mates.make(outputs))) == {HERE}


def test_what_the_crew_was_not_made_for_is_made_in_the_caller() -> None:
    outputs = pages(FEWEST)
    with crew(outputs) as mates:
        list(mates.make(outputs))
        late = [Output(path="late.txt", key="1", make=partial(who, 1))]
        assert makers(list(mates.make(late))) == {HERE}


def test_an_error_of_ours_is_raised_as_it_was() -> None:
    def broken(at: int) -> bytes:
        if at == FEWEST // 2:
            raise BuildError("week.html, line 3", "is no template")
        return b"page"

    outputs = pages(FEWEST, broken)
    with pytest.raises(BuildError, match=r"week\.html, line 3"), crew(outputs) as mates:
        list(mates.make(outputs))


def test_any_other_error_tells_where_it_was() -> None:
    def broken(at: int) -> bytes:
        return str(1 / at).encode()

    outputs = pages(FEWEST, broken)
    with pytest.raises(RuntimeError, match="ZeroDivisionError"), crew(outputs) as mates:
        list(mates.make(outputs))


def test_a_process_that_cannot_begin_is_told() -> None:
    def begin() -> None:
        raise BuildError("store", "is locked")

    outputs = pages(FEWEST)
    with pytest.raises(BuildError, match="is locked"), crew(outputs, begin=begin) as mates:
        list(mates.make(outputs))


def test_a_process_that_is_killed_ends_the_build_with_a_plain_word() -> None:
    def fatal(at: int) -> bytes:
        if at == FEWEST // 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"page"

    outputs = pages(FEWEST, fatal)
    with pytest.raises(BuildError, match="was ended"), crew(outputs) as mates:
        list(mates.make(outputs))
