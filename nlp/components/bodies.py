"""Which bodies a text names: the register's by the article's day, and such as it lacks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from commissioning.domain.facts import Alias, Organisation
from commissioning.domain.tags import Text
from commissioning.register import Register, load_register
from nlp.components.attributes import BODIES, declare, text_of
from nlp.surfaces import Match, Surfaces

FACTORY = "digest_bodies"

_SOON = timedelta(days=4 * 366)
_DEPARTMENT_SINCE = date(2018, 1, 8)

_NEVER = frozenset(
    "doctors|gp|the public|patients|hospitals|bureaucrats|commissioning groups|whitehall|general"
    " practice|nhs|the nhs|parliament|care trust|commissioners|health board|health boards".split(
        "|"
    )
)
_NEVER_SLUGS = frozenset({"patients"})
_PRESS = frozenset({"trade-press", "national-press", "broadcaster", "blog"})
_PLACES = frozenset({"university", "provider-trust"})
_ASKING = re.compile(
    r"(?:\b(?:told|tell|tells|telling|to|with|by|for)\s+(?:the\s+|BBC\s+)?|\ba\s+)$", re.IGNORECASE
)
_OF_THE_PRESS = re.compile(
    r"^(?:'s)?\s+(?:survey|poll|analysis|investigation|has learn|understands|can reveal|learn"
    r"|that\b"
    r"|newspaper|website|he\b|she\b|it\b|they\b)|^:|^ (?:last|this|on)\b"
)

_TOLD = re.compile(r",\s+(?:the|a|which|whose)\s|['’]s\s|:|\s+(?:said|says|has\s+(?:won|told|said))\b")
_IN_A_NAME = re.compile(
    r"\b(?:Drs?|Professor|Prof|Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady|Baroness|Cllr|Coun|Councillor)\.?"
    r"(?:\s[A-Z][\w'’-]*){0,2}\s$"
)
# What stands before a word of every day where it means other people than the field's.
_NOT_AFTER = {
    word: re.compile(rf"\b(?:{others})\s+$", re.IGNORECASE)
    for word, others in {
        "trusts": "hospital|acute|foundation|NHS|mental health|ambulance|community|charitable",
        "managers": "practices?|trusts?|management|middle|senior|line|its own|their own|project",
        "consultants": "management|healthcare|private|outside|external|GP",
        "nurses": "district|practice|specialist|school|many|more|fewer|community",
        "peers": "their|his|her|our|your|its|my",
    }.items()
}

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})

_COMMISSIONERS = {
    "primary-care-trusts": "commissioner-pct",
    "clinical-commissioning-groups": "commissioner-ccg",
    "integrated-care-boards": "commissioner-icb",
}
_DEEDS = frozenset(
    "say tell call want vote agree refuse decide plan propose join merge back reject oppose accept"
    " insist argue ask warn admit commission spend overspend sign announce consult".split()
)
_JOINED = re.compile(
    r"\b(?:join|joining|joined|merg(?:e|ed|er|ing)\s+(?:\w+\s+)?(?:with|into)"
    r"|working\s+with|(?:shared?|sharing)\s+(?:\w+\s+)?with|neighbours\s+in|taken\s+over\s+by)"
    r"\s+(?:the\s+)?$"
)
_OFFICE_OF = re.compile(
    r"^(?:['’]s?)\s+(?:\w+\s+)?(?:chair|chairman|accountable officer|chief executive|chief officer"
    r"|finance director|governing body|board\b(?!\s+of\s+trade))"
)

_PLACE = (
    r"[A-Z][\w'’-]{1,40}"
    r"(?:(?:,\ |\ (?:and|&|of|the|on|upon|in)\ |\ |-)(?!NHS\b)[A-Z][\w'’-]{0,40}){0,8}"
)
_LOCAL = re.compile(
    rf"""\b(?:
      (?:NHS\s+)?(?P<place>{_PLACE})
      \s+(?P<kind>PCTs?|CCGs?|ICBs?|ICS|LMCs?|SHA|STP|LINk|Primary\ Care\ Trust
         |Clinical\ Commissioning\ Group|Integrated\ Care\ Board|Local\ Medical\ Committee
         |Strategic\ Health\ Authority|Health\ Authority
         |(?:primary\ care|hospital|care|acute)\ trust|(?:strategic\ )?health\ authority
         |(?:clinical\ )?commissioning\ group|integrated\ care\ board|NHS\ (?:Foundation\ )?Trust
         |(?:GP\s+)?(?:[Cc]onsortium|[Cc]luster)|Commissioning\ (?:Group|Alliance|Consortium)
         |(?:County\ |City\ |Borough\ |District\ )?Council|Health\ Partners(?:hip)?|Hospitals?
         |Infirmary|Medical\ (?:Group|Centre)|Ltd|Limited|plc|Healthcare|University)
      | NHS\s+(?P<nhs>{_PLACE})
      | Healthwatch\s+(?P<watch>[A-Z][\w'’-]+(?:\s+(?:and\s+)?[A-Z][\w'’-]+)*)
    )\b""",
    re.VERBOSE,
)
_LEADING = re.compile(
    r"(?:The|A|An|In|At|On|But|And|For|From|With|As|If|While|When|Since|Both|Like|Our|My|Its"
    r"|Their|His|Her|Former|Now|So|Dr|Mr|Mrs|Ms|Cllr|Coun|Councillor|Professor|Members?|Chair"
    r"|Chief|Secretary|Labour|Tory|Conservative)\s+"
)
_NO_NAMES = frozenset({"ADV", "SCONJ", "CCONJ", "PRON", "ADP", "DET", "INTJ", "VERB", "AUX"})
_LONG_FORMS = {
    "Primary Care Trust": "PCT",
    "Clinical Commissioning Group": "CCG",
    "Integrated Care Board": "ICB",
    "Strategic Health Authority": "SHA",
    "Local Medical Committee": "LMC",
}
_PLURALS = {"PCTs": "PCT", "CCGs": "CCG", "ICBs": "ICB", "LMCs": "LMC"}
_PLACED = re.compile(
    r"\b(?P<kind>(?i:PCT|CCG|ICB|primary\ care\ trust|clinical\ commissioning\ group"
    r"|integrated\ care\ board))\s+(?:for|in|covering)\s+(?:the\s+)?(?P<place>"+_PLACE+")"
)
_LONG_FORMS |= {long.lower(): short for long, short in _LONG_FORMS.items()}
_DEFINED = re.compile(r"\s{1,3}\((?:the\s+)?[\"'“‘]?([A-Z][A-Za-z&]{1,9})[\"'”’]?\)")
_NAMES_BEFORE = re.compile(
    r"((?:[A-Z][\w'’&-]*)(?:\s+(?:of|for|and|the|in|on|to|[A-Z][\w'’&-]*)){1,8})$"
)

_PARTIES = {
    "lab": "labour-party",
    "labour": "labour-party",
    "con": "conservative-party",
    "conservative": "conservative-party",
    "lib dem": "liberal-democrats",
    "libdem": "liberal-democrats",
    "ld": "liberal-democrats",
    "green": "green-party",
    "ukip": "ukip",
}
_PARTY = re.compile(
    rf"(?<=\()(?P<party>{'|'.join(_PARTIES)})(?=[,)]|\s+[A-Z])",
    re.IGNORECASE,
)
_TO_THE_PRESS = re.compile(r"\b(?:told|tells?|telling|seen by|asked by|shown to|by|to|with)\s+$")
_ORGAN = re.compile(r"['’]s?\s+(?P<noun>council|committee)\b(?!\s+(?-i:[A-Z]))")
_ORGAN_WORD = re.compile(r"\b(?:[Cc]ouncil|[Cc]ommittee)\b")

_ANAPHOR = re.compile(
    r"\b(?P<which>[Tt]he|THE|[Ii]ts|[Tt]heir|[Oo]ur|[Tt]his|[Tt]hat)\s+(?:(?:local|county|new)\s+)?"
    r"(?P<noun>Alliance|Confederation|College|Board|Trust|Union|Association|Committee"
    r"|Council|Department|Federation|Society|Network|Charity|Party|Coalition|Consortium|Group"
    r"|Cluster|Regulator|Commission|Institute|Foundation|Fund|Forum|Authority|Agency|Partnership"
    r"|Company|Firm|Think\ Tank|PCT|CCG|ICB|SHA|LMC|STP|ICS|LINk)\b(?!\s+(?-i:[A-Z]))(?!-)",
    re.IGNORECASE,
)
_TYPES = {
    "pct": {"commissioner-pct", "pct-cluster"},
    "trust": {"commissioner-pct", "provider-trust", "hospital"},
    "ccg": {"commissioner-ccg", "commissioner-shadow-consortium"},
    "group": {"commissioner-ccg", "commissioner-shadow-consortium"},
    "consortium": {"commissioner-shadow-consortium"},
    "icb": {"commissioner-icb"},
    "board": {"commissioner-icb"},
    "sha": {"strategic-health-authority", "sha-cluster"},
    "cluster": {"pct-cluster", "sha-cluster"},
    "union": {"union"},
    "college": {"royal-college"},
    "think tank": {"think-tank"},
    "party": {"political-party"},
    "company": {"company"},
    "firm": {"company"},
    "regulator": {"regulator"},
    "charity": {"patient-group"},
}
_COLLECTIVE = {
    "pct": "primary-care-trusts",
    "ccg": "clinical-commissioning-groups",
    "icb": "integrated-care-boards",
    "sha": "strategic-health-authorities",
    "lmc": "lmcs",
    "consortium": "gp-consortia",
}
# The kinds of commissioner as texts write them, by the short form.
_KINDS = {
    **{name: name for name in _COLLECTIVE},
    **{long.casefold(): short.casefold() for long, short in _LONG_FORMS.items()},
    "nhs pct": "pct",
    "commissioning group": "ccg",
    "gp consortium": "consortium",
    "pathfinder consortium": "consortium",
}
_ONE = re.compile(
    r"\b(?:the|its|their|our|your|my|this|that)\s+(?:(?:local|new|shadow|whole|said)\s+)*$"
)
_SURE_NOUNS = frozenset({"department"})

_NOT_BODIES = re.compile(
    r"\b(?:Bill|Act|White Paper|Report|Review|Inquiry|Strategy|Framework|Plan|Agreement|Contract"
    r"|Week|Day|Street|Road|Conference|Survey|Budget|Paper|Article|Part|Clause|Section|Street"
    r"|QOF|GMS|PMS|NHS|MP|MPs|GP|GPs|IT|A&E|CEO|QIPP|PBC|EU|UK|Brexit|Covid)\b"
)
_BODY_WORDS = re.compile(
    r"\b(?:Trust|Group|Council|Committee|Association|Alliance|Partnership|Partners|Society|Union"
    r"|College|Institute|Foundation|Centre|Company|Ltd|plc|Network|Forum|Federation|Authority"
    r"|Agency|Commission|Board|Hospital|University|Unit|Party|Fund|Charity|Campaign|Voices"
    r"|Consortium|Federation|Health|Healthcare|Care|Service|Services|Office)\b"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A body named in the text: characters, slug ('' where the register lacks it), rule."""

    start: int
    end: int
    slug: str
    method: str


