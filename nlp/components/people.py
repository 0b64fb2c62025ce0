"""Whom a text names, and the body that each speaks for: the text's own words, then the register."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from commissioning.domain.facts import Person, Role
from commissioning.domain.tags import Span
from commissioning.register import Register, load_register
from commissioning.register.register import fold
from nlp.components.attributes import BODIES, SectionKind, Speaker, declare, text_of

FACTORY = "digest_people"

TITLE = (
    r"(?:Rt\ Hon\ |The\ Rt\ Hon\ )?(?:Drs?|Doctor|Professor|Prof|Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady"
    r"|Baroness|Viscount|Earl|Cllr|Coun|Councillor|Rev|Ald|Sister|Canon|Alderman)\.?"
)
_LOW = "a-zà-öø-ÿ"
_WORD = (
    rf"(?:(?:O['’]|Mc|Mac|D['’])?[A-ZÀ-ÖØ-Þ][{_LOW}]+(?:[-'’][A-ZÀ-ÖØ-Þ]?[{_LOW}]+)*|[A-Z]\.(?:[A-Z]\.)*"
    r"|[A-Z]{1,2}(?=\ [A-Z]))"
)
_LINK = r"(?:(?:de|van|von|der|den|da|di|du|la|le|bin|al|el|ap)\s+){0,2}"
_TITLED = re.compile(
    rf"\b(?P<title>{TITLE})(?P<name>(?:\ {_LINK}{_WORD}){{1,3}}"
    r"(?:\ of\ [A-Z][a-z]+(?=,))?)"
)
_SHAPE = re.compile(rf"^{_WORD}(?:\s+{_LINK}{_WORD}){{1,3}}$")
_PREFIX = re.compile(rf"^{TITLE}\ ")

_OFFICE = (
    r"chair|chairs|chairman|chairwoman|chairperson|president|director|secretary|treasurer|officer"
    r"|leader|lead|head|chief|manager|adviser|advisor|member|spokes\w+|negotiator|deputy|executive"
    r"|fellow|economist|analyst|researcher|author|minister|commissioner|partner|founder|convenor"
    r"|convener|coordinator|co-ordinator|representative|delegate|professor|lecturer|policy|governor"
    r"|non-executive|trustee|consultant|nurse|boss|organiser|campaigner|councillor|editor|adviser"
    r"|registrar|dean|counsel|rep|aide|strategist|organizer|general\ secretary|vice-chair|co-chair|co-chairman|vice-president"
)
_OFFICES = re.compile(rf"\b(?:{_OFFICE})\b", re.IGNORECASE)
_FORMER = re.compile(
    r"\b(?:former|formerly|ex|until|once|retired|late|outgoing|previous|previously|last)\b"
    r"(?!\ week)"
    r"|\bwho\ (?:was|had|led|ran|used)\b|\bwas\ an?\b",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(r"[\s,]*(?:\b[\w&/-]+(?:['’]s)?[\s,]+){0,9}$")
_BELONGS = re.compile(
    r"^(?:,)?\s+(?:of|from|at|for|with)\s+(?:(?:the|its|our|their|his|her)\s+)?(?:(?:think\ tank|charity|union)\s+)?$"
)
_WITHIN = re.compile(
    r"\b(?:at|of|for|from|on|with)\s+(?:(?:the|its|our|their|his|her|both)\s+)*\Z"
)
_CLAUSE_END = re.compile(
    r"[.!?;:\n“”\"]|(?<=\w)['’]\s|\s(?:said|says|told|warned|argued|added|insisted|called|claimed"
    r"|asked|wrote|welcomed|described|thought|thinks|believes|believed|agreed|is\ said|was|had|has"
    r"|will|would|and\ that|disagreed|disagrees|accused|urged|suggested|admitted|pointed)\b"
)
_SPEAKING = (
    r"(?:said|says|told|tells|warned|warns|argued|argues|added|adds|insisted|insists|called|claimed"
    r"|claims|asked|asks|wrote|writes|explained|explains|admitted|admits|believes|believed|agreed"
    r"|notes|noted|replied|joked|thinks|thought|suggested|fears|feared|accused|urged|welcomed"
    r"|observed|observes|remarked|jokes|sighs|sighed|insisting|recalled|recalls|conceded|concedes"
    r"|complained|complains|predicted|predicts|countered|retorted|hoped|hopes|feels|felt|puts\ it"
    r"|commented|comments|responded|concluded|concludes|reckons|protested|grumbled|laughed)"
)
_UNTITLED = re.compile(
    rf"(?P<cue>\b{_SPEAKING}\s+|\bview\s+of\s+|\b(?:{_OFFICE}|its),?\s+|[,:]\s+|(?<=[A-Za-z])['’]s\s+)?"
    rf"\b(?P<name>{_WORD}(?:\s{_LINK}{_WORD}){{1,2}})"
    rf"(?=(?P<after>\s+{_SPEAKING}\b|,\s(?:who|of|from|for|an?|the|{_OFFICE})\b|,\s|\sof\s|[.?!]\s))?"
)
_NO_FIRST = frozenset(
    "The A An In At On But And For From With As If While When Since Both Like Our My Its Their His"
    " Her Former Now So Mr Mrs Ms Cllr Coun Labour Tory Royal National NHS Health Local New North"
    " South East West Great Prime Chief Secretary Executive Professor General Nursing Primary"
    " Clinical House Joint Interim Deputy Medical Public Council Practice Leader Lead Shadow Lib"
    " Conservative Liberal Greater Number Monday Tuesday Wednesday Thursday Friday January February"
    " March April June July August September October November December Regional Managers".split()
)
_GENERAL = frozenset(
    "gps gp-practices gp-consortia clinical-commissioning-groups primary-care-trusts nurses"
    " hospital-consultants integrated-care-boards nhs-managers pbc-consortia pathfinder-consortia"
    " strategic-health-authorities gp-fundholders nhs-trusts foundation-trusts local-authorities"
    " private-providers integrated-care-systems house-of-commons house-of-lords royal-colleges"
    " think-tanks health-unions health-authorities gp-federations coalition-government"
    " commissioning-support-units sustainability-and-transformation-partnerships".split()
)
# Kinds of which each place has one.
_SINGLE = frozenset(
    "lmcs links local-healthwatch overview-and-scrutiny-committees health-and-wellbeing-boards"
    " patient-participation-groups community-health-councils ppi-forums".split()
)
_DEPARTMENT_SINCE = date(2018, 1, 8)
_STATE = (
    r"(?:shadow\s+)?(?:junior\s+)?(?:(?:public\s+)?health(?:\s+and\s+social\s+care)?|care|social\s+care|primary\s+care)"
    r"\s+(?:secretary|minister)|prime\s+minister|chancellor|health\s+under-?secretary"
)
_MINISTER = re.compile(
    rf"\b(?P<office>{_STATE})(?:\s+in\s+the\s+Lords|['’]s\s+aide|\s+who\s[^,]{{0,40}})?,?\s+$",
    re.IGNORECASE,
)
_MINISTER_AFTER = re.compile(
    rf",\s+(?:then\s+)?(?:the\s+|an?\s+)?(?:\w+\s+)?(?P<office>{_STATE})\b", re.IGNORECASE
)
_PARTY_OFFICE = re.compile(
    r"(?:['’]s)?\s+(?:[\w-]+\s+){0,3}"
    r"(?:peer|MP|MPs|backbencher|councillor|spokes\w+|leader|frontbencher|member|activist|aide"
    r"|(?:health|secretary|minister))(?:\s+in\s+the\s+\w+)?,?\s+"
    r"|['’]s\s+"
)
_SHORT_OFFICE = (
    r"(?:vice[- ]|co-|deputy\s+|interim\s+|acting\s+|joint\s+|lay\s+)*(?:chair(?:man|woman)?"
    r"|president|(?:[\w-]+\s+){0,3}(?:director|secretary|officer|lead|adviser|advisor|fellow|manager"
    r"|negotiator|economist|analyst|researcher|executive|member|strategist|organiser|head|treasurer"
    r"|spokes\w+|leader)(?:\s+(?:of|for)\s+[a-z-]+(?:\s+[a-z-]+){0,3})?"
    r"|head\s+of\s+[a-z-]+(?:\s+[a-z-]+){0,3})"
)
_BARE_BEFORE = re.compile(
    rf"(?:^|\b(?:said|says|added|adds|warned|asked|told|insisted|according\s+to)\s+|,\s+)"
    rf"(?:(?:the|its|their|our|an?(?=.*\b(?:there|in\s+the\s+team),?\s$))\s+)?{_SHORT_OFFICE}"
    r"(?:\s+designate|\s+there|\s+in\s+the\s+team)?,?\s+$",
    re.IGNORECASE,
)
_ITS_OWN = re.compile(
    r"\b(?:[Ii]ts|[Tt]heir)\s+(?:(?!\b(?:said|says|and|but|that|who|which)\b)[\w'’-]+,?\s+){0,7}$"
)
_BARE_AFTER = re.compile(
    rf",\s+(?:(?:its|their|the)\s+{_SHORT_OFFICE}|one\s+of\s+(?:its|their|the\s+\w+['’]s)\s+\w+"
    r"|an?\s+\w+\s+of\s+its\s+\w+|a\s+negotiator"
    r"|who\s+(?:chairs|leads|heads|led|speaks\s+for)\s+(?:it|them|the\s+(?:study|review|committee|team)))\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:practice|GP|family|hospital|council|school|branch\s+of|labou?r|tory|conservative"
    r"|liberal|opposition|minister|prime|health\s+secretary|shadow|fellow\s+(?:gp|doctor))\b",
    re.IGNORECASE,
)
_FAR = 700
_OWNS = re.compile(r"['’]s?\s+")
_LOCAL_BODY = re.compile(r"^NHS\s|\b(?:Trust|CCG|PCT|ICB|LMC|Council|Hospitals?|Health Authority)\b")
_STOP = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSt)[.!?;:][”\"’')]*\s|[”\"]\s|,[’']\s+(?=sa[iy])|\n"
)
_COUNCIL = re.compile(r"\b[Cc]ouncil(?:['’]s)?\s+(?:deputy\s+)?(?:leader|chairman|chair)\b")
_OUTLETS = frozenset({"trade-press", "national-press", "broadcaster", "blog"})
_REACH = 130


@dataclass(slots=True)
class _Person:
    """Somebody being put together: the fullest name, where they are named, what is known."""

    name: str
    bare: str
    places: list[Span] = field(default_factory=list)
    organisation: str | None = None
    office: str | None = None


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
        _surnames(doc, people)
        for person in people:
            self._place(doc, person)
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

    def _place(self, doc: Doc, person: _Person) -> None:
        """Which body they speak for: what the text says, else their office on that day."""
        roles = self._roles(doc, person)
        for place in person.places:
            office = _office(doc, place, self._register)
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
        if day is not None:
            held = [[r for r in someone.roles if r.years.holds(day)] for someone in known]
        else:
            named = {body.kb_id_ for body in doc.spans[BODIES]}
            held = [[r for r in someone.roles if r.organisation in named] for someone in known]
        found = [roles for roles in held if roles]
        return tuple(found[0]) if len(found) == 1 else ()


@dataclass(frozen=True, slots=True)
class _Office:
    organisation: str | None
    title: str | None


def _named(doc: Doc) -> list[_Person]:
    """Everybody whose full name the text gives, the fullest form of it first."""
    found: dict[Span, str] = {}
    text = text_of(doc)
    bodies = [Span(body.start_char, body.end_char) for body in doc.spans[BODIES]]
    for match in _TITLED.finditer(text):
        name = _without_office(match["name"].strip())
        if name and not any(_overlap(Span(*match.span()), body) for body in bodies):
            start = match.start()
            found[Span(start, match.start("name") + 1 + len(name))] = f"{match['title']} {name}"
    for entity in doc.ents:
        if entity.label_ != "PERSON":
            continue
        name = re.sub(r"['’]s?$", "", entity.text.strip())
        start = entity.start_char + entity.text.index(name)
        while (prefix := _PREFIX.match(name)) is not None:
            start, name = start + prefix.end(), name[prefix.end() :]
        if not _SHAPE.match(name) or "\n" in name:
            continue
        span = Span(start, start + len(name))
        if any(_overlap(span, other) for other in (*found, *bodies)):
            continue
        found[span] = name
    taken = [*found, *bodies]
    found |= {
        span: name
        for span, name in _untitled(text)
        if not any(_overlap(span, other) for other in taken)
    }
    return _gathered(found, _comment_heads(doc))


def _untitled(text: str) -> Iterator[tuple[Span, str]]:
    """Names that the recogniser may have missed, shown by how they stand: 'said Ann Sample'."""
    for match in _UNTITLED.finditer(text):
        cue, after = (match["cue"] or "").strip(" ,:"), (match["after"] or "").strip()
        if match["name"].split()[0] in _NO_FIRST:
            continue
        owned = cue in {"'s", "’s", "its"}
        says = re.match(rf"{_SPEAKING}|,\s\w", after) is not None
        stands = says or bool(cue) and not owned
        beside = match["cue"] and not cue and after.startswith((",", "."))
        if stands or beside:
            yield Span(match.start("name"), match.end("name")), match["name"]


def _comment_heads(doc: Doc) -> tuple[Span, ...]:
    return tuple(section.span for section in doc._.sections if section.kind is SectionKind.COMMENT)


def _without_office(name: str) -> str:
    """A name that ran into what follows it is cut there."""
    words = re.sub(r"['’]s?$", "", name).split()
    while words and words[-1] in {"The", "A", "But", "In", "He", "She", "MP", "GP", "And"}:
        words.pop()
    return " ".join(words)


def _gathered(found: dict[Span, str], apart: Sequence[Span]) -> list[_Person]:
    people: list[_Person] = []
    full = sorted(((span, name) for span, name in found.items()), key=lambda item: item[0].start)
    for span, name in full:
        bare = _PREFIX.sub("", name)
        if " " not in bare or any(_overlap(span, comment) for comment in apart):
            continue
        known = next((person for person in people if person.bare == bare), None)
        if known is None:
            people.append(_Person(name=name, bare=bare, places=[span]))
        else:
            known.places.append(span)
            if len(name) > len(known.name):
                known.name = name
    for span, name in full:
        bare = _PREFIX.sub("", name)
        if " " in bare or any(_overlap(span, comment) for comment in apart):
            continue
        same = [person for person in people if person.bare.split()[-1] == bare]
        titled = [p for p in same if p.name.split()[0] == name.split()[0]]
        if chosen := _last_before(titled or same, span):
            chosen.places.append(span)
            if not _PREFIX.match(chosen.name):
                continue
        else:
            people.append(_Person(name=name, bare=bare, places=[span]))
    return sorted(people, key=lambda person: min(person.places))


def _last_before(people: Sequence[_Person], span: Span) -> _Person | None:
    before = [person for person in people if min(person.places) < span]
    return max(before, key=lambda p: max(s for s in p.places if s < span), default=None) or (
        people[0] if people else None
    )


def _surnames(doc: Doc, people: Sequence[_Person]) -> None:
    """Mentions by surname or first name alone."""
    taken = [place for person in people for place in person.places]
    taken += [Span(body.start_char, body.end_char) for body in doc.spans[BODIES]]
    starts = {start for span in taken for start in range(span.start, span.end)}
    for person in people:
        words = person.bare.split()
        surname, given = words[-1], words[0]
        if len(words) < 2 or len(surname) < 3:
            continue
        first = min(person.places).end
        alone = [surname]
        if len(given) > 2 and sum(other.bare.startswith(given) for other in people) == 1:
            alone.append(given)
        for match in re.finditer(rf"\b(?:{'|'.join(map(re.escape, alone))})\b", text_of(doc)):
            if match.start() > first and match.start() not in starts:
                person.places.append(Span(*match.span()))
                starts.update(range(*match.span()))


def _office(doc: Doc, place: Span, register: Register) -> _Office | None:
    """What the words around a mention say of the person's body; None where they say nothing."""
    for look in (_bracketed, _apposition, _belonging, _title_before, _of_state, _unsaid):
        found = look(doc, place, register)
        if found is not None:
            return found
    return None


