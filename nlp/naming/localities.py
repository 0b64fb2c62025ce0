"""Local bodies by the make of their names: a place and a kind, in the register or not."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from spacy.tokens import Span as Tokens

from commissioning.domain.facts import Organisation
from nlp.naming.body_kinds import COMMISSIONERS, KINDS
from nlp.naming.meanings import Meanings
from nlp.naming.page import Found, Page, Taken, unpossessed
from nlp.naming.surfaces import Surfaces

_PLACE = (
    r"[A-Z][\w'’-]{1,40}"
    r"(?:(?:,\ |\ (?:and|&|of|the|on|upon|in)\ |\ |-)(?!NHS\b)[A-Z][\w'’-]{0,40}){0,8}"
)
_A_PLACE = re.compile(_PLACE)
_LOCAL = re.compile(
    rf"""\b(?:
      (?:NHS[ ]+)?(?P<place>{_PLACE})
      [ ]+(?P<kind>PCTs?|CCGs?|ICBs?|ICS|LMCs?|SHA|STP|LINk|Primary\ Care\ Trust
         |Clinical\ Commissioning\ Group|Integrated\ Care\ Board|Local\ Medical\ Committee
         |Strategic\ Health\ Authority|Health\ Authority
         |(?:primary\ care|hospital|care|acute)\ trust|(?:strategic\ )?health\ authority
         |(?:clinical\ )?commissioning\ group|integrated\ care\ board|NHS\ (?:Foundation\ )?Trust
         |(?:GP\s+)?(?:[Cc]onsortium|[Cc]luster)|Commissioning\ (?:Group|Alliance|Consortium)
         |(?:County\ |City\ |Borough\ |District\ )?Council|Health\ Partners(?:hip)?|Hospitals?
         |Infirmary|Medical\ (?:Group|Centre)|Ltd|Limited|plc|Healthcare|University)
      | NHS[ ]+(?P<nhs>{_PLACE})
      | Healthwatch[ ]+(?P<watch>[A-Z][\w'’-]+(?:[ ]+(?:and[ ]+)?[A-Z][\w'’-]+)*)
    )\b""",
    re.VERBOSE,
)
_LEADING = re.compile(
    r"(?:The|A|An|In|At|On|But|And|For|From|With|As|If|While|When|Since|Both|Like|Our|My|Its"
    r"|Their|His|Her|Former|Now|So|Dr|Mr|Mrs|Ms|Cllr|Coun|Councillor|Professor|Members?|Chair"
    r"|Chief|Secretary|Labour|Tory|Conservative)\s+"
)
_TITLE = re.compile(
    r"\b(?:Drs?|Professor|Prof|Mr|Mrs|Ms|Miss|Sir|Dame|Cllr|Coun|Councillor)\.?\s+$"
)
_SPEAKS_FOR = re.compile(r"(?:[A-Z][\w'’-]*\s){1,4}(?:of|at|from)\s(?:the\s)?")
_NO_NAMES = frozenset({"ADV", "SCONJ", "CCONJ", "PRON", "ADP", "DET", "INTJ", "VERB", "AUX"})
_PLURALS = {"PCTs": "PCT", "CCGs": "CCG", "ICBs": "ICB", "LMCs": "LMC"}
_PLACED = re.compile(
    r"\b(?P<kind>(?i:PCT|CCG|ICB|primary\ care\ trust|clinical\ commissioning\ group"
    r"|integrated\ care\ board))\s+(?:for|in|covering)\s+(?:the\s+)?(?P<place>" + _PLACE + ")"
)
# The types of commissioner that a noun beside a place can stand for.
_BESIDE_TYPES = {
    "group": frozenset({"commissioner-ccg"}),
    "governing body": frozenset({"commissioner-ccg"}),
    "board": frozenset({"commissioner-icb"}),
    "primary care trust": frozenset({"commissioner-pct"}),
    "pct": frozenset({"commissioner-pct"}),
    "ccg": frozenset({"commissioner-ccg"}),
    "icb": frozenset({"commissioner-icb"}),
}
_NOUN = (
    r"(?:(?:new|old|former|shadow|emerging|(?:clinical\ )?commissioning|integrated\ care"
    r"|health)\ ){0,3}"
    r"(?P<noun>group|governing\ body|board|primary\ care\ trust|PCT|CCG|ICB)"
    r"\b(?!\s+(?-i:[A-Z]))(?!-)"
)
_BESIDE = (
    re.compile(rf"(?P<place>{_PLACE})(?:['’]s?)?\ {_NOUN}"),
    re.compile(rf"\b(?:[Ii]n|[Aa]t|[Aa]cross)\ (?P<place>{_PLACE}),?\ (?:the|its)\ {_NOUN}"),
    re.compile(
        rf"\b(?<!\ba\ )(?<!PBC\ ){_NOUN}\ (?:for|in|covering)\ (?:the\ )?(?P<place>{_PLACE})"
    ),
)
_PART = re.compile(r",\s|\s(?:and|of|the|in)\s")
_AND = re.compile(r",\s+and\s+|,\s+|\s+and\s+")
_NO_PLACE = re.compile(
    r"(?:NHS|GP|PCT|SHA|CCG|ICB|LMC|Local|New|Clinical|National|Primary|County|City|Borough"
    r"|Community|Health|Shadow|Parish|Town|Foundation"
    r"|Dr|One|Some|Many|Other|All|Most|Every|Each|No|This|That|These|Those|First|Last|My|Our"
    r"|Two|Three|Four|Five|Six|[A-Z]{2,}['’]s?|\s|and|,|-)*"
)
_HEAD = 160
_CLOSE = 12
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_DEEDS = frozenset(
    "say tell call want vote agree refuse decide plan propose join merge back reject oppose accept"
    " insist argue ask warn admit commission spend overspend sign announce consult".split()
)
_JOINED = re.compile(
    r"\b(?:join|joining|joined|merg(?:e|ed|er|ing)\s+(?:\w+\s+)?(?:with|into)"
    r"|(?:chair|chairman|chairwoman|chief\s+(?:executive|officer)|accountable\s+officer"
    r"|managing\s+director|clinical\s+lead)\s+(?:of|at|for|in)"
    r"|working\s+with|(?:shared?|sharing)\s+(?:\w+\s+)?with|neighbours\s+in|taken\s+over\s+by)"
    r"\s+(?:the\s+)?$"
)
_OFFICE_OF = re.compile(
    r"^(?:['’]s?)\s+(?:\w+\s+)?(?:chair|chairman|accountable officer|chief executive|chief officer"
    r"|finance director|governing body|board\b(?!\s+of\s+trade))"
)


class Neighbourhood:
    """The commissioners of the places that a page names, and what of them is meant unnamed."""

    def __init__(self, page: Page, meanings: Meanings, surfaces: Surfaces) -> None:
        self._page = page
        self._meanings = meanings
        self._surfaces = surfaces

    def only(self, kinds: Collection[str]) -> str | None:
        """The slug of the only commissioner of such types whose place the page speaks of.

        It must be named more than once, or by the outlet, the heading or the first words.
        """
        named = Counter[str]()
        for place, bodies in self._places:
            if (body := self._meanings.latest(bodies, kinds)) is not None:
                named[body.slug] += 2 if place < self._head else 1
        [(slug, weight), *others] = named.most_common() or [("", 0)]
        return slug if weight > 1 and not others else None

    @property
    def _head(self) -> int:
        return len(self._page.outlet) + len(self._page.title) + _HEAD

    @cached_property
    def _places(self) -> tuple[tuple[int, tuple[Organisation, ...]], ...]:
        page = self._page
        whole = f"{page.outlet}. {page.title}. {page.text}"
        return tuple(
            (place, bodies)
            for place, bodies in self._surfaces.places_in(whole)
            if _TITLE.search(whole, max(0, place - _CLOSE), place) is None
        )


def is_local(name: str) -> bool:
    """Whether a name is made like a local body's."""
    return _LOCAL.match(name) is not None


