"""What the words around a person's name say of the body that they speak for."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from commissioning.domain.tags import Span, Text
from commissioning.register import Register
from commissioning.register.register import fold
from nlp.attributes import BODIES, text_of

TITLE = (
    r"(?:Rt\ Hon\ |The\ Rt\ Hon\ )?(?:Drs?|Doctor|Professor|Prof|Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady"
    r"|Baroness|Viscount|Earl|Cllr|Coun|Councillor|Rev|Ald|Sister|Canon|Alderman|Sens?|Senator|Reps?"
    r"|Representative|Congress(?:man|woman)|Gov|Governor|President|Mayor|Judge|Justice|Gen|Col|Capt"
    r"|Lt|Sgt|Det)\.?"
)
OFFICE = (
    r"chair|chairs|chairman|chairwoman|chairperson|president|director|secretary|treasurer|officer"
    r"|leader|lead|head|chief|manager|adviser|advisor|member|spokes\w+|negotiator|deputy|executive"
    r"|fellow|economist|analyst|researcher|author|minister|commissioner|partner|founder|convenor"
    r"|convener|coordinator|co-ordinator|representative|delegate|professor|lecturer|policy|governor"
    r"|non-executive|trustee|consultant|nurse|boss|organiser|campaigner|councillor|editor|rep|aide"
    r"|registrar|dean|counsel|strategist|general\ secretary|vice-chair|co-chair|vice-president"
)
_OFFICES = re.compile(rf"\b(?:{OFFICE})\b", re.IGNORECASE)
_FORMER = re.compile(
    r"\b(?:former|formerly|ex|until|once|retired|late|outgoing|previous|previously|last)\b"
    r"(?!\ week)"
    r"|\bwho\ (?:was|had|led|ran|used)\b|\bwas\ an?\b",
    re.IGNORECASE,
)

# Where an apposition, a clause and a sentence end.
_CLAUSE_END = re.compile(
    r"[.!?;:\n“”\"]|(?<=\w)['’]\s|\s(?:said|says|told|warned|argued|added|insisted|called|claimed"
    r"|asked|wrote|welcomed|described|thought|thinks|believes|believed|agreed|is\ said|was|had|has"
    r"|will|would|and\ that|disagreed|disagrees|accused|urged|suggested|admitted|pointed)\b"
)
_STOP = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSt)[.!?;:][”\"’')]*\s|[”\"]\s"
    r"|,[’']\s+(?=sa[iy])|\n"
)
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})

_THE = r"(?:(?:the|its|our|their|his|her|both)\s+)*"
_OPENING = re.compile(r"\s*[,(–—]\s*|\s+(?=who\b)")
_PAST = ("who was", "who had", "who has", "who will", "who is said")
_BELONGS = re.compile(
    rf",?\s+(?:of|from|at|for|with)\s+{_THE}(?:(?:think\ tank|charity|union)\s+)?"
)
_WITHIN = re.compile(rf"\b(?:at|of|for|from|on|with)\s+{_THE}\Z")
_A_GP = re.compile(r"an?\s+(?:\w+\s+){0,3}GP\b")
_LINKED = re.compile(r"(?:who|from|of|at|for)\b")
_POSSESSIVE = re.compile(r"['’]s?\s+")
_BEFORE_NAME = re.compile(r"[\s,]*(?:\b[\w&/-]+(?:['’]s)?[\s,]+){0,9}$")
_NOT_ONE_OFFICE = re.compile(
    r"\b(?:said|told|that|by|was|is|were|has|had|and|but|of the|after|when|while|as)\b"
)
_FOR_BODY = re.compile(r"\b(?:[Ff]or|[Aa]t|[Ff]rom|[Oo]f)\s+(?:the\s+)?$")
_OFFICE_OF = re.compile(
    rf"\b((?:\w+[ -]){{0,3}}(?:{OFFICE})\b(?:\W\w+){{0,4}}?)"
    r"\W+(?:of|at|for|from|to)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_COUNCIL = re.compile(r"\b[Cc]ouncil(?:['’]s)?\s+(?:deputy\s+)?(?:leader|chairman|chair)\b")
_OWNER = re.compile(r"^(?:its|their|our|his|her)\s+", re.IGNORECASE)
_LEADER_OF = re.compile(r"[^)]*\),\s+(?:the\s+)?leader\b")

_STATE = (
    r"(?:shadow\s+)?(?:junior\s+)?(?:(?:public\s+)?health(?:\s+and\s+social\s+care)?|care"
    r"|social\s+care|primary\s+care)\s+(?:secretary|minister)|prime\s+minister|chancellor"
    r"|health\s+under-?secretary"
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
    r"(?:peer|MPs?|backbencher|councillor|spokes\w+|leader|frontbencher|member|activist|aide"
    r"|secretary|minister)(?:\s+in\s+the\s+\w+)?,?\s+"
    r"|['’]s\s+"
)
_A_PARTISAN = re.compile(r",\s+an?\s+(?:[\w-]+\s+){0,2}")
_DHSC_SINCE = date(2018, 1, 8)

# Offices whose body is not beside them.
_SHORT = (
    r"(?:vice[- ]|co-|deputy\s+|interim\s+|acting\s+|joint\s+|lay\s+)*(?:chair(?:man|woman)?"
    r"|president|(?:[\w-]+\s+){0,3}(?:director|secretary|officer|lead|adviser|advisor|fellow"
    r"|manager|negotiator|economist|analyst|researcher|executive|member|strategist|organiser|head"
    r"|treasurer|spokes\w+|leader)(?:\s+(?:of|for)\s+[a-z-]+(?:\s+[a-z-]+){0,3})?"
    r"|head\s+of\s+[a-z-]+(?:\s+[a-z-]+){0,3})"
)
_BARE_BEFORE = re.compile(
    r"(?:^|\b(?:said|says|added|adds|warned|asked|told|insisted|according\s+to)\s+|,\s+)"
    r"(?:(?:the|its|their|our|an?(?=.*\b(?:there|in\s+the\s+team),?\s$))\s+)?"
    rf"{_SHORT}(?:\s+designate|\s+there|\s+in\s+the\s+team)?,?\s+$",
    re.IGNORECASE,
)
_ITS_OWN = re.compile(
    r"\b(?:[Ii]ts|[Tt]heir)\s+"
    r"(?:(?!\b(?:said|says|and|but|that|who|which)\b)[\w'’-]+,?\s+){0,7}$"
)
_BARE_AFTER = re.compile(
    rf",\s+(?:(?:its|their|the)\s+{_SHORT}|one\s+of\s+(?:its|their|the\s+\w+['’]s)\s+\w+"
    r"|an?\s+\w+\s+of\s+its\s+\w+|a\s+negotiator"
    r"|who\s+(?:chairs|leads|heads|led|speaks\s+for)"
    r"\s+(?:it|them|the\s+(?:study|review|committee|team)))\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:practice|GP|family|hospital|council|school|branch\s+of|labou?r|tory|conservative"
    r"|liberal|opposition|minister|prime|health\s+secretary|shadow|fellow\s+(?:gp|doctor))\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"^\W*our\b", re.IGNORECASE)
_LOCAL_BODY = re.compile(
    r"^NHS\s|\b(?:Trust|CCG|PCT|ICB|LMC|Council|Hospitals?|Health Authority)\b"
)

# Crowds, for which nobody holds an office.
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
OUTLETS = frozenset({"trade-press", "national-press", "broadcaster", "blog"})
_ONE = frozenset({"PCT", "SHA", "CCG", "ICB", "LMC"})
_UNCLES = frozenset({"poss", "compound", "appos", "conj", "nmod"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})

_REACH = 130
_FAR = 700
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Office:
    """An office as the text gives it: the body's slug, None for a former one or no body."""

    organisation: str | None
    title: str | None