def _apposition(doc: Doc, place: Span, register: Register) -> _Office | None:
    """'NAME, chair of the BODY, said' and 'NAME, who chairs the BODY'."""
    rest = text_of(doc)[place.end : place.end + _REACH]
    opening = re.match(r"\s*[,(–—-]\s*|\s+(?=who\b)", rest)
    if opening is None or rest[: opening.end()].strip() == "-":
        return None
    start = place.end + opening.end()
    end = _CLAUSE_END.search(text_of(doc), start, place.end + _REACH)
    stop = end.start() if end else min(len(text_of(doc)), place.end + _REACH)
    stop = _first_comma(doc, start, stop)
    words = text_of(doc)[start:stop]
    bodies = [b for b in doc.spans[BODIES] if start <= b.start_char and b.end_char <= stop]
    within = [b for b in bodies if _WITHIN.search(text_of(doc), start, b.start_char)]
    if words.startswith(("who was", "who had", "who has", "who will", "who is said")):
        return _general(words)
    if within and not _OFFICES.search(words) or re.match(r"an?\s+(?:\w+\s+){0,3}GP\b", words):
        return _of(doc, within, words, start, register) if within else _general(words)
    if not (_OFFICES.search(words) or re.match(r"(?:who|from|of|at|for)\b", words)):
        return _general(words)
    return _of(doc, bodies, words, start, register)


