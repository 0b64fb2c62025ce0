"""Whom a subject means: a person or body by name, by pronoun, by office, or by a description."""

import re
from collections.abc import Collection

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from nlp.attributes import text_of
from nlp.speech.antecedents import HE, SHE, THEY, Antecedents
from nlp.speech.cast import Cast, Who, of_body
from nlp.speech.cues import SPEAKING, agent, is_passive, subject
from nlp.speech.nouns import is_document, is_given_name, is_human, is_man, is_speaker, is_woman
from nlp.speech.sentences import Sentences

_SELF = frozenset(
    "i we you us there what this that these those me my our mine ours everyone which who"
    " nobody anyone anybody somebody someone everybody yourself himself herself itself".split()
)
_SPOKE = re.compile(
    r"\b(?:spokes\w+|statement|press\s+office|briefing|response|report|letter|email|evidence)\b",
    re.IGNORECASE,
)
_NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "DET", "PRON", "ADJ"})
_BEHIND_HEAD = frozenset({"prep", "compound", "poss", "nmod", "amod"})
_BEFORE_HEAD = frozenset({"det", "compound", "poss", "amod", "nummod", "nmod", "predet", "case"})
_ABOUT = frozenset({"nsubj", "nsubjpass", "appos"})
_PLACED = frozenset({"at", "from", "in", "of", "on"})
_ASIDE = re.compile(r",\s(?!(?:in|from)\b)")
_OFFICE = re.compile(r"(?:-\w+)?(?: (?!who\b|said\b|that\b)[\w'’-]+){0,7},? ")
_TOLD_APART = re.compile(
    r"(?:[Oo]ne|[Aa]nother),\s(?:in|from|at|of|who|a|an)\s(?:[\w'’-]+\s?\b){1,9}(?=[,.;:]|$)"
)
_ARTICLES = frozenset({"a", "an", "the"})
_TELLING = frozenset("briefing email letter memo note paper press-release statement".split())
_READ = frozenset({"seen", "read", "obtained", "heard"})
_CALLINGS = frozenset("doctor gp mp nurse peer pharmacist physician surgeon".split())
_LINE = re.compile(r"\S[^\r\n]*")
_LABELLED = re.compile(r"[^\n:]{0,20}:")
_CALLED = re.compile(r"\b(?:called|named)\s+")
_STOP = re.compile(r"[.,;:]")
_FEW = 6
_NAMES = 4
_CLOSE = 60
_FAR = 1500
_NEAR = 90