class Bodies:
    """Finds the bodies of a Doc whose source is known."""

    def __init__(self, register: Register) -> None:
        declare()
        self._register = register
        self._surfaces = Surfaces(register)

    def __call__(self, doc: Doc) -> Doc:
        """Leave `doc.spans[BODIES]`, by where they start; they do not overlap."""
        reading = _Reading(doc, self._register, self._surfaces)
        spans: list[Tokens] = []
        for found in reading.bodies():
            span = doc.char_span(
                found.start,
                found.end,
                label=found.method,
                kb_id=found.slug,
                alignment_mode="expand",
            )
            if span is not None and (not spans or span.start >= spans[-1].end):
                spans.append(_trimmed(span, found))
        doc.spans[BODIES] = spans
        return doc


def _trimmed(span: Tokens, found: _Found) -> Tokens:
    """The tokens that the characters cover; a token that only touches them stays out."""
    while len(span) > 1 and span[-1].idx >= found.end:
        span = span[:-1]
    return Tokens(span.doc, span.start, span.end, label=found.method, kb_id=found.slug)


class _Reading:
    """One text being read; `seen` are the bodies that are named in it without doubt."""

    def __init__(self, doc: Doc, register: Register, surfaces: Surfaces) -> None:
        self._doc = doc
        self._source: Text | None = doc._.source
        self._text = text_of(doc)
        self._day = self._source.day if self._source is not None else None
        self._register = register
        self._organisations = register.organisations
        self._surfaces = surfaces
        self._matches = tuple(surfaces.find(self._text))
        self._seen = self._named_plainly()
        self._starts = frozenset(_first_word(sent) for sent in doc.sents)

    def bodies(self) -> Iterator[_Found]:
        local = tuple(_apart((*self._local(), *self._placed())))
        taken = _Taken(local)
        registered = tuple(taken.free((*self._parties(), *self._registered())))
        acronyms = tuple(taken.free(self._acronyms((*local, *registered))))
        named = sorted((*local, *registered, *acronyms), key=_start)
        named = [self._renamed(found, named[:at]) for at, found in enumerate(named)]
        anaphors = tuple(taken.free(self._anaphors(named)))
        places = tuple(taken.free(self._acting_places(named)))
        named = sorted((*named, *places), key=_start)
        rest = taken.free((*self._outlet(), *self._recognised()))
        found = sorted((*named, *anaphors, *rest), key=_start)
        return iter(self._organs(tuple(self._resolved(found))))

    def _acting_places(self, named: Sequence[_Found]) -> Iterator[_Found]:
        """'Bassetlaw called it a vote of confidence': a place that acts as its commissioner."""
        kinds = {self._organisations[found.slug].type for found in named if found.slug}
        slugs = {found.slug for found in named}
        spoken = {_COMMISSIONERS[slug] for slug in slugs if slug in _COMMISSIONERS} | kinds
        if not spoken & set(_COMMISSIONERS.values()):
            return
        for match in re.finditer(_PLACE, self._text):
            surface = re.sub(r"['’]s?$", "", match.group())
            bodies = [
                body
                for body in self._surfaces.places.get(surface.casefold(), ())
                if body.type in spoken and self._alive_soon(body)
            ]
            span = self._doc.char_span(*match.span(), alignment_mode="expand")
            if len(bodies) == 1 and span is not None and self._acts(span):
                yield _Found(match.start(), match.start() + len(surface), bodies[0].slug, "place")

    def _alive_soon(self, body: Organisation) -> bool:
        return self._day is None or body.years.holds(self._day) or _near(body, self._day)

    def _acts(self, place: Tokens) -> bool:
        """Whether a place does or says something, or others join it."""
        root = place.root
        if root.dep_ in _SUBJECTS and root.head.lemma_.lower() in _DEEDS:
            return True
        before = self._text[max(0, place.start_char - 40) : place.start_char]
        after = self._text[place.end_char : place.end_char + 40]
        return _JOINED.search(before) is not None or _OFFICE_OF.match(after) is not None

    @cached_property
    def _publisher(self) -> Organisation | None:
        """The local commissioner whose own site the text comes from."""
        name = (self._source.source if self._source is not None else None) or ""
        match = _LOCAL.match(name)
        body = self._lookup(match.group()) if match else None
        return body if body is not None and body.type != "collective" else None

    def _parties(self) -> Iterator[_Found]:
        """'(Lab)' behind a councillor's name."""
        for match in _PARTY.finditer(self._text):
            slug = _PARTIES[match["party"].casefold()]
            if slug in self._organisations:
                yield _Found(*match.span("party"), slug, "register")

    def _outlet(self) -> Iterator[_Found]:
        """The article's own outlet, by the last word of its name: 'told the Gazette'."""
        name = ((self._source.source if self._source is not None else None) or "").split(":")[0]
        words = [word for word in _words(name.split(" (")[0]) if word[0].isupper()]
        if len(words) < 2 or words[0] == "NHS":
            return
        for match in re.finditer(rf"\b[Tt]he\s+({re.escape(words[-1])})\b", self._text):
            before = self._text[max(0, match.start() - 20) : match.start()]
            if _TO_THE_PRESS.search(before):
                yield _Found(*match.span(1), "", "outlet")

    def _organs(self, found: Sequence[_Found]) -> Iterator[_Found]:
        """'The BMA's council', 'its GP committee': the part of a body that the register knows."""
        last: _Found | None = None
        for at, body in enumerate(found):
            following = found[at + 1] if at + 1 < len(found) else None
            if following is not None and self._owns(body, following):
                last = body
                continue
            if last is not None and last.end < body.start and found[at - 1] is last:
                yield _Found(last.start, body.end, body.slug, body.method)
            else:
                organ = _ORGAN.match(self._text, body.end)
                part = self._part_of(body.slug, organ["noun"]) if organ else None
                end = organ.end() if organ and part else body.end
                yield _Found(body.start, end, part or body.slug, body.method)
            last = None

    def _owns(self, body: _Found, part: _Found) -> bool:
        between = self._text[body.end : part.start]
        return (
            bool(part.slug and body.slug)
            and self._organisations[part.slug].parent == body.slug
            and re.fullmatch(r"['’]s?\s+", between) is not None
            and _ORGAN_WORD.search(self._text, part.start, part.end) is not None
        )

    def _part_of(self, slug: str, noun: str) -> str | None:
        """The only part of a body whose name is the body's and the noun."""
        parts = [
            part.slug
            for part in self._organisations.values()
            if slug and part.parent == slug and _words(part.name.casefold())[1:] == [noun]
        ]
        return parts[0] if len(parts) == 1 else None

    def _named_plainly(self) -> frozenset[str]:
        return frozenset(
            alias.organisation
            for match in self._matches
            for alias in match.aliases
            if not alias.ambiguous and self._alive(alias.organisation)
        )

    def _alive(self, slug: str) -> bool:
        return self._day is None or self._organisations[slug].years.holds(self._day)

    def _registered(self) -> Iterator[_Found]:
        for match in self._matches:
            organisation = self._choose(self._in_context(match))
            if organisation is None or not self._believed(match, organisation):
                continue
            own = organisation.type in _PRESS and self._is_own(match)
            slug = "" if own else organisation.slug
            yield _Found(match.start, match.end, slug, "register")

    def _in_context(self, match: Match) -> tuple[Alias, ...]:
        """The aliases of a surface without papers where no paper can be meant, or them alone."""
        press = [a for a in match.aliases if self._organisations[a.organisation].type in _PRESS]
        if not press or len(press) == len(match.aliases):
            return match.aliases
        told = self._of_press(match)
        return tuple(alias for alias in match.aliases if (alias in press) == told)

    def _of_press(self, match: Match) -> bool:
        before = self._text[max(0, match.start - 40) : match.start]
        after = self._text[match.end : match.end + 40]
        return bool(_ASKING.search(before) or _OF_THE_PRESS.match(after)) and not re.search(
            r"\($", before.rstrip()
        )

    def _is_own(self, match: Match) -> bool:
        """Whether a paper's short name is that of the article's own outlet, which is another."""
        words = _words((self._source.source or "").casefold()) if self._source else []
        named = _words(self._text[match.start : match.end].casefold())
        own = [word for word in words if word != "the"]
        return named != own and len(named) == 1 and named[0] in own

    def _choose(self, aliases: Iterable[Alias]) -> Organisation | None:
        """The body that the surface names on the article's day; None where none can be meant."""
        aliases = sorted(aliases, key=lambda alias: alias.ambiguous)
        bodies = [
            self._organisations[slug]
            for slug in dict.fromkeys(alias.organisation for alias in aliases)
        ]
        if self._day is None:
            return self._preferred(bodies)
        day = self._day
        bodies = _without_forerunners(bodies, day)
        living = [body for body in bodies if body.years.holds(day)]
        if living:
            planned = [body for body in bodies if body.type == "collective" and _near(body, day)]
            return self._preferred([*living, *planned])
        gone = [body for body in bodies if body.years.end and body.years.end.latest < day]
        if gone:
            return max(gone, key=lambda body: _last_day(body))
        coming = [body for body in bodies if _near(body, day)]
        if kinds := [body for body in coming if body.type == "collective"]:
            return self._preferred(kinds)
        return min(coming, key=_first_day, default=None)

    def _preferred(self, bodies: Sequence[Organisation]) -> Organisation:
        trusts = {body.slug: body for body in bodies}.get("primary-care-trusts")
        if trusts is not None and "nhs-trusts" in {body.slug for body in bodies}:
            return trusts
        known = [body for body in bodies if body.slug in self._seen]
        collective = [body for body in bodies if body.type == "collective"]
        whole = [body for body in bodies if "cluster" not in body.type]
        for choice in (known, collective, whole, bodies):
            if choice:
                return choice[0]
        raise ValueError("no body to choose from")

    def _believed(self, match: Match, organisation: Organisation) -> bool:
        """Whether the letters are enough: a word of every day, a place or a paper needs more."""
        text = self._text
        surface = text[match.start : match.end]
        if surface.casefold() in _NEVER or organisation.slug in _NEVER_SLUGS:
            return False
        before = text[max(0, match.start - 40) : match.start]
        if _IN_A_NAME.search(before) or (
            surface.startswith("Dr ") and re.match(r"\s[A-Z][a-z]", text[match.end :][:3])
        ):
            return False
        if organisation.type in _PRESS:
            return self._of_press(match)
        ambiguous = any(
            alias.ambiguous for alias in match.aliases if alias.organisation == organisation.slug
        )
        if surface.istitle() and surface.isalpha() and self._is_verb(match):
            return False
        if not ambiguous or organisation.slug in self._seen:
            return surface.casefold() != "nurses" or _NOT_AFTER["nurses"].search(before) is None
        if organisation.type in _PLACES:
            return False
        if (others := _NOT_AFTER.get(surface.casefold())) is not None:
            return others.search(before) is None
        one_word = surface.isalpha() and surface.istitle()
        if one_word and organisation.type != "collective" and _is_name(match, organisation):
            return self._named_mid_sentence(match)
        return True

    def _is_verb(self, match: Match) -> bool:
        """'Monitor the changes': a word that begins a sentence and is no name there."""
        if match.start not in self._starts:
            return False
        token = self._doc.char_span(match.start, match.end, alignment_mode="expand")
        return token is not None and token[0].tag_ == "VB"

    def _named_mid_sentence(self, match: Match) -> bool:
        if match.start not in self._starts:
            return True
        token = self._doc.char_span(match.start, match.end, alignment_mode="expand")
        told = _TOLD.match(self._text, match.end) is not None
        return token is not None and (token[0].ent_type_ == "ORG" or told)

    def _local(self) -> Iterator[_Found]:
        """Names made of a place and a kind of body ('X PCT'); of the register or not."""
        for match in _LOCAL.finditer(self._text):
            end = match.end()
            start = self._without_lead(match.start(), end)
            surface = _unpossessed(self._text[start:end])
            end = start + len(surface)
            if surface == match["kind"]:
                continue
            body = self._lookup(surface)
            if match["kind"] in _PLURALS and (body is None or "," in surface or " and " in surface):
                yield from self._several(start, surface, match["kind"])
                continue
            if body is None and (shorter := self._last_part(surface)):
                surface, body = shorter
                start = end - len(surface)
            if body is not None:
                yield _Found(start, end, body.slug, "pattern")
            elif match["watch"] and not any(
                found.start < start < found.end for found in self._whole_names
            ):
                yield _Found(start, end, "", "pattern")
            elif (
                match["kind"]
                and _is_place(surface.removesuffix(match["kind"]))
                and not any(m.start < end and start < m.end for m in self._whole_names)
            ):
                start += surface.rfind(", ") + 2 if ", " in surface else 0
                yield _Found(start, end, "", "pattern")

    def _several(self, start: int, surface: str, kind: str) -> Iterator[_Found]:
        """'A, B and C ICBs': each longest stretch that is a body, from the left."""
        places = surface.removesuffix(kind).rstrip()
        cuts = [m.span() for m in re.finditer(r",\s+and\s+|,\s+|\s+and\s+", places)]
        begins = [0, *(end for _, end in cuts)]
        ends = [*(begin for begin, _ in cuts), len(places)]
        at = 0
        while at < len(begins):
            for last in range(len(ends) - 1, at - 1, -1):
                place = places[begins[at] : ends[last]]
                body = self._lookup(f"{place} {_PLURALS[kind]}")
                if body is not None:
                    whole = last == len(ends) - 1
                    end = start + (len(surface) if whole else ends[last])
                    yield _Found(start + begins[at], end, body.slug, "pattern")
                    at = last
                    break
            at += 1

    def _placed(self) -> Iterator[_Found]:
        """'The CCG for Thanet', 'shadow clinical commissioning group in Thanet'."""
        for match in _PLACED.finditer(self._text):
            kind = _KINDS[match["kind"].casefold()].upper()
            place, end = match["place"], match.end("place")
            body = self._lookup(f"{place} {kind}")
            while body is None and (cut := place.rfind(" ")) > 0:
                place = place[:cut].rstrip(",").removesuffix(" and")
                end = match.start("place") + len(place)
                body = self._lookup(f"{place} {kind}")
            if body is not None:
                yield _Found(match.start("kind"), end, body.slug, "pattern")

    @cached_property
    def _whole_names(self) -> tuple[Match, ...]:
        """The register's names in the text that are no kind of body in general."""
        return tuple(
            match
            for match in self._matches
            if any(
                self._organisations[alias.organisation].type != "collective" and not alias.ambiguous
                for alias in match.aliases
            )
        )

    def _without_lead(self, start: int, end: int) -> int:
        """Where a name begins when 'The' or the first word of a sentence is no part of it."""
        while lead := _LEADING.match(self._text, start, end):
            start = lead.end()
        if start in self._starts:
            token = self._doc.char_span(start, start + 1, alignment_mode="expand")
            if token is not None and token[0].pos_ in _NO_NAMES:
                rest = re.match(r"\w+\s+", self._text[start:end])
                return start + rest.end() if rest else start
        return start

    def _last_part(self, surface: str) -> tuple[str, Organisation] | None:
        """What is left of 'A CCG and B CCG' when the first names are taken off, if a body."""
        for cut in re.finditer(r",\s|\s(?:and|of|the|in)\s", surface):
            rest = surface[cut.end() :]
            if body := self._lookup(rest):
                return rest, body
        return None

    def _lookup(self, surface: str) -> Organisation | None:
        forms = [surface]
        for long, short in _LONG_FORMS.items():
            if surface.endswith(long):
                forms.append(surface.removesuffix(long) + short)
            elif surface.endswith(" " + short):
                forms.append(surface.removesuffix(short) + long)
        forms += [f"NHS {form}" for form in forms if not form.startswith("NHS ")]
        forms += [form.removeprefix("NHS ") for form in forms if form.startswith("NHS ")]
        for form in forms:
            if aliases := self._register.by_surface.get(" ".join(form.split()).casefold()):
                chosen = self._choose(aliases)
                if chosen is not None and (chosen.type not in _PLACES or form == surface):
                    return chosen
        return None

    def _acronyms(self, named: Sequence[_Found]) -> Iterator[_Found]:
        """Short forms that the text defines: 'Name of a Body (NOB)', there and further on."""
        ends = {found.end: found for found in named}
        for definition in _DEFINED.finditer(self._text):
            short = definition[1]
            full = ends.get(definition.start())
            if full is None:
                full = self._defined_body(definition, short)
                if full is None:
                    continue
                yield full
            for use in re.finditer(rf"(?<!\w){re.escape(short)}(?!\w)", self._text):
                if use.start() >= definition.start():
                    yield _Found(use.start(), use.end(), full.slug, "acronym")

    def _defined_body(self, definition: re.Match[str], short: str) -> _Found | None:
        before = self._text[max(0, definition.start() - 120) : definition.start()]
        match = _NAMES_BEFORE.search(before)
        if match is None:
            return None
        name = match[1]
        while lead := _LEADING.match(name):
            name = name[lead.end() :]
        initials = "".join(word[0] for word in name.split() if word[0].isupper())
        if initials.casefold() != short.casefold() or _NOT_BODIES.search(name):
            return None
        return _Found(definition.start() - len(name), definition.start(), "", "acronym")

    def _anaphors(self, named: Sequence[_Found]) -> Iterator[_Found]:
        """'The board', 'the union': the body named last before it that can be called so."""
        for match in _ANAPHOR.finditer(self._text):
            noun = " ".join(match["noun"].casefold().split())
            start = match.start("noun")
            earlier = [found for found in named if found.end <= match.start()]
            known = next(
                (found for found in reversed(earlier) if self._callable(found, noun)), None
            )
            if known is not None:
                yield _Found(start, match.end("noun"), known.slug, "anaphor")
            elif noun in {"board", "committee"} and self._is_published:
                slug = self._publisher.slug if self._publisher else ""
                yield _Found(start, match.end("noun"), slug, "anaphor")
            elif noun in _SURE_NOUNS and match["which"].casefold() == "the":
                slug = "department-of-health"
                if self._day is not None and self._day >= _DEPARTMENT_SINCE:
                    slug = "dhsc"
                yield _Found(start, match.end("noun"), slug, "anaphor")
            elif noun in _COLLECTIVE:
                yield _Found(start, match.end("noun"), _COLLECTIVE[noun], "anaphor")

    def _renamed(self, found: _Found, earlier: Sequence[_Found]) -> _Found:
        """'The Coalition' is the body of that name that was named before, if any."""
        match = _ANAPHOR.fullmatch(self._text, found.start, found.end)
        if match is None or found.method != "register":
            return found
        noun = " ".join(match["noun"].casefold().split())
        for body in reversed(earlier):
            if body.slug and body.slug != found.slug and self._callable(body, noun):
                if noun in _words(self._text[body.start : body.end].casefold())[1:] or (
                    self._organisations[body.slug].type in _TYPES.get(noun, ())
                ):
                    return _Found(found.start, found.end, body.slug, "anaphor")
            elif body.slug == found.slug:
                return found
        if noun in {"board", "committee"} and self._is_published:
            slug = self._publisher.slug if self._publisher else ""
            return _Found(found.start, found.end, slug, "anaphor")
        return found

    @property
    def _is_published(self) -> bool:
        """Whether the text comes from the site of a local body."""
        return _LOCAL.match((self._source.source if self._source else None) or "") is not None

    def _callable(self, found: _Found, noun: str) -> bool:
        surface = self._text[found.start : found.end].casefold()
        if not found.slug:
            return noun in surface.split() or noun in _words(surface)
        body = self._organisations[found.slug]
        if body.type == "collective":
            return False
        return noun in _words(body.name.casefold()) or body.type in _TYPES.get(noun, ())

    def _recognised(self) -> Iterator[_Found]:
        """What spaCy's recogniser takes for a body and the register lacks."""
        for entity in self._doc.ents:
            if entity.label_ != "ORG":
                continue
            surface = entity.text.strip()
            start = entity.start_char
            while lead := re.match(r"^(?:the|The|a|A)\s+", surface):
                start += lead.end()
                surface = surface[lead.end() :]
            surface = re.sub(r"['’]s?$", "", surface)
            words = surface.split()
            if len(words) < 2 or "\n" in surface or _NOT_BODIES.search(surface):
                continue
            if _BODY_WORDS.search(surface) and words[0][0].isupper():
                yield _Found(start, start + len(surface), "", "ner")

    def _resolved(self, found: Sequence[_Found]) -> Iterator[_Found]:
        """'The PCT' is the trust named by or before it; what it means alone stays collective."""
        latest: dict[str, str] = {}
        if self._publisher is not None:
            latest |= self._kinds(self._publisher.slug)
        for at, body in enumerate(found):
            noun = _KINDS.get(self._text[body.start : body.end].casefold().replace("-", " "))
            if noun is None or body.method != "register":
                if body.slug:
                    latest |= self._kinds(body.slug)
                else:
                    latest |= self._unknown_kinds(body)
                yield body
                continue
            before = self._text[max(0, body.start - 24) : body.start].casefold()
            following = found[at + 1] if at + 1 < len(found) else None
            if not _ONE.search(before):
                yield body
            elif following is not None and self._apposed(body, following, noun):
                yield _Found(body.start, body.end, following.slug, "anaphor")
            elif noun in latest:
                yield _Found(body.start, body.end, latest[noun], "anaphor")
            else:
                yield body

    def _kinds(self, slug: str) -> dict[str, str]:
        """By what kinds a body can be called from now on."""
        kind = self._organisations[slug].type
        return {name: slug for name in _COLLECTIVE if kind in _TYPES.get(name, ())}

    def _unknown_kinds(self, body: _Found) -> dict[str, str]:
        words = self._text[body.start : body.end].casefold()
        short = next((s for long, s in _LONG_FORMS.items() if words.endswith(long.lower())), words)
        return {name: "" for name in _COLLECTIVE if name in short.casefold().split()}

    def _apposed(self, body: _Found, following: _Found, noun: str) -> bool:
        """'The SHA, NHS North West,'."""
        between = self._text[body.end : following.start]
        kind = self._organisations[following.slug].type if following.slug else ""
        return between.strip() == "," and kind in _TYPES.get(noun, ())