def _first_comma(doc: Doc, start: int, stop: int) -> int:
    """Where an apposition ends: at the first comma after its office and its body."""
    ends = [b.end_char for b in doc.spans[BODIES] if start <= b.start_char and b.end_char <= stop]
    for comma in re.finditer(r",\s", text_of(doc)[start:stop]):
        place = start + comma.start()
        said = _OFFICES.search(text_of(doc), start, place) or text_of(doc).startswith("who", start)
        if said and (not ends or ends[0] <= place):
            return place
    return stop


def _general(words: str) -> _Office | None:
    """'a GP in Leeds' is an office without a body."""
    match = re.match(r"(an?\s[^,.;:]{2,60})", words)
    return (
        _Office(None, match[1]) if match and re.match(r"an?\s+(?:\w+\s+){0,3}GP\b", words) else None
    )


def _belonging(doc: Doc, place: Span, register: Register) -> _Office | None:
    """'NAME of the BODY'."""
    for body in doc.spans[BODIES]:
        if place.end < body.start_char <= place.end + 40:
            between = text_of(doc)[place.end : body.start_char]
            if _BELONGS.match(between):
                return _of(
                    doc, [body], text_of(doc)[place.end : body.end_char], place.end, register
                )
    return None


def _has_verb(doc: Doc, body: Tokens, place: Span) -> bool:
    """Whether something is said to happen between a body and a name."""
    for token in doc[body.end :]:
        if token.idx >= place.start:
            return False
        if token.tag_ in {"VBD", "VBZ", "VBP", "MD"} and token.text != "'s":
            return True
    return False


