"""Whom a text names, and the body that each speaks for: the text's own words, then the register."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from commissioning.domain.facts import Person, Role
from commissioning.domain.tags import Span
from commissioning.register import Register, load_register
from commissioning.register.register import fold
from nlp.attributes import BODIES, SectionKind, Speaker, declare, text_of
from nlp.speech.nouns import KINDS, is_document, is_given_name
from nlp.speech.offices import OFFICE, TITLE, Offices

FACTORY = "digest_people"

_CAPITAL, _LOW = "A-ZÀ-ÖØ-Þ", "a-zà-öø-ÿ"
_WORD = (
    rf"(?:(?:O['’]|Mc|Mac|D['’])?[{_CAPITAL}][{_LOW}]{{1,40}}(?:[-'’][{_CAPITAL}]?[{_LOW}]{{1,40}})*"
    r"|[A-Z]\.(?:[A-Z]\.)*|[A-Z]{1,2}(?=\ [A-Z]))"
)
_LINK = r"(?:(?:de|van|von|der|den|da|di|du|la|le|bin|al|el|ap)\s){0,2}"
_TITLED = re.compile(
    rf"\b(?P<title>{TITLE})(?P<name>(?:\ {_LINK}{_WORD}){{1,3}}(?:\ of\ [A-Z][a-z]+(?=,))?)"
)
_PARTY = re.compile(r"\((?:[A-Z]{1,3}|Lab|Con|Lib\ Dem|Ind|Green|Labour|Conservative)[,:]\s\Z")
_PARTY_REACH = 20
_SEATED = re.compile(
    r"\b(?:Earl|Countess|Marquess|Duke|Duchess|Viscountess|Bishop|Archbishop)\ of\ [A-Z]\w+"
)
_SHAPE = re.compile(rf"{_WORD}(?:\s+{_LINK}{_WORD}){{1,3}}")
_PREFIX = re.compile(rf"^(?:{TITLE}\ )+")
_PEERS = frozenset({"Lord", "Lady", "Baroness", "Viscount", "Earl"})
_LOUD = re.compile(r"[A-Z][A-Z'’-]+(?:\ [A-Z][A-Z'’-]+){1,2}\b")
_PROPER = frozenset({"NNP", "NNPS"})
_OTHER_NAMES = frozenset({"GPE", "FAC", "LOC", "WORK_OF_ART", "LAW", "EVENT", "PRODUCT"})
_NO_SURNAME = frozenset(
    "act bill street road avenue square park house hall hospital school university press report"
    " secretary inquiry review ward centre center bank day county city beach times news".split()
)
_KNIGHTS = frozenset({"Sir", "Dame"})
_SPEAKING = (
    r"(?:said|says|told|tells|warned|warns|argued|argues|added|adds|insisted|insists|called|claimed"
    r"|claims|asked|asks|wrote|writes|explained|explains|admitted|admits|believes|believed|agreed"
    r"|notes|noted|replied|joked|thinks|thought|suggested|fears|feared|accused|urged|welcomed"
    r"|observed|observes|remarked|jokes|sighs|sighed|insisting|recalled|recalls|conceded|concedes"
    r"|complained|complains|predicted|predicts|countered|retorted|hoped|hopes|feels|felt|puts\ it"
    r"|commented|comments|responded|concluded|concludes|reckons|protested|grumbled|laughed)"
)
_UNTITLED = re.compile(
    rf"(?P<cue>\b{_SPEAKING}\s|\bview\sof\s|\b(?:{OFFICE}|its),?\s|[,:]\s|(?<=[A-Za-z])['’]s\s)?"
    rf"\b(?P<name>{_WORD}(?:\s{_LINK}{_WORD}){{1,2}})"
    rf"(?=(?P<after>\s{_SPEAKING}\b|,\s(?:who|of|from|for|an?|the|{OFFICE})\b|,\s|\sof\s|[.?!]\s))?"
)
_BODYS = re.compile(rf"['’]s?\s(?P<name>{_WORD}(?:\ {_LINK}{_WORD}){{1,2}})(?!['’\w])")
_SAYS = re.compile(rf"{_SPEAKING}|,\s\w")
_OWNER = frozenset({"'s", "’s", "its"})
_NO_FIRST = frozenset(
    "The A An In At On But And For From With As If While When Since Both Like Our My Its Their His"
    " Her Former Now So Mr Mrs Ms Cllr Coun Labour Tory Royal National NHS Health Local New North"
    " South East West Great Prime Chief Secretary Executive Professor General Nursing Primary"
    " Clinical House Joint Interim Deputy Medical Public Council Practice Leader Lead Shadow Lib"
    " Conservative Liberal Greater Number Monday Tuesday Wednesday Thursday Friday January February"
    " March April June July August September October November December Regional Managers".split()
)
_NOT_LAST = frozenset({"The", "A", "But", "In", "He", "She", "MP", "GP", "And"})
_OWNED = re.compile(r"['’]s?$")
_ALONE = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SHORTEST = 3
_OF = " of "


@dataclass(slots=True)
class _Person:
    """Somebody being put together: the fullest name, where they are named, what is known."""

    name: str
    bare: str
    places: list[Span] = field(default_factory=list)
    organisation: str | None = None
    office: str | None = None

    @property
    def surname(self) -> str:
        return self.bare.split()[-1]


class People:
    """Finds the people of a Doc whose bodies are known."""

    def __init__(self, register: Register) -> None:
        declare()
        self._register = register
        self._by_surname: dict[str, list[Person]] = {}
        for person in register.people:
            self._by_surname.setdefault(fold(person.name).split()[-1], []).append(person)

    def __call__(self, doc: Doc) -> Doc:
        """Leave `doc._.people`, in the order in which they are first named."""
        people = _named(doc)
        _add_short_forms(doc, people)
        offices = Offices(doc, self._register)
        for person in people:
            self._place(doc, person, offices)
        doc._.people = tuple(
            Speaker(
                name=person.name,
                organisation=person.organisation,
                office=person.office,
                mentions=tuple(sorted(person.places)),
            )
            for person in people
        )
        return doc

    def _place(self, doc: Doc, person: _Person, offices: Offices) -> None:
        """Which body they speak for: what the text says, else their office on that day."""
        roles = self._roles(doc, person)
        for place in person.places:
            office = offices.of(place)
            if office is not None:
                person.organisation, person.office = office.organisation, office.title
                body = self._register.organisations.get(office.organisation or "")
                if body is not None and body.parent in {role.organisation for role in roles}:
                    person.organisation = body.parent
                return
        if roles:
            person.organisation, person.office = roles[0].organisation, roles[0].title

    def _roles(self, doc: Doc, person: _Person) -> tuple[Role, ...]:
        """Their offices on the article's day; where that is unknown, in the bodies it names."""
        day = doc._.source.day if doc._.source is not None else None
        known = tuple(self._register.by_person_name.get(fold(person.bare), ()))
        if not known and " " not in person.bare:
            known = tuple(self._by_surname.get(fold(person.bare), ()))
        if not known:
            return ()
        if day is not None:
            held = [[r for r in someone.roles if r.years.holds(day)] for someone in known]
        else:
            named = {body.kb_id_ for body in doc.spans[BODIES]}
            held = [[r for r in someone.roles if r.organisation in named] for someone in known]
        found = [roles for roles in held if roles]
        return tuple(found[0]) if len(found) == 1 else ()


