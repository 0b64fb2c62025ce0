"""`digest compare`: what two versions of the tagger read in the same texts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer

from cli.options import HERE, AsJson, Workspace, open_workspace
from cli.output import say, say_json, say_table
from commissioning.domain.comparing import Change, Comparison, Example
from commissioning.domain.corrections import Subject, Values
from commissioning.domain.findings import A_READER
from commissioning.store import tagger_runs
from commissioning.store.pseudonyms import is_pseudonym

_CHANGES = (Change.SAME, Change.APPEARED, Change.VANISHED, Change.CHANGED)
_SHOWN = ("name", "speaker", "holder", "organisation", "question", "position", "kind", "on_topic")


def compare(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A version, or a part of its name.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Another.")],
    examples: Annotated[
        int, typer.Option(min=0, max=100, metavar="N", help="Examples of each sort of change.")
    ] = 3,
    bodies: Annotated[
        int, typer.Option(min=0, max=10_000, metavar="N", help="Bodies that differ most.")
    ] = 20,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Say what appeared, vanished and changed between two versions of the tagger.

    They are compared over the texts that both read, without what editors put right. 'digest tag
    --versions' lists the versions that are kept.

    Example: digest compare digest-tagger/11 digest-tagger/12
    """
    _, database = open_workspace(workspace)
    with database.snapshot() as session:
        versions = [tagger_runs.run_named(session, name).version for name in (old, new)]
        if versions[0] == versions[1]:
            raise typer.BadParameter(_same(old, new, versions[0], len(tagger_runs.runs(session))))
        found = tagger_runs.compare(session, versions[0], versions[1], examples=examples)
    chosen = _most(found, bodies)
    if as_json:
        say_json(_as_json(found, versions, chosen))
        return
    say(f"{found.texts} texts were read by both {versions[0]} and {versions[1]};")
    say(f"{found.only_old} by the first alone, {found.only_new} by the second alone.")
    say_table(
        ("tags", *_CHANGES),
        ((subject.value, *_counts(counts)) for subject, counts in found.overall.items()),
    )
    if chosen:
        say_table(
            ("body", "tags", *_CHANGES),
            (
                (body, subject.value, *_counts(counts))
                for body in chosen
                for subject, counts in found.bodies[body].items()
            ),
        )
    if found.examples:
        say_table(("change", "tag", "old", "new", "where"), map(_line, found.examples))


def _same(old: str, new: str, version: str, kept: int) -> str:
    alone = ", the only version that is kept" if kept == 1 else ""
    return (
        f"{old!r} and {new!r} both mean {version}{alone}: 'digest tag --versions' lists those that"
        " there are"
    )


def _most(found: Comparison, many: int) -> list[str]:
    """The bodies of which most tags differ; those of which none does are left out."""
    differ = {
        body: sum(
            count
            for counts in kinds.values()
            for change, count in counts.items()
            if change is not Change.SAME
        )
        for body, kinds in found.bodies.items()
    }
    return sorted((body for body in differ if differ[body]), key=lambda one: (-differ[one], one))[
        :many
    ]


def _counts(counts: Counter[Change]) -> tuple[int, ...]:
    return tuple(counts[change] for change in _CHANGES)


def _named(kinds: Mapping[Subject, Counter[Change]]) -> dict[str, dict[str, int]]:
    return {
        subject.value: {change.value: counts[change] for change in _CHANGES}
        for subject, counts in kinds.items()
    }


def _as_json(found: Comparison, versions: list[str], bodies: list[str]) -> dict[str, Any]:
    return {
        "old": versions[0],
        "new": versions[1],
        "texts": found.texts,
        "only_old": found.only_old,
        "only_new": found.only_new,
        "overall": _named(found.overall),
        "bodies": {body: _named(found.bodies[body]) for body in bodies},
        "examples": [
            asdict(one) | {"old": _unnamed(one.old), "new": _unnamed(one.new)}
            for one in found.examples
        ],
    }


def _unnamed(values: Values | None) -> Values | None:
    """The values with 'a reader' in the place of a pseudonym."""
    if values is None:
        return None
    return {
        name: A_READER if isinstance(value, str) and is_pseudonym(value) else value
        for name, value in values.items()
    }


def _line(one: Example) -> tuple[str, ...]:
    where = one.url if one.comment is None else f"{one.url}, comment {one.comment}"
    return one.change.value, one.subject.value, _told(one.old), _told(one.new), where


def _told(values: Values | None) -> str:
    """A tag in some words."""
    if values is None:
        return "–"
    values = _unnamed(values) or {}
    told = ", ".join(str(values[name]) for name in _SHOWN if values.get(name) is not None)
    words = " ".join(str(values.get("words") or "").split())[:60]
    return f"{told}: “{words}”" if words else told