def _bracketed(doc: Doc, place: Span, register: Register) -> _Office | None:
    """'NAME (Lab)', 'NAME (Healthwatch)', 'NAME, BODY' on a line of its own."""
    text = text_of(doc)
    for body in doc.spans[BODIES]:
        if place.end < body.start_char <= place.end + 8:
            between = text[place.end : body.start_char]
            closing = text[body.end_char : body.end_char + 1]
            if re.fullmatch(r"\s*\((?:the\s+)?", between) and closing in {")", ","}:
                after = re.match(r"[^)]*\),\s+(?:the\s+)?leader\b", text[body.end_char :][:60])
                leads = after or _COUNCIL.search(_clause_before(text, place))
                return _Office(None if leads else body.kb_id_ or None, None)
            begins = text.rfind("\n", 0, place.start) + 1
            alone = re.fullmatch(rf"(?:{TITLE}\s)?", text[begins : place.start]) is not None
            if alone and re.fullmatch(r",\s+(?:the\s+)?", between) and closing in {"", "\n", ":"}:
                return _Office(body.kb_id_ or None, None)
    return None


def _of_state(doc: Doc, place: Span, register: Register) -> _Office | None:
    """'Health minister NAME', 'the health secretary, NAME', 'Tory peer NAME', 'NAME, a Tory'."""
    text = text_of(doc)
    before = _clause_before(text, place)
    match = _MINISTER.search(before)
    after = _MINISTER_AFTER.match(text, place.end)
    if match or after:
        found = match or after
        assert found is not None
        if _FORMER.search(before) or _FORMER.search(text[place.end : found.end()] if after else ""):
            return _Office(None, _title(found["office"]))
        day = doc._.source.day if doc._.source is not None else None
        return _Office(_department(found["office"].casefold(), day, register), found["office"])
    for body in doc.spans[BODIES]:
        if body.kb_id_ and register.organisations[body.kb_id_].type == "political-party":
            ahead = text[body.end_char : place.start] if body.end_char <= place.start else None
            if ahead is not None and len(ahead) < 60 and _PARTY_OFFICE.fullmatch(ahead):
                return _Office(body.kb_id_, _title(ahead))
            behind = text[place.end : body.start_char] if place.end < body.start_char else ""
            if re.fullmatch(r",\s+an?\s+(?:[\w-]+\s+){0,2}", behind):
                return _Office(body.kb_id_, None)
    return None


