"""Whom the sentences around quoted words are about, where no verb gives the words to anybody."""

from spacy.tokens import Doc, Token

from nlp.attributes import text_of
from nlp.speech.cast import Cast, Who
from nlp.speech.cues import ASKING, REPORTING, SPEAKING
from nlp.speech.marks import Quoted
from nlp.speech.sentences import SENTENCE_END, Sentences
from nlp.speech.speakers import Speakers
from nlp.speech.verbs import Verbs

_SCARE = 3
_FEWEST = 2
_FAR = 1500
_AUXILIARY = frozenset({"aux", "advmod"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


class Subjects:
    """Reads the lines of a Doc for whom quoted words in them, or below them, can be.

    Each question gives None where the lines do not say.
    """

    def __init__(
        self, doc: Doc, verbs: Verbs, cast: Cast, speakers: Speakers, sentences: Sentences
    ) -> None:
        self._doc = doc
        self._text = text_of(doc)
        self._verbs = verbs
        self._cast = cast
        self._speakers = speakers
        self._sentence = sentences.around

    def introduced(self, mark: Quoted) -> Who | None:
        """The speaker of a line that ends in a colon above, else of its last sentence."""
        above = self._text[: mark.line.start].rstrip()
        line = max(above.rfind("\n") + 1, len(above) - _FAR)
        if not above.endswith(":"):
            return None
        for cue in reversed(tuple(self._verbs.between(line, len(above)))):
            if (who := self._speakers.of_cue(cue, after=False)) is not None:
                return who
        return self._cast.last_between(line, len(above))

    def new_subject(self, start: int, mark: Quoted) -> Who | None:
        """The person whom the sentences between two quotations are about, if they name another."""
        start = max(start, mark.span.start - _FAR)
        span = self._doc.char_span(start, mark.span.start - 1, alignment_mode="contract")
        if span is None:
            return None
        subjects = [t for t in span if t.dep_ in _SUBJECTS]
        for token in sorted(subjects, key=lambda token: (self._is_lesser(token.head), -token.i)):
            if SENTENCE_END.search(self._text, start + 1, token.idx):
                return self._speakers.person(token)
        return None

    def preceding(self, mark: Quoted) -> Who | None:
        """Whom the words before a sentence that stands alone are about: the last who spoke there.

        The line itself is looked at first, then the one above it.
        """
        start, end = mark.line.start, mark.span.start - 1
        if not self._text[start:end].strip(" •*-–—"):
            above = self._text[: mark.line.start].rstrip()
            start, end = above.rfind("\n") + 1, len(above)
        start = max(start, end - _FAR)
        if (newcomer := self._newcomer(start, end)) is not None:
            return newcomer
        spoken = [cue for cue in self._verbs.between(start, end) if cue.lemma_ in SPEAKING]
        cues = {cue.i for cue in spoken if not self._is_embedded(cue)}
        line = self._doc.char_span(start, end, alignment_mode="contract")
        subjects = [t for t in line or () if t.dep_ in {"nsubj", "nsubjpass"}]
        latest = sorted(subjects, key=lambda token: (self._is_lesser(token.head), -token.i))
        for token in latest:
            spoke = token.head.i in cues
            who = self._speakers.of_cue(token.head, after=False) if spoke else None
            if spoke and token.dep_ == "nsubjpass" and token.head.lemma_ in ASKING:
                who = self._speakers.person(token)
            if (found := who or self._about(token)) is not None:
                return found
        last = self._sentence(max(start, end - 2)).start
        if (found := self._cast.last_between(last, end)) is not None:
            return found
        for known in (self._speakers.human, self._speakers.single):
            for token in reversed(subjects):
                if (who := known(token)) is not None:
                    return who
        return self._cast.last_between(start, end)

    def continuing(self, mark: Quoted) -> Who | None:
        """Whose report goes on in a sentence with marked words in it, or whom it is about."""
        about = self._subject(mark)
        if about is None:
            return self.continued(mark) or self._reporter(mark)
        return (
            self._speakers.named(about)
            or self._speakers.holder(about)
            or self.continued(mark)
            or self._reporter(mark)
            or self._speakers.single(about)
            or self._speakers.owner(about)
        )

    def predicated(self, mark: Quoted) -> Who | None:
        """'The union "warmly welcomes" it': the subject whose own statement is cited as its verb.

        Behind 'may' and 'must' a rule is cited instead.
        """
        words = self._doc.char_span(mark.span.start, mark.span.end, alignment_mode="contract")
        if words is None or len(words) < _FEWEST or words.root.dep_ != "ROOT":
            return None
        for child in words.root.children:
            between = self._doc[child.i + 1 : words.start - 1]
            plain = all(t.dep_ in _AUXILIARY and t.tag_ != "MD" for t in between)
            if child.dep_ == "nsubj" and child.i < words.start and plain:
                return self._speakers.resolve(child) if self._speakers.can_speak(child) else None
        return None

    def continued(self, mark: Quoted) -> Who | None:
        """The speaker of the sentence before, whose report goes on."""
        if len(mark.span.of(self._text).split()) <= _SCARE:
            return None
        here = self._sentence(mark.span.start - 1).start
        above = self._text[:here].rstrip()
        if here <= mark.line.start or not above:
            return None
        cues = self._verbs.between(self._sentence(len(above) - 1).start, len(above))
        for cue in sorted(cues, key=lambda cue: (self._is_lesser(cue), -cue.i)):
            if cue.lemma_.lower() in REPORTING:
                return self._speakers.of_cue(cue, after=False)
        return None

    def _newcomer(self, start: int, end: int) -> Who | None:
        """The one whom the last sentence introduces: 'There was an answer from Ann Sample'."""
        last = self._sentence(max(start, end - 2)).start
        named = list(self._cast.people_between(max(start, last), end))
        return named[0][1] if len(named) == 1 and self._cast.is_introduced(*named[0]) else None

    def _about(self, subject: Token) -> Who | None:
        """The person whom a sentence is about: its subject, or whose that is: 'her own group'."""
        return self._speakers.person(subject) or self._speakers.holder(subject)

    def _reporter(self, mark: Quoted) -> Who | None:
        """The person whom the line has been about: what they hold goes on without 'she said'."""
        if len(mark.span.of(self._text).split()) <= _SCARE:
            return None
        here = self._sentence(mark.span.start - 1).start
        start = max(mark.line.start, here - _FAR)
        above = self._doc.char_span(start, here, alignment_mode="contract") or ()
        for token in reversed(tuple(above)):
            if token.dep_ == "nsubj" and token.head.dep_ in {"ROOT", "ccomp"}:
                if (who := self._speakers.person(token)) is not None:
                    return who
                if self._speakers.can_speak(token):
                    return None
        return None

    def _subject(self, mark: Quoted) -> Token | None:
        """The subject of a sentence with marked words in it."""
        if len(mark.span.of(self._text).split()) < _SCARE:
            return None
        start = max(mark.line.start, self._sentence(mark.span.start - 1).start)
        span = self._doc.char_span(start, mark.span.start - 1, alignment_mode="contract")
        if span is None:
            return None
        for token in span:
            if token.dep_ == "nsubj" and token.head.dep_ not in {"relcl", "acl", "advcl"}:
                return token
        return None

    def _is_lesser(self, verb: Token) -> bool:
        """Whether a verb stands in what an earlier verb reports, or in another's clause."""
        subordinate = any(above.dep_ in {"relcl", "advcl"} for above in (verb, *verb.ancestors))
        return subordinate or self._is_embedded(verb)

    def _is_embedded(self, verb: Token) -> bool:
        """Whether a verb stands in what an earlier verb of speech reports."""
        return any(above.i < verb.i and above in self._verbs for above in verb.ancestors) and (
            verb.dep_ not in {"conj", "advcl"}
        )
