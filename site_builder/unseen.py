"""What an edition could not see, in sentences: for its page and for the mail alike."""

from collections.abc import Iterator, Sequence

from commissioning.domain.editions import Quiet, Unseen
from site_builder import bounded, words
from site_builder.writable import writable

_MISSING = 8


def sentences(unseen: Unseen) -> Iterator[str]:
    """Who said nothing, which sources gave no answer, and how many did: each where there is any."""
    span = words.days(unseen.first, unseen.last)
    if not unseen.asked:
        yield f"No source was asked from {span}: who said nothing then cannot be told."
        return
    if unseen.quiet:
        told = "; ".join(_said_nothing(one) for one in unseen.quiet)
        yield f"Said nothing that we found, though they usually speak: {told}."
    if unseen.missing:
        shown = [_line(one.source, one.why) for one in unseen.missing[:_MISSING]]
        if len(unseen.missing) > _MISSING:
            shown.append(f"{len(unseen.missing) - _MISSING} more")
        yield f"Asked without an answer: {'; '.join(shown)}."
    sources = words.count(unseen.asked, "source")
    yield f"From {span}, {unseen.answered} of {sources} that were asked gave an answer."


def _said_nothing(one: Quiet) -> str:
    return f"{_listed([bounded.short(name, bounded.NAME) for name in one.bodies])} on {one.label}"


def _line(source: str, why: str | None) -> str:
    told = f"{source} ({why})" if why else source
    return bounded.short(" ".join(writable(told).split()), bounded.LINE)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