def _department(office: str, day: date | None, register: Register) -> str | None:
    """The department of a minister or the party of a shadow minister on a day."""
    if "shadow" in office or "opposition" in office:
        labour = day is None or not _in_office(register, "labour", day)
        return "labour-party" if labour else "conservative-party"
    if "prime" in office:
        return "number-10"
    if "chancellor" in office or "treasury" in office:
        return "hm-treasury"
    return "dhsc" if day is not None and day >= _DEPARTMENT_SINCE else "department-of-health"


def _in_office(register: Register, party: str, day: date) -> bool:
    governments = [b for b in register.organisations.values() if b.slug.startswith(f"{party}-gov")]
    return any(government.years.holds(day) for government in governments)


def _clause_before(text: str, place: Span) -> str:
    """What stands before a name in its sentence and outside quotation marks."""
    floor = max(text.rfind("\n", 0, place.start) + 1, place.start - _REACH)
    stops = [match.end() for match in _STOP.finditer(text, floor, place.start)]
    return text[stops[-1] if stops else floor : place.start]


def _unsaid(doc: Doc, place: Span, register: Register) -> _Office | None:
    """An office without its body: 'its chair, NAME', 'said negotiator NAME', 'NAME, its chair'.

    The body is the one that the sentences before are about.
    """
    text = text_of(doc)
    before = _clause_before(text, place)
    match = _BARE_BEFORE.search(before) or _ITS_OWN.search(before)
    after = _BARE_AFTER.match(text, place.end)
    if match is None and after is None:
        return None
    words = match.group() if match else after.group() if after else ""
    if _FORMER.search(words) or _OTHERS.search(words):
        return None
    if re.search(r"^\W*our\b", words, re.IGNORECASE) or (match and _own_site(doc)):
        return _Office(_publisher(doc, register), _title(words))
    at = place.start - len(before) + match.start() if match else place.start
    body = _about(doc, at, register)
    return _Office(body.kb_id_ or None, _title(words)) if body is not None else None