def _apart(found: Iterable[_Found]) -> Iterator[_Found]:
    """Those that do not overlap one before."""
    end = -1
    for body in sorted(found, key=_start):
        if body.start >= end:
            end = body.end
            yield body


class _Taken:
    """Which characters belong to a body already."""

    def __init__(self, found: Iterable[_Found]) -> None:
        self._taken: set[int] = set()
        for body in found:
            self._taken.update(range(body.start, body.end))

    def free(self, found: Iterable[_Found]) -> Iterator[_Found]:
        """Those whose characters are all free; they are taken from then on."""
        for body in found:
            if body.end > body.start and self._taken.isdisjoint(range(body.start, body.end)):
                self._taken.update(range(body.start, body.end))
                yield body


def _is_place(words: str) -> bool:
    return bool(words.strip()) and not re.fullmatch(
        r"(?:NHS|GP|PCT|SHA|CCG|ICB|LMC|Local|New|Clinical|National|Primary|County|City|Borough"
        r"|Dr|One|Some|Many|Other|All|Most|Every|Each|No|This|That|These|Those|First|Last|My|Our"
        r"|Two|Three|Four|Five|Six|\s|and|,|-)+",
        words.strip(),
    )


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name)


def _start(found: _Found) -> int:
    return found.start


def _unpossessed(name: str) -> str:
    return re.sub(r"['’]s?$", "", name)


