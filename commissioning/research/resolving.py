"""A question in a user's words turned into what the store can look up, by the register."""

from difflib import get_close_matches

from commissioning.domain.errors import QueryError
from commissioning.domain.names import name_key
from commissioning.domain.words import read_words
from commissioning.register import Register
from commissioning.research.query import Query
from commissioning.store.findings import Wanted

_NEAR = 3
_LONGEST = 100  # letters of a slug that others are held against


def resolve(query: Query, register: Register) -> Wanted:
    """What the store is asked for; QueryError names what is not known."""
    if query.question is not None and query.question not in register.questions:
        known = ", ".join(register.questions)
        raise QueryError(
            "question", f"there is no policy question {query.question!r}; there are {known}"
        )
    return Wanted(
        words=None if query.words is None else read_words(query.words),
        look_in=query.look_in,
        organisations=_organisations(query, register),
        names=None if query.person is None else _names(query.person, register),
        question=query.question,
        stance=query.stance,
        min_confidence=query.min_confidence,
        holder_kinds=_kinds(query),
        source=query.source,
        kind=query.kind,
        story=query.story,
        tag=query.tag,
        since=query.since,
        until=query.until,
        sort=query.sort,
        limit=query.limit,
        offset=(query.page - 1) * (query.limit or 0),
    )


def _kinds(query: Query) -> tuple[str, ...] | None:
    kinds = query.holder_kind
    return (kinds,) if isinstance(kinds, str) else kinds


def _organisations(query: Query, register: Register) -> tuple[str, ...] | None:
    slug = query.organisation
    if slug is None:
        return None
    if slug not in register.organisations:
        near = get_close_matches(slug[:_LONGEST].lower(), register.organisations, n=_NEAR)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise QueryError("organisation", f"the register has no organisation {slug!r}{hint}")
    bodies = [
        *(register.predecessors(slug) if query.and_predecessors else ()),
        *(register.successors(slug) if query.and_successors else ()),
    ]
    return tuple(dict.fromkeys([slug, *(body.slug for body in bodies)]))


def _names(asked: str, register: Register) -> tuple[str, ...]:
    """The names that a person of the register goes by and shares with nobody, or the one given."""
    person = register.people_by_slug.get(asked) or register.person_named(asked)
    given = name_key(asked)
    if person is None:
        if given is None:
            raise QueryError("person", f"{asked!r} is no name")
        return (given,)
    forms = (person.name, *person.aliases)
    found = dict.fromkeys(
        key for form in forms if register.person_named(form) is person and (key := name_key(form))
    )
    return tuple(found) or tuple(key for key in [name_key(person.name)] if key)