def _own_site(doc: Doc) -> bool:
    """Whether the text comes from the site of a local body: an announcement of its own."""
    name = (doc._.source.source if doc._.source is not None else None) or ""
    return _LOCAL_BODY.search(name) is not None


def _publisher(doc: Doc, register: Register) -> str | None:
    name = (doc._.source.source if doc._.source is not None else None) or ""
    found = {
        alias.organisation
        for surface in (name, name.split(":")[0], re.sub(r"\s+\w+$", "", name))
        for alias in register.by_surface.get(fold(surface), ())
    }
    day = doc._.source.day if doc._.source is not None else None
    living = [s for s in found if day is None or register.organisations[s].years.holds(day)]
    return living[0] if len(living) == 1 and _own_site(doc) else None


def _about(doc: Doc, at: int, register: Register) -> Tokens | None:
    """The body that the text before a character is about: the subject nearest to it, else any."""
    text = text_of(doc)
    near = [
        body
        for body in doc.spans[BODIES]
        if at - _FAR <= body.start_char < at and _can_speak(body, register)
    ]
    line = text.rfind("\n", 0, max(at - 1, 0))
    subjects = [b for b in near if _is_subject(b)]
    for bodies in (
        [b for b in subjects if b.start_char > line],
        [b for b in near if b.start_char > line],
        subjects,
        near,
    ):
        if bodies:
            return bodies[-1]
    return None