class _Taken:
    """Which characters of a text are spoken for."""

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)

    def add(self, span: Span) -> None:
        self._marks[span.start : span.end] = b"\1" * (span.end - span.start)

    def touches(self, span: Span) -> bool:
        return self._marks.find(1, span.start, span.end) >= 0


def _named(doc: Doc) -> list[_Person]:
    """Everybody whose name the text gives outside readers' comments, the fullest form of it."""
    taken = _Taken(len(text_of(doc)))
    titled = {span.end for span, _ in _titled(text_of(doc))}
    for body in doc.spans[BODIES]:
        if body.kb_id_ or not any(body.start_char < end < body.end_char for end in titled):
            taken.add(Span(body.start_char, body.end_char))
    for section in doc._.sections:
        if section.kind is SectionKind.COMMENT:
            taken.add(section.span)
    found: list[tuple[Span, str]] = []
    text = text_of(doc)
    for names in (
        _seated(text),
        _titled(text),
        _of_bodies(doc),
        _by_given_name(doc),
        _recognised(doc),
        _untitled(text),
    ):
        for span, name in names:
            if not taken.touches(span) and not _is_seat(text, span):
                taken.add(span)
                found.append((span, name))
    return _gathered(sorted(_without_bodies(text, found)))


def _without_bodies(text: str, found: Sequence[tuple[Span, str]]) -> Iterator[tuple[Span, str]]:
    """The names but those of whom somebody is: in 'Ann Sample of Patients First' the second."""
    ends = {span.end for span, _ in found}
    for span, name in found:
        before = span.start - len(_OF)
        if not (before in ends and text.startswith(_OF, before)) or _PREFIX.match(name):
            yield span, name


