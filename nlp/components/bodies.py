"""Which bodies a text names: the register's by the article's day, and such as it lacks."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from commissioning.domain.facts import Alias, Organisation
from commissioning.register import Register, load_register
from nlp.attributes import BODIES, declare
from nlp.naming.anaphora import Anaphora
from nlp.naming.localities import Localities, Neighbourhood
from nlp.naming.meanings import Meanings
from nlp.naming.page import Found, Page, Taken, in_order, page_of, unpossessed, words_in
from nlp.naming.surfaces import Match, Surfaces

FACTORY = "digest_bodies"

_NEVER = frozenset(
    "doctors|gp|the public|patients|hospitals|bureaucrats|whitehall|general"
    " practice|nhs|the nhs|parliament|care trust|commissioners|health board|health boards".split(
        "|"
    )
)
_NEVER_SLUGS = frozenset({"patients"})
# 'The Lords Sample and Reed', 'the Coalition Agreement': they are meant before a name, too.
_BEFORE_NAMES = frozenset({"collective", "parliament-committee"})
_PRESS = frozenset({"trade-press", "national-press", "broadcaster", "blog"})
_PLACES = frozenset({"university", "provider-trust"})
_ASKING = re.compile(
    r"(?:\b(?:told|tell|tells|telling|to|with|by|for"
    r"|(?:appear|report|publish|reveal|quot|print)ed\s+(?:\w+\s+)?in)\s+(?:the\s+|BBC\s+)?"
    r"|\ba\s+)$",
    re.IGNORECASE,
)
_OF_THE_PRESS = re.compile(
    r"^(?:'s)?\s+(?:survey|poll|analysis|investigation|has learn|understands|can reveal|learn"
    r"|that\b"
    r"|newspaper|website|he\b|she\b|it\b|they\b)|^:|^ (?:last|this|on)\b"
)

_TOLD = re.compile(
    r",\s+(?:the|a|which|whose)\s|['’]s\s|:|\s+(?:said|says|has\s+(?:won|told|said))\b"
)
_OFFICE = re.compile(
    r"\s(?:[a-z][\w-]*\s){0,3}(?:officer|organiser|official|secretary|spokes\w+|chair\w*"
    r"|president|director|executive|leader)\s[A-Z]"
)
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
        "consultants": "management|healthcare|private|outside|external|GP|lawyers and|firms? of",
        "nurses": "district|practice|specialist|school|many|more|fewer|community",
        "peers": "their|his|her|our|your|its|my",
    }.items()
}
_SCHOLAR = re.compile(
    r"(?:\bProf(?:essor|\.)?\s(?:[A-Z][\w'’-]*\s){0,2}[A-Z][\w'’-]*,?\s(?:of|at|from)"
    r"|\b(?:[Rr]esearchers|[Aa]cademics|[Ee]conomists)\s(?:at|from))\s$"
)
_CAPITAL = re.compile(r"\ [A-Z][a-z]")
_LONGER = re.compile(r"\s+(?:of|for)\s+(?:the\s+)?[A-Z]")
# The recogniser stops in 'the Doctors' Association for Independent Practice'.
_FOR_WHOM = re.compile(
    r"\b(?:Alliance|Association|Campaign|Centre|Coalition|College|Confederation|Council|Federation"
    r"|Forum|Foundation|Institute|Network|Society|Trust|Union)$"
)
_FIELD = re.compile(r"\ (?:for|of)\ (?:the\ )?[A-Z][\w'’-]*(?:\ (?:and\ )?[A-Z][\w'’-]*){0,3}")
_LEADING = re.compile(
    r"(?:The|A|An|In|At|On|But|And|For|From|With|As|If|While|When|Since|Both|Like|Our|My|Its"
    r"|Their|His|Her|Former|Now|So|Dr|Mr|Mrs|Ms|Cllr|Coun|Councillor|Professor|Members?|Chair"
    r"|Chief|Secretary|Labour|Tory|Conservative)\s+"
)
_DEFINED = re.compile(r"\s{1,3}\((?:the\s+)?[\"'“‘]?([A-Z][A-Za-z&]{1,9})[\"'”’]?\)")
_SHORT = re.compile(r"(?<!\w)[A-Z][A-Za-z&]{1,9}(?!\w)")
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
    rf"(?<=\()(?P<party>{'|'.join(_PARTIES)})(?=[,)]|\s+(?-i:[A-Z]))",
    re.IGNORECASE,
)
_TO_THE_PRESS = re.compile(r"\b(?:told|tells?|telling|seen by|asked by|shown to|by|to|with)\s+$")
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


class Bodies:
    """Finds the bodies of a Doc whose source is known."""

    def __init__(self, register: Register, *, references: bool = True) -> None:
        declare()
        self._register = register
        self._surfaces = Surfaces(register)
        self._references = references

    def __call__(self, doc: Doc) -> Doc:
        """Leave `doc.spans[BODIES]`, by where they start; they do not overlap."""
        spans: list[Tokens] = []
        for found in _bodies(page_of(doc), self._register, self._surfaces, self._references):
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


def _trimmed(span: Tokens, found: Found) -> Tokens:
    """The tokens that the characters cover; a token that only touches them stays out."""
    while len(span) > 1 and span[-1].idx >= found.end:
        span = span[:-1]
    return Tokens(span.doc, span.start, span.end, label=found.method, kb_id=found.slug)


def _bodies(page: Page, register: Register, surfaces: Surfaces, referring: bool) -> Iterator[Found]:
    """The bodies of a page in order: names first, then, if wanted, what refers to them."""
    matches = tuple(surfaces.find(page.text))
    meanings = Meanings(register, page.day, matches)
    names = _Names(page, meanings, matches)
    local = Localities(page, meanings, surfaces, names.whole())
    anaphora = Anaphora(page, meanings, Neighbourhood(page, meanings, surfaces))
    taken = Taken(len(page.text))
    named = [*taken.free(in_order(local.named()))]
    named += taken.free(names.parties())
    named += taken.free(names.registered())
    named += taken.free(names.acronyms(named))
    if referring:
        named = anaphora.renamed(in_order(named))
        found = [*named, *taken.free(anaphora.nouns(named))]
    else:
        found = [*named]
    found += taken.free(local.acting(named))
    found += taken.free(names.outlet())
    found += taken.free(names.recognised())
    resolved = anaphora.resolved(in_order(found)) if referring else in_order(found)
    return anaphora.with_parts(tuple(resolved))


class _Names:
    """The names on a page that are the register's, defined there or recognised."""

    def __init__(self, page: Page, meanings: Meanings, matches: Sequence[Match]) -> None:
        self._page = page
        self._text = page.text
        self._meanings = meanings
        self._organisations = meanings.organisations
        self._matches = matches

    def whole(self) -> Taken:
        """The register's names in the text that are no kind of body in general."""
        taken = Taken(len(self._text))
        plain = (
            Found(match.start, match.end, "", "")
            for match in self._matches
            if any(
                not alias.ambiguous and self._organisations[alias.organisation].type != "collective"
                for alias in match.aliases
            )
        )
        for _ in taken.free(plain):
            pass
        return taken

    def parties(self) -> Iterator[Found]:
        """'(Lab)' behind a councillor's name."""
        for match in _PARTY.finditer(self._text):
            slug = _PARTIES[match["party"].casefold()]
            if slug in self._organisations:
                yield Found(*match.span("party"), slug, "register")

    def outlet(self) -> Iterator[Found]:
        """The article's own outlet, by the last word of its name: 'told the Gazette'."""
        name = self._page.outlet.split(":")[0]
        words = [word for word in words_in(name.split(" (")[0]) if word[0].isupper()]
        if len(words) < 2 or words[0] == "NHS":
            return
        for match in re.finditer(rf"\b[Tt]he\s+({re.escape(words[-1])})\b", self._text):
            if _TO_THE_PRESS.search(self._page.before(match.start())):
                yield Found(*match.span(1), "", "outlet")

    def registered(self) -> Iterator[Found]:
        """The register's surfaces that are believed."""
        for match in self._matches:
            organisation = self._meanings.choose(self._in_context(match))
            if organisation is None or not self._believed(match, organisation):
                continue
            own = organisation.type in _PRESS and self._is_own(match)
            slug = "" if own else organisation.slug
            yield Found(match.start, match.end, slug, "register")

    def _in_context(self, match: Match) -> tuple[Alias, ...]:
        """The aliases of a surface without papers where no paper can be meant, or them alone."""
        press = [a for a in match.aliases if self._organisations[a.organisation].type in _PRESS]
        if not press or len(press) == len(match.aliases):
            return match.aliases
        told = self._of_press(match)
        return tuple(alias for alias in match.aliases if (alias in press) == told)

    def _of_press(self, match: Match) -> bool:
        before = self._page.before(match.start)
        after = self._text[match.end : match.end + 40]
        return bool(_ASKING.search(before) or _OF_THE_PRESS.match(after)) and not re.search(
            r"\($", before.rstrip()
        )

    def _is_own(self, match: Match) -> bool:
        """Whether a paper's short name is that of the article's own outlet, which is another."""
        words = words_in(self._page.outlet.casefold())
        named = words_in(self._text[match.start : match.end].casefold())
        own = [word for word in words if word != "the"]
        return named != own and len(named) == 1 and named[0] in own

    def _believed(self, match: Match, organisation: Organisation) -> bool:
        """Whether the letters are enough: a word of every day, a place or a paper needs more."""
        text = self._text
        surface = text[match.start : match.end]
        if surface.casefold() in _NEVER or organisation.slug in _NEVER_SLUGS:
            return False
        if surface[:4].casefold() == "the " and self._begins_a_name(match, organisation):
            return False
        before = self._page.before(match.start)
        if _IN_A_NAME.search(before) or (
            surface.startswith("Dr ") and re.match(r"\s[A-Z][a-z]", text[match.end :][:3])
        ):
            return False
        if organisation.type in _PRESS:
            return self._of_press(match) and not _CAPITAL.match(text, match.end)
        ambiguous = any(
            alias.ambiguous for alias in match.aliases if alias.organisation == organisation.slug
        )
        if surface.istitle() and surface.isalpha() and self._is_verb(match):
            return False
        if not ambiguous or organisation.slug in self._meanings.seen:
            return surface.casefold() != "nurses" or _NOT_AFTER["nurses"].search(before) is None
        if organisation.type in _PLACES:
            return organisation.type == "university" and _SCHOLAR.search(before) is not None
        if (others := _NOT_AFTER.get(surface.casefold())) is not None:
            return others.search(before) is None
        one_word = surface.isalpha() and surface.istitle()
        if one_word and organisation.type != "collective" and _is_name(match, organisation):
            return self._named_mid_sentence(match)
        return True

    def _begins_a_name(self, match: Match, organisation: Organisation) -> bool:
        """Whether a name goes on: 'the Alliance for Care', and in doubt 'The Practice Weekly'."""
        if _LONGER.match(self._text, match.end):
            return True
        doubtful = all(alias.ambiguous for alias in match.aliases)
        doubtful = doubtful and organisation.type not in _BEFORE_NAMES
        return doubtful and _CAPITAL.match(self._text, match.end) is not None

    def _is_verb(self, match: Match) -> bool:
        """'Monitor the changes': a word that begins a sentence and is no name there."""
        if match.start not in self._page.starts or _OFFICE.match(self._text, match.end):
            return False
        token = self._page.tokens(match.start, match.end)
        return token is not None and token[0].tag_ == "VB"

    def _named_mid_sentence(self, match: Match) -> bool:
        if match.start not in self._page.starts:
            return True
        token = self._page.tokens(match.start, match.end)
        told = any(sign.match(self._text, match.end) for sign in (_TOLD, _OFFICE))
        return token is not None and (token[0].ent_type_ == "ORG" or told)

    def acronyms(self, named: Sequence[Found]) -> Iterator[Found]:
        """Short forms that the text defines: 'Name of a Body (NOB)', there and further on."""
        ends = {found.end: found for found in named}
        defined: dict[str, tuple[int, str]] = {}
        for definition in _DEFINED.finditer(self._text):
            short = definition[1]
            full = ends.get(definition.start())
            if full is None:
                full = self._defined_body(definition, short)
                if full is None:
                    continue
                yield full
            defined.setdefault(short, (definition.start(), full.slug))
        for use in _SHORT.finditer(self._text) if defined else ():
            since, slug = defined.get(use.group(), (len(self._text), ""))
            if use.start() >= since:
                yield Found(use.start(), use.end(), slug, "acronym")

    def _defined_body(self, definition: re.Match[str], short: str) -> Found | None:
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
        return Found(definition.start() - len(name), definition.start(), "", "acronym")

    def recognised(self) -> Iterator[Found]:
        """What spaCy's recogniser takes for a body and the register lacks."""
        for entity in self._page.doc.ents:
            if entity.label_ != "ORG":
                continue
            surface = entity.text.strip()
            start = entity.start_char
            while lead := re.match(r"^(?:the|The|a|A)\s+", surface):
                start += lead.end()
                surface = surface[lead.end() :]
            surface = unpossessed(surface)
            if _FOR_WHOM.search(surface):
                rest = _FIELD.match(self._text, start + len(surface))
                surface += rest.group() if rest else ""
            words = surface.split()
            if len(words) < 2 or "\n" in surface or _NOT_BODIES.search(surface):
                continue
            if _BODY_WORDS.search(surface) and words[0][0].isupper():
                yield Found(start, start + len(surface), "", "ner")


def _is_name(match: Match, organisation: Organisation) -> bool:
    """Whether the register writes the surface with a capital."""
    return all(
        alias.surface[:1].isupper()
        for alias in match.aliases
        if alias.organisation == organisation.slug
    )


@Language.factory(
    FACTORY, requires=["doc._.sections"], default_config={"references": True, "added": None}
)
def create(
    nlp: Language,  # noqa: ARG001 - spaCy's signature
    name: str,  # noqa: ARG001
    references: bool,
    added: str | None,
) -> Bodies:
    """The component with the product's register and what the file `added` adds to it."""
    register = load_register(added=Path(added) if added else None)
    return Bodies(register, references=references)