def _is_subject(body: Tokens) -> bool:
    root = body.root
    while root.dep_ in {"poss", "compound", "appos", "conj", "nmod"} and root.head is not root:
        root = root.head
    return root.dep_ in {"nsubj", "nsubjpass"}


def _can_speak(body: Tokens, register: Register) -> bool:
    """Whether one can hold an office in it: no crowd, paper, party or house."""
    slug = body.kb_id_
    if not slug:
        return True
    if slug in _GENERAL:
        return body.text in {"PCT", "SHA", "CCG", "ICB", "LMC"}
    kind = register.organisations[slug].type
    if kind == "political-party":
        return _is_subject(body)
    return slug in _SINGLE or kind not in _OUTLETS | {"collective"}


def _title_before(doc: Doc, place: Span, register: Register) -> _Office | None:
    """'BODY chairman NAME', 'chairman of the BODY, NAME', 'its policy lead, NAME'."""
    text = text_of(doc)
    floor = place.start - len(_clause_before(text, place))
    before = [b for b in doc.spans[BODIES] if floor <= b.start_char and b.end_char <= place.start]
    words = text[floor : place.start]
    if before:
        body = before[-1]
        between = text[body.end_char : place.start]
        possessive = bool(re.match(r"['’]s?\s+", between))
        if re.fullmatch(r"['’]s?\s+", between):
            return _of(doc, [body], words, floor, register)
        between = re.sub(r"^['’]s?(?=\s)", "", between)
        named = _OFFICES.search(between) and _BEFORE_NAME.match(between) is not None
        simple = not re.search(
            r"\b(?:said|told|that|by|was|is|were|has|had|and|but|of the|after|when|while|as)\b",
            between,
        )
        if named and simple and len(between) < 70 and not _has_verb(doc, body, place):
            return _of(doc, [body], text[body.start_char : place.start], body.start_char, register)
        if (
            re.fullmatch(r"(?:\s+[a-z][^,.;:]{0,30})?,\s*", between)
            and re.search(
                r"\b(?:[Ff]or|[Aa]t|[Ff]rom|[Oo]f)\s+(?:the\s+)?$", text[floor : body.start_char]
            )
            and (floor > body.start_char - 14 or " for " in text[floor : body.start_char])
        ):
            return _of(doc, [body], words, floor, register)
        if re.fullmatch(r",\s*", between) and not possessive:
            lead = text[max(floor, body.start_char - 60) : body.start_char]
            if match := re.search(
                rf"\b((?:\w+[ -]){{0,3}}(?:{_OFFICE})\b(?:\W\w+){{0,4}}?)"
                r"\W+(?:of|at|for|from|to)\s+(?:the\s+)?$",
                lead,
                re.IGNORECASE,
            ):
                return _of(doc, [body], match[1], body.start_char - 1, register)
    return None


def _of(
    doc: Doc,
    bodies: Sequence[Tokens],
    words: str,
    start: int,
    register: Register,
) -> _Office | None:
    """The office in the first body that one can speak for; a former office is none."""
    if not bodies:
        return None
    organisations = register.organisations
    for body, following in zip_longest(bodies, bodies[1:]):
        slug = body.kb_id_ or None
        if following is not None and _OWNS.fullmatch(
            text_of(doc)[body.end_char : following.start_char]
        ):
            continue
        former = _FORMER.search(text_of(doc)[max(0, start - 12) : body.end_char])
        title = _title(words)
        if former:
            return _Office(None, title)
        if slug in _GENERAL:
            continue
        if slug and organisations[slug].type in _OUTLETS:
            continue
        return _Office(slug, title)
    return _Office(None, _title(words))


def _title(words: str) -> str | None:
    cleaned = " ".join(words.split()).strip(" ,;:–—-()")
    return cleaned[:80] or None


@Language.factory(FACTORY, assigns=["doc._.people"], requires=["doc._.sections"])
def create(nlp: Language, name: str) -> People:  # noqa: ARG001 - spaCy's signature
    """The component with the register that comes with the product."""
    return People(load_register())


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