def _titled(text: str) -> Iterator[tuple[Span, str]]:
    for match in _TITLED.finditer(text):
        whole = match["name"] if match["title"] in _PEERS else match["name"].split(" of ")[0]
        name = _without_office(whole.strip())
        if name and name.split()[-1].lower() not in KINDS | _NO_SURNAME:
            end = match.start("name") + 1 + len(name)
            yield Span(match.start(), end), f"{match['title']} {name}"


def _is_seat(text: str, span: Span) -> bool:
    """Whether a name is a member's constituency: '(Lab, Market Stow)'."""
    return _PARTY.search(text, max(0, span.start - _PARTY_REACH), span.start) is not None


def _seated(text: str) -> Iterator[tuple[Span, str]]:
    """'the Earl of Stow', 'the Bishop of Stow': whom their seat alone names."""
    for match in _SEATED.finditer(text):
        yield Span(*match.span()), match.group()


def _recognised(doc: Doc) -> Iterator[tuple[Span, str]]:
    for entity in doc.ents:
        if entity.label_ != "PERSON":
            continue
        if _follows_the(text_of(doc), entity.start_char) or entity.text.startswith("St "):
            continue
        name = re.sub(r"['’]s?$", "", entity.text.strip())
        start = entity.start_char + entity.text.index(name)
        while (prefix := _PREFIX.match(name)) is not None:
            start, name = start + prefix.end(), name[prefix.end() :]
        if _SHAPE.fullmatch(name) and "\n" not in name:
            yield Span(start, start + len(name)), name


def _of_bodies(doc: Doc) -> Iterator[tuple[Span, str]]:
    """'The union's Ann Sample': a name right behind the body that has it."""
    text = text_of(doc)
    for body in doc.spans[BODIES]:
        match = _BODYS.match(text, body.end_char)
        if match is None or match["name"].split()[0] in _NO_FIRST:
            continue
        name = doc.char_span(*match.span("name"), alignment_mode="expand")
        last = name[-1] if name is not None else None
        if last is None or last.lower_ in KINDS | _NO_SURNAME or is_document(last):
            continue
        if all(token.tag_ in _PROPER for token in name or ()):
            yield Span(*match.span("name")), match["name"]


def _untitled(text: str) -> Iterator[tuple[Span, str]]:
    """Names that the recogniser may have missed, shown by how they stand: 'said Ann Sample'."""
    for match in _UNTITLED.finditer(text):
        if match["name"].split()[0] in _NO_FIRST or "\n" in match["name"]:
            continue
        cue, after = (match["cue"] or "").strip(" ,:"), (match["after"] or "").strip()
        stands = _SAYS.match(after) is not None or (bool(cue) and cue not in _OWNER)
        beside = match["cue"] and not cue and after.startswith((",", "."))
        beside = beside or (cue in _OWNER and after == ", who")
        if stands or beside:
            yield Span(match.start("name"), match.end("name")), match["name"]


def _by_given_name(doc: Doc) -> Iterator[tuple[Span, str]]:
    """Names that begin with a usual given name, and that the recogniser takes for no place."""
    text = text_of(doc)
    for token in doc:
        loud = token.text.isupper() and len(token.text) >= _SHORTEST
        if token.tag_ not in _PROPER or not is_given_name(
            token.text.title() if loud else token.text
        ):
            continue
        match = (_LOUD if loud else _SHAPE).match(text, token.idx)
        if match is None or "\n" in match.group() or token.ent_type_ in _OTHER_NAMES:
            continue
        if _follows_the(text, token.idx):
            continue
        name = _without_office(match.group().title() if loud else match.group())
        if " " in name and name.split()[-1].lower() not in KINDS | _NO_SURNAME:
            yield Span(token.idx, token.idx + len(name)), name


