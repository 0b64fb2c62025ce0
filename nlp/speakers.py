"""Whom a subject means: a person or body by name, by pronoun, by office, or by a description."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from commissioning.domain.tags import Span
from commissioning.register import Register
from nlp.components.attributes import BODIES, Speaker
from nlp.cues import agent, is_passive, subject
from nlp.given_names import MEN, WOMEN
from nlp.sentences import Sentences

_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "herself"})
_THEY = frozenset({"it", "they", "its", "their"})
_SELF = frozenset(
    "i we you us there what this that these those me my our mine ours everyone which who"
    " nobody anyone anybody somebody someone everybody yourself himself herself itself".split()
)
_WOMAN = re.compile(
    r"(?:Mrs|Ms|Miss|Dame|Lady|Baroness|Sister)\b"
    r"|.*\b(?:\w*woman|mother|lady|girl|widow|daughter|wife|grandmother|mum)\b"
)
_MAN = re.compile(
    r"(?:Mr|Sir|Lord|Viscount|Earl|Father)\b"
    r"|.*\b(?:\w*(?<!wo)man|father|gentleman|boy|widower|son|husband|grandfather|dad)\b"
)
_TITLE = re.compile(r"(?:Dr|Prof|Professor|Cllr|Councillor|Coun|Rev|Matron)\b\.?\s+")
_SPOKE = re.compile(
    r"\b(?:spokes\w+|statement|press\s+office|briefing|response|report|letter|email|evidence)\b",
    re.IGNORECASE,
)
_KIND = frozenset(
    "association authority body board charity coalition college committee company council"
    " department federation firm foundation fund group institute ministry network organisation"
    " organization party quango regulator service society taskforce think-tank trust tribunal"
    " union watchdog agency alliance campaign centre commission confederation consortium forum".split()
)
_TYPES = {
    "company": {"company", None},
    "firm": {"company", None},
    "union": {"union", "professional-body"},
    "college": {"royal-college"},
    "department": {"government-department"},
    "ministry": {"government-department"},
    "trust": {"provider-trust", "commissioner-pct", None},
    "regulator": {"regulator"},
    "charity": {"patient-group", "campaign", "think-tank", None},
    "party": {"political-party"},
    "committee": {"parliament-committee", None},
    "council": {"local-authority-body", None},
}
_DOCUMENT = frozenset(
    "account analysis article bill brochure chart correction figure graph guidance guideline"
    " handbook issue law leaflet minute motion paper paragraph poll record regulation"
    " research review rule slide study survey table version website page clause act contract"
    " statistic datum numbers evidence report document plan experience history submission manifesto newsletter letter email memo statement".split()
)
_ASIDE = re.compile(r",\s+(?:who|whose|which|and|but|a|an|the)\b")
_HUMAN = re.compile(
    r"(?:(?:er|or|ist|ian|man|woman|ant|dent|utive|chair|nurse|lady|mum|dad|aide|clerk|official|source|head|lead|peer"
    r"|geon|\bMP|\bGP|doc|one|another|friend|rep|guest)$)",
    re.IGNORECASE,
)
_BEFORE_HEAD = frozenset({"det", "compound", "poss", "amod", "nummod", "nmod", "predet", "case"})
_CROWD = frozenset(
    "people staff team critic colleague practice member patient family half third most many some few other lot camp side".split()
)
_PLACED = frozenset({"at", "from", "in", "of", "on"})
_OFFICE = re.compile(r"(?:-\w+)?(?: (?!who\b|said\b|that\b)[\w'’-]+){0,7},? ")
_FEW = 6
_NAMES = 4
_NEAR = 90


@dataclass(frozen=True, slots=True)
class Who:
    """A speaker as found: name, body's slug, office. No name: somebody whom the text leaves open."""

    name: str | None
    organisation: str | None = None
    office: str | None = None