class Speakers:
    """Who can speak in a Doc. `inside` are the characters that stand between quotation marks."""

    def __init__(
        self,
        doc: Doc,
        cast: Cast,
        inside: Collection[int],
        sentences: Sentences,
        antecedents: type[Antecedents] = Antecedents,
    ) -> None:
        self._doc = doc
        self._text = text_of(doc)
        self._cast = cast
        self._inside = inside
        self._sentence = sentences.around
        self._antecedents = antecedents(doc, cast, sentences)
        first = _LINE.search(self._text)
        self._first_line = first.end() if first is not None else 0
        self._meet()

    def _meet(self) -> None:
        """Take note of the people whom the text only describes, for the pronouns after them."""
        for token in self._doc:
            if token.idx in self._inside or not (token.dep_ in _ABOUT or _is_asked(token)):
                continue
            articles = {child.lower_ for child in token.children if child.dep_ == "det"}
            named = token.ent_type_ == "PERSON" or is_given_name(token.text)
            if named and not articles and self._is_alone(token):
                self._antecedents.remember(token.idx, Who(token.text), speaks=True)
            elif token.dep_ == "appos":
                continue
            elif token.tag_ == "NNS" and is_human(token):
                if (who := self.resolve(token)) is not None:
                    self._antecedents.remember_crowd(token, who)
            elif (_is_one(token) or "the" in articles) and is_human(token):
                known = self._cast.last_between(token.idx - _NEAR * _NEAR, token.idx)
                if "the" not in articles or known is None:
                    self.resolve(token)

    def _is_alone(self, token: Token) -> bool:
        """Whether a name is neither part of a longer one nor of somebody known."""
        before = self._doc[max(0, token.i - 1)]
        follows = token.i > 0 and (before.tag_ == "NNP" or before.text == "(")
        goes_on = token.i + 1 < len(self._doc) and self._doc[token.i + 1].tag_ in {"NN", "NNS"}
        return (
            not follows
            and not goes_on
            and self._cast.person(token) is None
            and self._cast.body(token) is None
        )

    def of_cue(self, cue: Token, *, after: bool, inverted: bool = False) -> Who | None:
        """Who says it; `after` also looks right behind the cue where the parse names nobody.

        inverted  the cue follows the words that are said: '"...", reasoned director Ann Sample'
        """
        if (by := agent(cue)) is not None:
            return self.author(by) if is_document(by) else self.resolve(by)
        if (named := self._apart(cue)) is not None:
            return named
        if (next_to := self.adjoining(cue)) is not None:
            return next_to
        if is_passive(cue) and not (inverted and not _has_auxiliary(cue)):
            return None
        if (head := self.head_of(cue)) is not None:
            return self.resolve(head)
        return self._behind(cue) if after else self._nearest(cue)

    def head_of(self, cue: Token) -> Token | None:
        """The head word of whoever says it, outside quotation marks."""
        who = agent(cue) or subject(cue, self._inside)
        return who if who is not None and who.idx not in self._inside else None

    def _apart(self, cue: Token) -> Who | None:
        """'Ann Sample, a GP in Market Stow, said': a person whose name a comma ends."""
        head = self.head_of(cue)
        if head is None or head.i > cue.i - 2 or self._doc[cue.i - 1].text != ",":
            return None
        end = head.idx + len(head.text)
        return self._cast.person(head) if self._text.startswith(",", end) else None

    def adjoining(self, cue: Token) -> Who | None:
        """'Ann Sample said', 'The union accused': whose name ends where the cue begins."""
        at = cue.i - 1
        while at > 0 and self._doc[at].dep_ in {"aux", "advmod"} and cue.i - at < _NAMES:
            at -= 1
        if at > 0 and self._doc[at].text == ",":
            at -= 1
        if at < 0 or any(child.dep_ == "auxpass" for child in cue.children):
            return None
        last = self._doc[at]
        above = last
        while above.dep_ in {"compound", "flat"}:
            above = above.head
        if above.dep_ in {"nsubj", "appos", "pobj"} or subject(cue, self._inside) is None:
            return self._cast.person_ending(last.idx + len(last.text))
        body = self._cast.body(last) if cue.dep_ == "amod" else None
        return of_body(body) if body is not None else None

    def _behind(self, cue: Token) -> Who | None:
        """'said X', where the parse does not say so."""
        end = cue.idx + len(cue.text)
        for place, who in self._cast.people_between(end, end + _NEAR):
            between = self._text[end : place.start]
            if len(between) <= _CLOSE and not _STOP.search(between):
                return who
            break
        for child in cue.children:
            beside = child.left_edge.i == cue.i + 1 and child.i - cue.i < _FEW
            if child.dep_ in {"dobj", "attr"} and beside:
                return self.resolve(child)
        return self._nearest(cue)

    def _nearest(self, cue: Token) -> Who | None:
        """The last person in the sentence before the cue, else a pronoun right before it."""
        start = self._sentence(cue.idx).start
        if (found := self._cast.last_between(start, cue.idx)) is not None:
            return found
        for token in reversed(self._doc[max(0, cue.i - 3) : cue.i]):
            if token.lower_ in HE | SHE | THEY and token.idx not in self._inside:
                return self.resolve(token)
        return None

    def resolve(self, head: Token) -> Who | None:
        """Whom a subject's head word means."""
        word = head.lower_
        if word in _SELF:
            return None
        if word in THEY:
            paper = self._paper_before(head) if word == "it" else None
            return self._antecedents.they(head) if paper is None else self.resolve(paper)
        if (person := self.person(head)) is not None:
            return person
        if is_document(head) and (author := self.author(head)) is not None:
            return author
        if (known := self._body(head) or self._meant(head)) is not None:
            return known
        holder = self.holder(head) if head.tag_ == "NN" else None
        return holder or self._description(head)

    def _paper_before(self, pronoun: Token) -> Token | None:
        """The letter of 'A letter was sent. It asked for calm', where nobody is named with it."""
        start = self._sentence(pronoun.idx).start
        above = self._text[:start].rstrip()
        if not above:
            return None
        begin = self._sentence(len(above) - 1).start
        if any(begin <= body.start_char < start for body in self._cast.bodies):
            return None
        words = self._doc.char_span(begin, len(above), alignment_mode="contract") or ()
        about = (t for t in words if t.dep_ in {"nsubj", "nsubjpass"} and t.head.dep_ == "ROOT")
        paper = next(about, None)
        return paper if paper is not None and is_document(paper) else None

    def sayer(self, head: Token) -> Who | None:
        """A subject of any kind of sentence before a colon; for 'his own wish', he himself."""
        return self.holder(head) or self.resolve(head)

    def holder(self, head: Token) -> Who | None:
        """The man in 'his own wish', 'his consortium': whoever has what a subject is."""
        owned = any(c.dep_ == "poss" and c.lower_ in HE | SHE for c in head.children)
        return self.owner(head) if owned and not is_human(head) else None

    def person(self, head: Token) -> Who | None:
        """A subject that is a person by name, pronoun, or a name behind their office."""
        if head.lower_ in HE | SHE:
            return self._antecedents.person(head)
        return self._cast.person(head) or self._apposed(head) or self._in_apposition(head)

    def single(self, head: Token) -> Who | None:
        """A subject that is one person or one body, not a crowd and not a description."""
        if head.lower_ in THEY:
            return self._antecedents.they(head)
        return self.named(head) or self._meant(head)

    def named(self, head: Token) -> Who | None:
        """A subject that is one person, by name or pronoun, or one body by name."""
        if (person := self.person(head)) is not None:
            return person
        body = self._cast.body(head)
        return of_body(body) if body is not None and not self._cast.is_general(body) else None

    def human(self, head: Token) -> Who | None:
        """A subject that is one person whom the text only describes."""
        return self._description(head) if head.tag_ == "NN" and is_human(head) else None

    def can_speak(self, head: Token) -> bool:
        """Whether a subject can be a person or a body."""
        return is_speaker(head) or self._cast.body(head) is not None or bool(self._apposed(head))

    def _meant(self, head: Token) -> Who | None:
        """'The chair', 'the college': who has been named before."""
        return self._antecedents.holder(head) or self._antecedents.body(head)

    def _body(self, head: Token) -> Who | None:
        """The body that is named; for 'the trust', whose name is said elsewhere, that one."""
        body = self._cast.body(head)
        if body is None:
            return None
        if self._cast.is_general(body):
            if (known := self._antecedents.body(head)) is not None:
                return known
            if any(child.dep_ == "nummod" for child in head.children):
                return None
        return of_body(body)

    def _apposed(self, head: Token) -> Who | None:
        """'Its head of policy, Ann Sample': the person whose office the words are."""
        for child in head.children:
            if child.dep_ != "appos" or child.idx in self._inside:
                continue
            if (person := self._cast.person(child) or self._unknown(child)) is not None:
                return person
        end = head.idx + len(head.text)
        for place, who in self._cast.people_between(end, end + _NEAR):
            between = self._text[end : place.start]
            if _OFFICE.fullmatch(between) and ("," in between or not between.strip()):
                return who
        return None

    def _in_apposition(self, head: Token) -> Who | None:
        """'Ann Sample, an economist who advised them': the person whom the words describe."""
        return self._cast.person(head.head) if head.dep_ == "appos" else None

    def _unknown(self, head: Token) -> Who | None:
        """'The organiser, Ann Sample': a name that its place alone shows to be a person's."""
        name = self._text[head.left_edge.idx : head.idx + len(head.text)]
        words = name.split()
        proper = all(word[0].isupper() and word.replace("-", "").isalpha() for word in words)
        if not 0 < len(words) < _NAMES or not proper or head.pos_ != "PROPN":
            return None
        return Who(name) if self._cast.body(head) is None else None

    def at(self, place: int) -> Who | None:
        """Whom the noun phrase that begins at a character means."""
        if (person := self._cast.person_at(place)) is not None:
            return person
        span = self._doc.char_span(place, place + 1, alignment_mode="expand")
        if span is None:
            return None
        head = span[0]
        while head.head.i > head.i and head.dep_ in _BEFORE_HEAD:
            head = head.head
        if is_document(head):
            return self.author(head) if head.lemma_.lower() in _TELLING else None
        return self.resolve(head)

    def owner(self, noun: Token) -> Who | None:
        """Whose a view or an answer is: 'her answer', 'the view of the union'."""
        for child in noun.children:
            if child.dep_ == "poss":
                return self.resolve(child)
            if child.lower_ in {"of", "from"}:
                under = _object(child)
                return self.resolve(under) if under is not None else None
        return None

    def author(self, document: Token) -> Who | None:
        """Whose a paper or a survey is: 'their letter', 'the poll, by the union,', 'a PCT plan'."""
        for child in document.children:
            if child.lower_ == "whose":
                return self.resolve(document.head.head) if document.head.dep_ == "relcl" else None
            if child.dep_ == "poss":
                return self.resolve(child)
            if child.lower_ in {"by", "from"} and (under := _object(child)) is not None:
                return self.resolve(under)
            if child.dep_ == "acl" and child.lower_ not in _READ and (by := agent(child)):
                return self.resolve(by)
        for token in self._doc[document.left_edge.i : document.i]:
            if (body := self._cast.body(token)) is not None:
                return of_body(body)
        if document.dep_ == "dobj" and (who := subject(document.head, self._inside)) is not None:
            return self.resolve(who) if who.i < document.i else None
        return None

    def _description(self, head: Token) -> Who | None:
        """'A BMA spokeswoman' speaks for the body, 'one outgoing chief executive' for nobody."""
        if head.pos_ not in _NOMINAL or head.left_edge.idx in self._inside:
            return None
        words = self._doc[head.left_edge.i : self._end(head) + 1]
        if (person := self._someone(head, words)) is not None:
            return person
        surface = self._name(head) or self._one(head) or self._surface(words, head)
        if not surface or len(surface) > _NEAR:
            return None
        bodies = [body for token in words if (body := self._cast.body(token)) is not None]
        if _SPOKE.search(surface):
            spoken_for = of_body(bodies[-1]) if bodies else self._principal(head)
            # 'a PCT spokesman' speaks for one of many
            if spoken_for is not None and not (bodies and self._cast.is_general(bodies[-1])):
                if is_human(head):
                    self._remember(head, spoken_for)
                return spoken_for
        slug = self._slug(bodies[-1]) if bodies else self._owners_slug(head)
        who = Who(surface, slug)
        if head.tag_ in {"NN", "NNP"} and is_human(head):
            self._remember(head, who)
        return who

    def _someone(self, head: Token, words: Tokens) -> Who | None:
        """The person whose name is in, behind or near a description of them."""
        for token in words[: head.i - words.start + 1]:
            person = self._cast.person(token)
            if person is not None and token.dep_ != "poss" and token.head.dep_ != "poss":
                return person
        called = _CALLED.search(self._text, head.idx, head.idx + _NEAR)
        if called is not None and (person := self._cast.person_at(called.end())) is not None:
            return person
        return self._introduced(head) or self._by_calling(head)

    def _introduced(self, head: Token) -> Who | None:
        """'A surgeon told MPs ...', above 'Ann Sample, of ...': whom the second line names.

        So news begins: its first line describes somebody, and the next one says who it is.
        """
        end = self._first_line
        if head.idx > end or not _is_one(head) or not is_human(head):
            return None
        if not any(child.lower_ in _ARTICLES for child in head.children):
            return None
        under = _LINE.search(self._text, end)
        if under is None or self._cast.last_between(0, end) is not None:
            return None
        people = list(self._cast.people_between(under.start(), min(under.end(), end + _NEAR)))
        if len(people) != 1 or _LABELLED.match(self._text, people[0][0].end):
            return None
        return people[0][1] if self._agree(head, people[0][1]) else None

    def _agree(self, noun: Token, who: Who) -> bool:
        """Whether a noun leaves it open that somebody is meant, to judge by their sex."""
        told = self._cast.telling_form(who.name or "")
        word = noun.lower_
        return not ((is_man(word) and is_woman(told)) or (is_woman(word) and is_man(told)))

    def _by_calling(self, head: Token) -> Who | None:
        """'the Arnold GP': the one person whom the line has named before."""
        words = {child.lower_ for child in head.children}
        if head.lower_ not in _CALLINGS or "the" not in words or not words.isdisjoint(_PLACED):
            return None
        line = max(self._text.rfind("\n", 0, head.idx) + 1, head.idx - _FAR)
        found = {who.name: who for _, who in self._cast.people_between(line, head.idx)}
        return next(iter(found.values())) if len(found) == 1 else None

    def _name(self, head: Token) -> str:
        """'Ann' of 'Ann from a surgery in Market Stow': a name that has no article."""
        words = self._doc[head.left_edge.i : head.i + 1]
        proper = all(w.pos_ == "PROPN" and w.text.istitle() for w in words)
        bodies = any(self._cast.body(word) is not None for word in words)
        return words.text if proper and not bodies and len(words) < _NAMES else ""

    def _one(self, head: Token) -> str:
        """'one, a retired surgeon', 'another, in the west Midlands': with what tells them apart."""
        match = _TOLD_APART.match(self._text, head.idx)
        apart = match is not None and head.left_edge.i == head.i
        return match.group() if match is not None and apart else ""

    def _remember(self, head: Token, who: Who) -> None:
        """Keep somebody described for the pronouns to come, but not in 'wanted a doctor to'."""
        speaks = head.head.lemma_.lower() in SPEAKING
        wished = head.head.tag_ == "VB" and any(c.lower_ == "to" for c in head.head.children)
        if not wished and (speaks or head.lower_ not in {"one", "another"}):
            self._antecedents.remember(head.idx, who, speaks=speaks)

    def _slug(self, body: Tokens) -> str | None:
        """The slug of a body that somebody can speak for."""
        return None if self._cast.is_general(body) else body.kb_id_ or None

    def _end(self, head: Token) -> int:
        """The last token of a description: 'an analyst at a bank', 'a man carrying a hat'."""
        last = head
        for child in head.rights:
            beside = child.dep_ in _BEHIND_HEAD and child.i - last.i < _FEW
            participle = child.dep_ == "acl" and child.tag_ == "VBG"
            if beside or (participle and child.left_edge.i == last.i + 1):
                last = child.right_edge
        if last is head and head.i + 1 < len(self._doc):
            place = self._doc[head.i + 1]
            under = _object(place) if place.lower_ in _PLACED else None
            if under is not None and under.i - head.i < _FEW:
                last = under
        return last.i

    def _surface(self, words: Tokens, head: Token) -> str:
        aside = _ASIDE.search(self._text, head.idx, words.end_char)
        end = aside.start() if aside else words.end_char
        return " ".join(self._text[words.start_char : end].split()).strip(" ,.;:“”\"'‘’")

    def _owners_slug(self, head: Token) -> str | None:
        """The body of 'its chief executive'."""
        for child in head.children:
            if child.dep_ == "poss" and child.lower_ in THEY:
                owner = self._antecedents.they(child)
                return owner.organisation if owner is not None else None
        return None

    def _principal(self, head: Token) -> Who | None:
        """For whom a spokesman speaks: 'for the bus company', the sentence's subject, the last."""
        for child in head.children:
            if child.dep_ == "poss":
                they = child.lower_ in THEY
                return self._antecedents.they(child) if they else self._meant(child)
            if child.lower_ == "for" and (under := _object(child)) is not None:
                words = self._text[under.left_edge.idx : under.idx + len(under.text)]
                return Who(re.sub(r"^the\s+", "", words))
        start = self._sentence(head.idx).start
        here = [b for b in self._cast.bodies if start <= b.start_char and b.end <= head.i]
        chosen = self._antecedents.last_about(here)
        return of_body(chosen) if chosen is not None else self._antecedents.they(head)


def _is_one(noun: Token) -> bool:
    """Whether a noun means one person, and is no name: 'a nurse', 'my own GP'."""
    owned = any(child.dep_ in {"det", "poss"} for child in noun.children)
    return noun.tag_ == "NN" or (noun.tag_ == "NNP" and owned)


def _is_asked(noun: Token) -> bool:
    """Whether a noun is whom the writer asked or met: 'I asked my own GP', 'I rang a friend'."""
    first = any(child.lower_ in {"i", "we"} for child in noun.head.children)
    return noun.dep_ in {"dobj", "dative"} and first and noun.head.tag_ in {"VBD", "VBP"}


def _has_auxiliary(verb: Token) -> bool:
    return any(child.dep_ in {"aux", "auxpass"} for child in verb.children)


def _object(preposition: Token) -> Token | None:
    """The noun behind a preposition."""
    return next((word for word in preposition.children if word.dep_ == "pobj"), None)