def _is_name(match: Match, organisation: Organisation) -> bool:
    """Whether the register writes the surface with a capital."""
    return all(
        alias.surface[:1].isupper()
        for alias in match.aliases
        if alias.organisation == organisation.slug
    )


def _without_forerunners(bodies: Sequence[Organisation], day: date) -> list[Organisation]:
    """Of kinds with one short form that came after each other the last to have begun."""
    begun = [
        body
        for body in bodies
        if body.type == "collective" and body.years.start and body.years.start.earliest <= day
    ]
    last = max(begun, key=_first_day, default=None)
    return [
        body
        for body in bodies
        if last is None or body is last or body not in begun or not _near_in_time(body, last)
    ]


def _near_in_time(body: Organisation, later: Organisation) -> bool:
    end = body.years.end
    return end is not None and later.years.start is not None and (
        end.earliest <= later.years.start.latest + _SOON
    )


def _near(body: Organisation, day: date) -> bool:
    """Whether the body is still to come, and near enough to be talked of."""
    return bool(body.years.start and day < body.years.start.earliest <= day + _SOON)


def _last_day(body: Organisation) -> date:
    return body.years.end.latest if body.years.end else date.max


def _first_day(body: Organisation) -> date:
    return body.years.start.earliest if body.years.start else date.min


def _first_word(sent: Tokens) -> int:
    for token in sent:
        if token.is_alpha:
            return token.idx
    return sent.start_char


@Language.factory(FACTORY, requires=["doc._.sections"])
def create(nlp: Language, name: str) -> Bodies:  # noqa: ARG001 - spaCy's signature
    """The component with the register that comes with the product."""
    return Bodies(load_register())