class Speakers:
    """Who can speak in a Doc. `inside` are the characters that stand between quotation marks."""

    def __init__(
        self, doc: Doc, register: Register, inside: Collection[int], sentences: Sentences
    ) -> None:
        self._doc = doc
        self._text = doc.text
        self._register = register
        self._inside = inside
        self._sentence = sentences.around
        self._places = sorted(
            ((place, speaker) for speaker in doc._.people for place in speaker.mentions),
            key=lambda item: item[0],
        )
        self._bodies = [
            b
            for b in doc.spans[BODIES]
            if b.start_char not in inside and not doc.text.startswith("(", b.start_char - 1)
        ]
        self._described: list[tuple[int, Who]] = []

    def of_cue(self, cue: Token, *, after: bool) -> Who | None:
        """Who says it; `after` also looks right behind the cue where the parse names nobody."""
        if (by := agent(cue)) is not None:
            return self.author(by) if self.is_document(by) else self.resolve(by)
        if (next_to := self._adjoining(cue)) is not None:
            return next_to
        if is_passive(cue):
            return None
        who = subject(cue, self._inside)
        if who is not None and who.idx not in self._inside:
            return self.resolve(who)
        return self._behind(cue) if after else self._nearest(cue)

    def meet(self, cues: Iterable[Token]) -> None:
        """Take note of the speakers whom the text only describes, for the pronouns after them."""
        for cue in cues:
            if (head := self.head_of(cue)) is not None and head.lower_ not in _HE | _SHE | _THEY:
                self.resolve(head)
        self._described.sort(key=lambda item: item[0])

    def head_of(self, cue: Token) -> Token | None:
        """The head word of whoever says it, outside quotation marks."""
        who = agent(cue) or subject(cue, self._inside)
        return who if who is not None and who.idx not in self._inside else None

    def owner(self, noun: Token) -> Who | None:
        """Whose a view or an answer is: 'her answer', 'the view of the union'."""
        for child in noun.children:
            if child.dep_ == "poss":
                return self.resolve(child)
            if child.lower_ in {"of", "from"}:
                under = next((word for word in child.children if word.dep_ == "pobj"), None)
                return self.resolve(under) if under is not None else None
        return None

    def single(self, head: Token) -> Who | None:
        """A subject that is one person or one body, not a crowd and not a description."""
        if head.lower_ in _THEY:
            return self._collective_pronoun(head)
        if (person := self.named(head) or self._apposed(head)) is not None:
            return person
        for body in self._bodies:
            if body.start <= head.i < body.end and not self._general(body.kb_id_):
                return _of_body(body)
        return self._holder(head) or self._the_body(head)

    def _adjoining(self, cue: Token) -> Who | None:
        """'Ann Sample said', 'The union accused': whose name ends where the cue begins."""
        if any(child.dep_ == "auxpass" for child in cue.children):
            return None
        at = cue.i - 1
        while at >= 0 and self._doc[at].dep_ in {"aux", "advmod"} and cue.i - at < _NAMES:
            at -= 1
        if at > 0 and self._doc[at].text == ",":
            at -= 1
        if at < 0:
            return None
        end = self._doc[at].idx + len(self._doc[at].text)
        for place, speaker in self._places:
            if place.end == end and place.start not in self._inside:
                above = self._doc[at]
                while above.dep_ in {"compound", "flat"}:
                    above = above.head
                return _person(speaker) if above.dep_ in {"nsubj", "appos", "pobj"} else None
        if cue.dep_ == "amod":
            for body in self._bodies:
                if body.end_char == end:
                    return _of_body(body)
        return None

    def _behind(self, cue: Token) -> Who | None:
        """'said X', where the parse does not say so."""
        end = cue.idx + len(cue.text)
        for place, speaker in self._places:
            if 0 < place.start - end <= _FEW * 4 and not re.search(
                r"[.,;:]", self._text[end : place.start]
            ):
                return _person(speaker)
        for child in cue.children:
            if (
                child.dep_ in {"dobj", "attr"}
                and child.i - cue.i < _FEW
                and child.left_edge.i == cue.i + 1
            ):
                return self.resolve(child)
        return self._nearest(cue)

    def _nearest(self, cue: Token) -> Who | None:
        """The last person or body in the sentence before the cue."""
        sentence = self._sentence(cue.idx)
        if (found := self.last_between(sentence.start, cue.idx)) is not None:
            return found
        for token in reversed(self._doc[max(0, cue.i - 3) : cue.i]):
            if token.lower_ in _HE | _SHE | _THEY and token.idx not in self._inside:
                return self.resolve(token)
        return None

    def named(self, head: Token) -> Who | None:
        """A subject that is a person by name or pronoun."""
        if head.lower_ in _HE | _SHE:
            return self._pronoun(head)
        edge = Span(head.idx, head.idx + len(head.text))
        for place, speaker in self._places:
            if place.start < edge.end and edge.start < place.end:
                return _person(speaker)
        return None

    def last_between(self, start: int, end: int) -> Who | None:
        """Whoever is named last between two characters, outside quotation marks."""
        found = [s for p, s in self._before(end) if p.start >= start]
        return _person(found[-1]) if found else None

    def _before(self, at: int) -> Iterator[tuple[Span, Speaker]]:
        for place, speaker in self._places:
            if place.end > at:
                return
            if place.start not in self._inside:
                yield place, speaker

    def resolve(self, head: Token) -> Who | None:
        """Whom a subject's head word means."""
        word = head.lower_
        if word in _SELF:
            return None
        if word in _HE | _SHE:
            return self._pronoun(head)
        if word in _THEY:
            return self._collective_pronoun(head)
        if (person := self.named(head) or self._apposed(head)) is not None:
            return person
        if self.is_document(head) and (author := self.author(head)) is not None:
            return author
        for body in self._doc.spans[BODIES]:
            if body.start <= head.i < body.end:
                if self._general(body.kb_id_):
                    if (known := self._the_body(head)) is not None:
                        return known
                    if any(child.dep_ == "nummod" for child in head.children):
                        break
                return _of_body(body)
        return self._holder(head) or self._the_body(head) or self._description(head)

    def _apposed(self, head: Token) -> Who | None:
        """'Its head of policy, Ann Sample': the person whose office the words are."""
        for child in head.children:
            if child.dep_ == "appos" and child.idx not in self._inside:
                if (person := self.named(child) or self._unknown(child)) is not None:
                    return person
        end = head.idx + len(head.text)
        for place, speaker in self._places:
            if not head.idx < place.start < head.idx + _NEAR:
                continue
            between = self._text[end : place.start]
            if _OFFICE.fullmatch(between) and ("," in between or not between.strip()):
                return _person(speaker)
        return None

    def _unknown(self, head: Token) -> Who | None:
        """'The organiser, Ann Sample': a name that nothing but its place shows to be a person's."""
        name = self._text[head.left_edge.idx : head.idx + len(head.text)]
        words = name.split()
        proper = all(word[0].isupper() and word.replace("-", "").isalpha() for word in words)
        if not 0 < len(words) < _NAMES or not proper or head.pos_ != "PROPN":
            return None
        if any(b.start <= head.i < b.end for b in self._doc.spans[BODIES]):
            return None
        return Who(name)

    def person_at(self, place: int) -> Who | None:
        """The person whose name begins at a character."""
        for mention, speaker in self._places:
            if mention.start == place:
                return _person(speaker)
        return None

    def at(self, place: int) -> Who | None:
        """Whom the noun phrase that begins at a character means."""
        if (person := self.person_at(place)) is not None:
            return person
        span = self._doc.char_span(place, place + 1, alignment_mode="expand")
        if span is None:
            return None
        head = span[0]
        while head.head.i > head.i and head.dep_ in _BEFORE_HEAD:
            head = head.head
        return None if self.is_document(head) else self.resolve(head)

    def author(self, document: Token) -> Who | None:
        """Whose a paper or a survey is: 'their letter', 'the poll, by the union,'."""
        for child in document.children:
            if child.dep_ == "poss" and child.lower_ != "whose":
                return self.resolve(child) if child.lower_ not in _SELF else None
            if child.lower_ in {"by", "from"} and child.dep_ in {"prep", "agent"}:
                under = next((word for word in child.children if word.dep_ == "pobj"), None)
                return self.resolve(under) if under is not None else None
            if child.lower_ == "whose" and document.head.dep_ == "relcl":
                return self.resolve(document.head.head)
        if document.dep_ == "dobj" and (who := subject(document.head, self._inside)) is not None:
            return self.resolve(who) if who.i < document.i else None
        return None

    def _pronoun(self, head: Token) -> Who | None:
        """The person of the right sex whom the text was last about: a subject before any other."""
        other = _woman if head.lower_ in _HE else _man
        here = self._sentence(head.idx).start
        found = [(p.start, _person(s)) for p, s in self._before(head.idx)]
        found += [(at, who) for at, who in self._described if at < head.idx]
        fitting = [(at, who) for at, who in found if not other(who.name or "")]
        if not fitting:
            return Who(None)
        return max(fitting, key=lambda item: self._salience(item[0], here))[1]

    def _salience(self, at: int, here: int) -> tuple[bool, int, bool, int]:
        """How near to mind somebody named at a character is for the sentence that begins `here`."""
        token = self._doc.char_span(at, at + 1, alignment_mode="expand")
        as_subject = token is not None and _is_subject(token[0])
        start = self._sentence(at).start
        return start < here or as_subject, start, as_subject, at

    def _collective_pronoun(self, head: Token) -> Who | None:
        """The body that the text was last about; 'it' is no crowd."""
        one = head.lower_ in {"it", "its"}
        for token in self._doc[self._start(head) : head.i] if one else ():
            if token.dep_ == "nsubj" and (known := self._the_body(token)) is not None:
                return known
        earlier = [body for body in self._bodies if body.end <= head.i]
        if one:
            earlier = [body for body in earlier if not self._general(body.kb_id_)] or earlier
        chosen = self._last_about(earlier)
        return _of_body(chosen) if chosen is not None else None

    def _last_about(self, bodies: Sequence[Tokens]) -> Tokens | None:
        """The subject of the last sentence that names a body, else the last one that it names."""
        if not bodies:
            return None
        return max(
            bodies,
            key=lambda body: (
                self._sentence(body.start_char).start,
                _is_subject(body.root),
                body.start,
            ),
        )

    def _start(self, token: Token) -> int:
        """The first token of a token's sentence."""
        span = self._doc.char_span(
            self._sentence(token.idx).start, token.idx + len(token.text), alignment_mode="expand"
        )
        return span.start if span is not None else token.i

    def _the_body(self, head: Token) -> Who | None:
        """'The college', 'the watchdog': the body named before that it can mean."""
        word = head.lemma_.lower()
        if word not in _KIND or not any(c.lower_ in {"the", "its"} for c in head.children):
            return None
        following = self._doc[head.i + 1 : head.i + 2].text
        if following == ",":
            for body in self._bodies:
                if head.i + 1 < body.start <= head.i + 3:
                    return _of_body(body)
        earlier = [
            body
            for body in self._bodies
            if body.end <= head.left_edge.i and not self._general(body.kb_id_)
        ]
        same = [body for body in earlier if word in self._full_name(body)]
        if same:
            return _of_body(same[-1])
        if any(c.dep_ == "prep" for c in head.children):
            return None
        types = _TYPES.get(word)
        if types is not None:
            earlier = [b for b in earlier if self._type(b.kb_id_) in types]
        chosen = self._last_about(earlier)
        return _of_body(chosen) if chosen is not None else None

    def _type(self, slug: str) -> str | None:
        """What kind of body it is; None where the register lacks it."""
        known = self._register.organisations.get(slug)
        return known.type if known is not None else None

    def _full_name(self, body: Tokens) -> set[str]:
        organisation = self._register.organisations.get(body.kb_id_)
        name = f"{body.text} {organisation.name if organisation else ''}"
        return set(re.findall(r"\w+", name.lower()))

    def _holder(self, head: Token) -> Who | None:
        """'The chair', 'the Health Secretary': the one person in the text with that office."""
        if not any(child.lower_ in {"the", "its", "their"} for child in head.children):
            return None
        first = self._doc[head.left_edge.i].idx
        words = self._text[first : head.idx + len(head.text)].lower().split()[1:]
        if not words or len(words) > _FEW:
            return None
        wanted = " ".join(words)
        held = {
            speaker.name: speaker
            for speaker in self._doc._.people
            if speaker.office and re.search(rf"\b{re.escape(wanted)}\b", speaker.office.lower())
        }
        return _person(next(iter(held.values()))) if len(held) == 1 else None

    def _description(self, head: Token) -> Who | None:
        """'A BMA spokeswoman' speaks for the body, 'one outgoing chief executive' for nobody."""
        if head.pos_ not in {"NOUN", "PROPN", "NUM", "DET", "PRON", "ADJ"}:
            return None
        first = head.left_edge
        last = head
        for child in head.rights:
            if (
                child.dep_ in {"prep", "compound", "poss", "nmod", "amod"}
                and child.i - last.i < _FEW
            ):
                last = child.right_edge
        if last is head and (following := self._doc[head.i + 1 : head.i + 2]):
            place = following[0]
            if place.lower_ in _PLACED and place.right_edge.i - head.i < _FEW:
                last = place.right_edge
        for place, speaker in self._places:
            if first.idx <= place.start <= last.idx + len(last.text):
                return _person(speaker)
        end = last.idx + len(last.text)
        if (aside := _ASIDE.search(self._text, head.idx, end)) is not None:
            end = aside.start()
        surface = " ".join(self._text[first.idx : end].split()).strip(" ,.;:“”\"'‘’")
        if not surface or len(surface) > _NEAR or first.idx in self._inside:
            return None
        bodies = [b for b in self._doc.spans[BODIES] if first.i <= b.start and b.end <= last.i + 1]
        spoke = _SPOKE.search(surface)
        if spoke and bodies:
            return _of_body(bodies[-1])
        if spoke and (principal := self._principal(head)) is not None:
            return principal
        if spoke and (known := self._whose(head)) is not None:
            return known
        slug = (bodies[-1].kb_id_ or None) if bodies else None
        who = Who(surface, slug if slug and not self._general(slug) else None)
        if (
            head.tag_ not in {"NNS", "NNPS"}
            and _HUMAN.search(head.text)
            and not self.is_document(head)
        ):
            self._described.append((first.idx, who))
        return who

    def _principal(self, head: Token) -> Who | None:
        """'A spokesman for the bus company': whom he speaks for, as the text puts it."""
        for child in head.children:
            if child.lower_ != "for":
                continue
            for under in child.children:
                if under.dep_ == "pobj":
                    start, end = under.left_edge.idx, under.idx + len(under.text)
                    return Who(re.sub(r"^the\s+", "", self._text[start:end]))
        return None

    def human(self, head: Token) -> Who | None:
        """A subject that is one person whom the text only describes."""
        if head.tag_ != "NN" or not _HUMAN.search(head.text) or self.is_document(head):
            return None
        return self._description(head)

    def _whose(self, head: Token) -> Who | None:
        """For whom a spokesman speaks whose body is not said: one in the sentence, else the last."""
        start = self._sentence(head.idx).start
        here = [b for b in self._bodies if start <= b.start_char and b.end <= head.i]
        return _of_body(here[-1]) if here else self._collective_pronoun(head)

    def can_speak(self, head: Token) -> bool:
        """Whether a subject can be a person or a body, to judge by its words."""
        if head.pos_ in {"PROPN", "PRON"} or head.lemma_.lower() in _KIND | _CROWD:
            return True
        if _HUMAN.search(head.lemma_):
            return not self.is_document(head)
        return (
            any(b.start <= head.i < b.end for b in self._bodies) or self._apposed(head) is not None
        )

    def is_document(self, head: Token) -> bool:
        """Whether the words are no speaker but a paper, a survey or figures."""
        return head.lemma_.lower() in _DOCUMENT

    def _general(self, slug: str) -> bool:
        return self._type(slug) == "collective"


def _person(speaker: Speaker) -> Who:
    return Who(speaker.name, speaker.organisation, speaker.office)


def _of_body(body: Tokens) -> Who:
    return Who(body.text, body.kb_id_ or None)


def _given(name: str) -> str:
    return _TITLE.sub("", name).split()[0] if " " in name else ""


def _woman(name: str) -> bool:
    """Whether the title or the given name is a woman's; False where neither says."""
    return bool(_WOMAN.match(name)) or (not _MAN.match(name) and _given(name) in WOMEN)


def _man(name: str) -> bool:
    return bool(_MAN.match(name)) or (not _WOMAN.match(name) and _given(name) in MEN)


def _is_subject(token: Token) -> bool:
    while token.dep_ in {"compound", "poss", "nmod", "amod", "flat", "appos"}:
        token = token.head
    return token.dep_ in {"nsubj", "nsubjpass"}