class Offices:
    """The offices that a Doc whose bodies are known gives to those whom it names."""

    def __init__(self, doc: Doc, register: Register) -> None:
        self._doc = doc
        self._text = text_of(doc)
        self._source: Text | None = doc._.source
        self._day = self._source.day if self._source is not None else None
        self._organisations = register.organisations
        self._register = register
        self._bodies: tuple[Tokens, ...] = tuple(doc.spans[BODIES])
        self._starts = [body.start_char for body in self._bodies]

    def of(self, place: Span) -> Office | None:
        """What the words around a mention say; None where they say nothing."""
        for look in (
            self._bracketed,
            self._apposed,
            self._belonging,
            self._titled,
            self._of_state,
            self._of_party,
            self._unsaid,
        ):
            if (found := look(place)) is not None:
                return found
        return None

    def _between(self, start: int, end: int) -> Sequence[Tokens]:
        """The bodies that begin between two characters and do not reach over the second."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [body for body in self._bodies[first:last] if body.end_char <= end]

    def _before(self, place: Span) -> str:
        """What stands before a name in its sentence and outside quotation marks."""
        floor = max(self._text.rfind("\n", 0, place.start) + 1, place.start - _REACH)
        stops = [match.end() for match in _STOP.finditer(self._text, floor, place.start)]
        return self._text[stops[-1] if stops else floor : place.start]

    def _bracketed(self, place: Span) -> Office | None:
        """'NAME (Lab)', 'NAME (Healthwatch)', 'NAME, BODY' on a line of its own."""
        text = self._text
        for body in self._between(place.end + 1, place.end + _REACH)[:1]:
            between, closing = text[place.end : body.start_char], text[body.end_char :][:1]
            if re.fullmatch(r"\s*\((?:the\s+)?", between) and closing in {")", ","}:
                leads = _LEADER_OF.match(text[body.end_char :][:60]) or _COUNCIL.search(
                    self._before(place)
                )
                return Office(None if leads else body.kb_id_ or None, None)
            begins = text.rfind("\n", 0, place.start) + 1
            alone = re.fullmatch(rf"(?:{TITLE}\s)?", text[begins : place.start]) is not None
            if alone and re.fullmatch(r",\s+(?:the\s+)?", between) and closing in {"", "\n", ":"}:
                return Office(body.kb_id_ or None, None)
        return None

    def _apposed(self, place: Span) -> Office | None:
        """'NAME, chair of the BODY, said' and 'NAME, who chairs the BODY'."""
        opening = _OPENING.match(self._text, place.end)
        if opening is None:
            return None
        start = opening.end()
        end = _CLAUSE_END.search(self._text, start, place.end + _REACH)
        stop = end.start() if end else min(len(self._text), place.end + _REACH)
        stop = self._first_comma(start, stop)
        words = self._text[start:stop]
        bodies = self._between(start, stop)
        within = [
            body
            for body in bodies
            # 'a supporter of the government's plans' has no office there
            if _WITHIN.search(self._text, start, body.start_char)
            and not _POSSESSIVE.match(self._text, body.end_char)
        ]
        named = _OFFICES.search(words) is not None
        if words.startswith(_PAST):
            return _general(words)
        if _A_GP.match(words) or (within and not named):
            return self._held(within, words, start) if within else _general(words)
        if not named and not _LINKED.match(words):
            return None
        return self._held(bodies, words, start)

    def _first_comma(self, start: int, stop: int) -> int:
        """Where an apposition ends: at the first comma after its office and its body."""
        ends = [body.end_char for body in self._between(start, stop)]
        for comma in re.finditer(r",\s", self._text[start:stop]):
            place = start + comma.start()
            said = _OFFICES.search(self._text, start, place) or self._text.startswith("who", start)
            if said and (not ends or ends[0] <= place):
                return place
        return stop

    def _belonging(self, place: Span) -> Office | None:
        """'NAME of the BODY'."""
        for body in self._between(place.end + 1, place.end + _REACH):
            if _BELONGS.fullmatch(self._text, place.end, body.start_char):
                return self._held([body], self._text[place.end : body.end_char], place.end)
        return None

    def _titled(self, place: Span) -> Office | None:
        """'BODY chairman NAME', 'chairman of the BODY, NAME', 'For the BODY, NAME'."""
        text, words = self._text, self._before(place)
        floor = place.start - len(words)
        before = self._between(floor, place.start)
        if not before:
            return None
        body = before[-1]
        between = text[body.end_char : place.start]
        possessive = _POSSESSIVE.match(between) is not None
        if _POSSESSIVE.fullmatch(between):
            return self._held([body], words, floor)
        between = re.sub(r"^['’]s?(?=\s)", "", between)
        if self._is_title(between) and not self._has_verb(body, place):
            return self._held([body], text[body.start_char : place.start], body.start_char)
        lead = text[floor : body.start_char]
        if (
            re.fullmatch(r"(?:\s+[a-z][^,.;:]{0,30})?,\s*", between)
            and _FOR_BODY.search(lead)
            and (floor > body.start_char - 14 or " for " in lead)
        ):
            return self._held([body], words, floor)
        if re.fullmatch(r",\s*", between) and not possessive:
            match = _OFFICE_OF.search(text[max(floor, body.start_char - 60) : body.start_char])
            return self._held([body], match[1], body.start_char - 1) if match else None
        return None

    def _is_title(self, words: str) -> bool:
        return (
            len(words) < 70
            and _OFFICES.search(words) is not None
            and _BEFORE_NAME.match(words) is not None
            and _NOT_ONE_OFFICE.search(words) is None
        )

    def _has_verb(self, body: Tokens, place: Span) -> bool:
        """Whether something is said to happen between a body and a name."""
        for token in self._doc[body.end :]:
            if token.idx >= place.start:
                return False
            if token.tag_ in _FINITE and not token.text.endswith("s'"):
                return True
        return False

    def _of_state(self, place: Span) -> Office | None:
        """'Health minister NAME', 'the health secretary, NAME', 'NAME, the health secretary'."""
        before = self._before(place)
        match = _MINISTER.search(before) or _MINISTER_AFTER.match(self._text, place.end)
        if match is None:
            return None
        former = _FORMER.search(before) or _FORMER.search(match.group())
        slug = None if former else self._department(match["office"].casefold())
        return Office(slug, _title(match["office"]))

    def _department(self, office: str) -> str:
        """The department of a minister, or the party of a shadow minister, on the day."""
        if "shadow" in office:
            return "conservative-party" if self._labour_governs() else "labour-party"
        if "prime" in office:
            return "number-10"
        if "chancellor" in office:
            return "hm-treasury"
        late = self._day is not None and self._day >= _DHSC_SINCE
        return "dhsc" if late else "department-of-health"

    def _labour_governs(self) -> bool:
        day = self._day
        return day is not None and any(
            body.slug.startswith("labour-government") and body.years.holds(day)
            for body in self._organisations.values()
        )

    def _of_party(self, place: Span) -> Office | None:
        """'Tory peer NAME', 'NAME, a Conservative'."""
        for body in self._between(place.start - _REACH, place.end + _REACH):
            if not body.kb_id_ or self._organisations[body.kb_id_].type != "political-party":
                continue
            if body.end_char <= place.start:
                ahead = self._text[body.end_char : place.start]
                if len(ahead) < 60 and _PARTY_OFFICE.fullmatch(ahead):
                    return Office(body.kb_id_, _title(ahead))
            elif _A_PARTISAN.fullmatch(self._text, place.end, body.start_char):
                return Office(body.kb_id_, None)
        return None

    def _unsaid(self, place: Span) -> Office | None:
        """An office without its body: 'its chair, NAME', 'said negotiator NAME'.

        The body is the publisher's on a site of its own, else the one that the text is about.
        """
        before = self._before(place)
        ahead = _BARE_BEFORE.search(before) or _ITS_OWN.search(before)
        match = ahead or _BARE_AFTER.match(self._text, place.end)
        if match is None or _FORMER.search(match.group()) or _OTHERS.search(match.group()):
            return None
        title = _title(match.group())
        if _OURS.search(match.group()) or (ahead and self._own_site):
            return Office(self._publisher(), title)
        body = self._about(place.start - len(before) + match.start() if ahead else place.start)
        return Office(body.kb_id_ or None, title) if body is not None else None

    @property
    def _outlet(self) -> str:
        return (self._source.source if self._source is not None else None) or ""

    @property
    def _own_site(self) -> bool:
        """Whether the text comes from the site of a local body: an announcement of its own."""
        return _LOCAL_BODY.search(self._outlet) is not None

    def _publisher(self) -> str | None:
        """The body whose own site the text comes from."""
        name = self._outlet
        found = {
            alias.organisation
            for surface in (name, name.split(":")[0], re.sub(r"\s+\w+$", "", name))
            for alias in self._register.by_surface.get(fold(surface), ())
        }
        living = [
            slug
            for slug in found
            if self._day is None or self._organisations[slug].years.holds(self._day)
        ]
        return living[0] if len(living) == 1 and self._own_site else None

    def _about(self, at: int) -> Tokens | None:
        """The body that the text before a character is about: the nearest subject, else any."""
        near = [body for body in self._between(at - _FAR, at) if self._can_speak(body)]
        line = self._text.rfind("\n", 0, max(at - 1, 0))
        subjects = [body for body in near if is_subject(body)]
        for bodies in (
            [body for body in subjects if body.start_char > line],
            [body for body in near if body.start_char > line],
            subjects,
            near,
        ):
            if bodies:
                return bodies[-1]
        return None

    def _can_speak(self, body: Tokens) -> bool:
        """Whether one can hold an office in it: no crowd, paper, party or house."""
        slug = body.kb_id_
        if not slug:
            return True
        if slug in _GENERAL:
            return body.text in _ONE
        kind = self._organisations[slug].type
        if kind == "political-party":
            return is_subject(body)
        return slug in _SINGLE or kind not in OUTLETS | {"collective"}

    def _held(self, bodies: Sequence[Tokens], words: str, start: int) -> Office | None:
        """The office in the first body that one can speak for; a former office is none."""
        if not bodies:
            return None
        for body, following in zip_longest(bodies, bodies[1:]):
            if following is not None and _POSSESSIVE.fullmatch(
                self._text, body.end_char, following.start_char
            ):
                continue
            if _FORMER.search(self._text, max(0, start - 12), body.end_char):
                return Office(None, _title(words))
            slug = body.kb_id_ or None
            if slug in _GENERAL or (slug and self._organisations[slug].type in OUTLETS):
                continue
            return Office(slug, _title(words))
        return Office(None, _title(words))


def is_subject(body: Tokens) -> bool:
    """Whether a body, or what it owns, is a sentence's subject."""
    root = body.root
    while root.dep_ in _UNCLES and root.head is not root:
        root = root.head
    return root.dep_ in _SUBJECTS


def _general(words: str) -> Office | None:
    """'a GP in Leeds' is an office without a body."""
    match = re.match(r"an?\s[^,.;:]{2,60}", words)
    return Office(None, match.group()) if match and _A_GP.match(words) else None


def _title(words: str) -> str | None:
    title = " ".join(words.split()).strip(" ,;:–—-()")
    return _OWNER.sub("", title)[:_LONGEST_TITLE] or None