def _follows_the(text: str, at: int) -> bool:
    """Whether a name has an article, as hospitals have and people do not."""
    return text[max(0, at - 4) : at].lower() == "the "


def _without_office(name: str) -> str:
    """A name that ran into what follows it is cut there."""
    words = re.sub(r"['’]s?$", "", name).split()
    while words and words[-1] in _NOT_LAST:
        words.pop()
    return " ".join(words)


def _gathered(found: Sequence[tuple[Span, str]]) -> list[_Person]:
    """One person a name: full names first, then 'Dr Sample' to the last one so called."""
    people: dict[str, _Person] = {}
    by_surname: dict[str, list[_Person]] = {}
    for span, name in found:
        bare = _PREFIX.sub("", name)
        if " " not in bare:
            continue
        if (known := people.get(bare)) is None:
            people[bare] = _Person(name=name, bare=bare, places=[span])
            by_surname.setdefault(people[bare].surname, []).append(people[bare])
        else:
            known.places.append(span)
            known.name = max(known.name, name, key=len)
    everybody = list(people.values())
    for span, name in found:
        bare = _PREFIX.sub("", name)
        if " " in bare:
            continue
        same = by_surname.setdefault(bare, [])
        if name.split()[0] in _KNIGHTS and not same:
            same = [person for person in everybody if person.bare.split()[0] == bare]
        titled = [person for person in same if person.name.split()[0] == name.split()[0]]
        if chosen := _last_before(titled or same, span):
            chosen.places.append(span)
        else:
            same.append(_Person(name=name, bare=bare, places=[span]))
            everybody.append(same[-1])
    for person in everybody:
        person.places.sort()
    return sorted(everybody, key=lambda person: person.places[0])


def _last_before(people: Sequence[_Person], span: Span) -> _Person | None:
    """Who of several is named last before a place; where nobody is, the first."""
    latest = max(people, key=lambda person: _last_place(person, span), default=None)
    if latest is None or _last_place(latest, span) >= 0:
        return latest
    return people[0]


def _last_place(person: _Person, span: Span) -> int:
    at = bisect_right(person.places, span)
    return person.places[at - 1].start if at else -1


def _add_short_forms(doc: Doc, people: Sequence[_Person]) -> None:
    """Mentions by surname alone, or by a first name that nobody else has."""
    taken = _Taken(len(text_of(doc)))
    for span in (place for person in people for place in person.places):
        taken.add(span)
    for body in doc.spans[BODIES]:
        taken.add(Span(body.start_char, body.end_char))
    called = _short_forms(people)
    for match in _ALONE.finditer(text_of(doc)) if called else ():
        word = _OWNED.sub("", match.group()) if match.group() not in called else match.group()
        span = Span(match.start(), match.start() + len(word))
        for after, person in called.get(word, ()):
            if span.start > after:
                if not taken.touches(span):
                    person.places.append(span)
                break


def _short_forms(people: Sequence[_Person]) -> Mapping[str, Sequence[tuple[int, _Person]]]:
    """Who can be meant by one word, and from which character on."""
    given = Counter(person.bare.split()[0] for person in people)
    called: defaultdict[str, list[tuple[int, _Person]]] = defaultdict(list)
    for person in people:
        first, *others = person.bare.split()
        if not others or len(others[-1]) < _SHORTEST:
            continue
        alone = len(first) >= _SHORTEST and given[first] == 1
        for form in (others[-1], first) if alone else (others[-1],):
            called[form].append((person.places[0].end, person))
    return called


@Language.factory(
    FACTORY,
    assigns=["doc._.people"],
    requires=["doc._.sections"],
    default_config={"added": None},
)
def create(nlp: Language, name: str, added: str | None) -> People:  # noqa: ARG001 - spaCy's
    """The component with the product's register and what the file `added` adds to it."""
    return People(load_register(added=Path(added) if added else None))