def publisher(name: str, meanings: Meanings) -> Organisation | None:
    """The local body whose own site has this name."""
    match = _LOCAL.match(name)
    body = meanings.look_up(match.group()) if match else None
    return body if body is not None and body.type != "collective" else None


class Localities:
    """Finds the local bodies of a page; `whole` marks the names that the register knows whole."""

    def __init__(self, page: Page, meanings: Meanings, surfaces: Surfaces, whole: Taken) -> None:
        self._page = page
        self._text = page.text
        self._meanings = meanings
        self._surfaces = surfaces
        self._whole = whole

    def named(self) -> Iterator[Found]:
        """'X PCT', 'NHS X', 'Healthwatch X', 'A, B and C ICBs', 'the CCG for X'."""
        yield from self._made_of_a_kind()
        yield from self._placed()
        yield from self._beside()

    def _made_of_a_kind(self) -> Iterator[Found]:
        for match in _LOCAL.finditer(self._text):
            end = match.end()
            start = self._without_lead(match.start(), end)
            surface = unpossessed(self._text[start:end])
            end = start + len(surface)
            if surface == match["kind"] or self._is_part(start, end):
                continue
            body = self._meanings.look_up(surface)
            if match["kind"] in _PLURALS and (body is None or "," in surface or " and " in surface):
                yield from self._several(start, surface, match["kind"])
                continue
            if body is None and (shorter := self._last_part(surface)):
                surface, body = shorter
                start = end - len(surface)
            if body is not None:
                yield Found(start, end, body.slug, "pattern")
            elif match["watch"] and not self._whole.touches(start, start + 1):
                yield Found(start, end, "", "pattern")
            elif (
                match["kind"]
                and _is_place(surface.removesuffix(match["kind"]))
                and not self._whole.touches(start, end)
            ):
                start += surface.rfind(", ") + 2 if ", " in surface else 0
                yield Found(start, end, "", "pattern")

    def _is_part(self, start: int, end: int) -> bool:
        """Whether a name is in the midst of another: 'NHS England's London region'."""
        begun = self._whole.touches(max(0, start - 1), start)
        return self._whole.touches(end, end + 1) or (
            begun and self._page.before(start, 4).casefold() != "the "
        )

    def _several(self, start: int, surface: str, kind: str) -> Iterator[Found]:
        """'A, B and C ICBs': each longest stretch that is a body, from the left."""
        places = surface.removesuffix(kind).rstrip()
        cuts = [m.span() for m in _AND.finditer(places)]
        begins = [0, *(end for _, end in cuts)]
        ends = [*(begin for begin, _ in cuts), len(places)]
        at = 0
        while at < len(begins):
            for last in range(len(ends) - 1, at - 1, -1):
                place = places[begins[at] : ends[last]]
                body = self._meanings.look_up(f"{place} {_PLURALS[kind]}")
                if body is not None:
                    whole = last == len(ends) - 1
                    end = start + (len(surface) if whole else ends[last])
                    yield Found(start + begins[at], end, body.slug, "pattern")
                    at = last
                    break
            at += 1

    def _placed(self) -> Iterator[Found]:
        """'The CCG for Thanet', 'shadow clinical commissioning group in Thanet'."""
        for match in _PLACED.finditer(self._text):
            kind = KINDS[match["kind"].casefold()].upper()
            place, end = match["place"], match.end("place")
            body = self._meanings.look_up(f"{place} {kind}")
            while body is None and (cut := place.rfind(" ")) > 0:
                place = place[:cut].rstrip(",").removesuffix(" and")
                end = match.start("place") + len(place)
                body = self._meanings.look_up(f"{place} {kind}")
            if body is not None:
                yield Found(match.start("kind"), end, body.slug, "pattern")

    def _beside(self) -> Iterator[Found]:
        """'The Vale of York group', 'in Dudley the group', 'the board for Devon'."""
        for make in _BESIDE:
            for match in make.finditer(self._text):
                kinds = _BESIDE_TYPES[match["noun"].casefold()]
                body = self._commissioner(match["place"], kinds)
                if body is not None:
                    yield Found(*match.span("noun"), body.slug, "place")

    def _commissioner(self, place: str, kinds: Collection[str]) -> Organisation | None:
        """The commissioner of a place of these types, if it has one."""
        bodies = self._surfaces.places.get(place.casefold())
        for cut in _PART.finditer(place) if bodies is None else ():
            bodies = bodies or self._surfaces.places.get(place[cut.end() :].casefold())
        return self._meanings.latest(bodies or (), kinds)

    def _without_lead(self, start: int, end: int) -> int:
        """Where a name begins when 'The' or the first word of a sentence is no part of it."""
        while lead := _LEADING.match(self._text, start, end):
            start = lead.end()
        person = _SPEAKS_FOR.match(self._text, start, end)
        if person is not None and _TITLE.search(self._page.before(start)):
            return person.end()
        if start in self._page.starts:
            token = self._page.tokens(start, start + 1)
            if (
                token is not None
                and token[0].pos_ in _NO_NAMES
                and token[0].lower_ not in self._surfaces.place_words
            ):
                rest = re.match(r"\w+\s+", self._text[start:end])
                return start + rest.end() if rest else start
        return start

    def _last_part(self, surface: str) -> tuple[str, Organisation] | None:
        """What is left of 'A CCG and B CCG' when the first names are taken off, if a body."""
        for cut in _PART.finditer(surface):
            rest = surface[cut.end() :]
            if body := self._meanings.look_up(rest):
                return rest, body
        return None

    def acting(self, named: Sequence[Found]) -> Iterator[Found]:
        """'Bassetlaw called it a vote of confidence': a place that acts as its commissioner."""
        slugs = {found.slug for found in named if found.slug}
        spoken = {self._meanings.organisations[slug].type for slug in slugs}
        spoken |= {COMMISSIONERS[slug] for slug in slugs if slug in COMMISSIONERS}
        if not spoken & set(COMMISSIONERS.values()):
            return
        for match in _A_PLACE.finditer(self._text):
            surface = unpossessed(match.group())
            bodies = [
                body
                for body in self._surfaces.places.get(surface.casefold(), ())
                if body.type in spoken and self._meanings.is_or_will_be(body)
            ]
            span = self._page.tokens(*match.span()) if len(bodies) == 1 else None
            if span is not None and self._acts(span):
                yield Found(match.start(), match.start() + len(surface), bodies[0].slug, "place")

    def _acts(self, place: Tokens) -> bool:
        """Whether a place does or says something, or others join it."""
        root = place.root
        if root.dep_ in _SUBJECTS and root.head.lemma_.lower() in _DEEDS:
            return True
        before = self._page.before(place.start_char)
        after = self._text[place.end_char : place.end_char + 40]
        return _JOINED.search(before) is not None or _OFFICE_OF.match(after) is not None


def _is_place(words: str) -> bool:
    return _NO_PLACE.fullmatch(words.strip()) is None
