"""Who says the words between quotation marks, and whether they are anybody's words at all."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from spacy.tokens import Doc, Token

from nlp.attributes import text_of
from nlp.speech.beside import Beside, Said
from nlp.speech.cast import Cast, Who
from nlp.speech.clauses import Clauses
from nlp.speech.cues import LABELLING, asks
from nlp.speech.marks import Quoted
from nlp.speech.sentences import Sentences
from nlp.speech.speakers import Speakers
from nlp.speech.subjects import Subjects
from nlp.speech.verbs import Verbs

_MARKS = " ,“”\"‘’'«»"
_SHORT = 6
_SCARE = 3
_ANSWER = re.compile(r"A\w{0,5}\s*[.:]")


class Attribution:
    """Gives the stretches between the marks of a Doc to their speakers.

    said  the verbs of speech outside of quotation marks, in order
    """

    def __init__(
        self,
        doc: Doc,
        marks: Sequence[Quoted],
        said: Sequence[Token],
        cast: Cast,
        speakers: Speakers,
        clauses: Clauses,
        sentences: Sentences,
    ) -> None:
        self._text = text_of(doc)
        self._verbs = Verbs(said)
        self._cast = cast
        self._clauses = clauses
        self._previous_end = {
            after.span.start: before.span.end
            for before, after in pairwise(marks)
            if before.line == after.line
        }
        self._subjects = Subjects(doc, self._verbs, cast, speakers, sentences)
        self._beside = Beside(
            doc,
            self._previous_end,
            self._verbs,
            cast,
            speakers,
            clauses,
            sentences,
            self._subjects,
        )
        self._interviewee = self._find_interviewee(marks)

    def all(self, marks: Sequence[Quoted]) -> Iterator[tuple[Quoted, Said]]:
        """Those of the marks that hold somebody's words, each with whose they are."""
        previous: tuple[Quoted, Said] | None = None
        for mark in marks:
            said = self._of(mark, previous)
            if self._is_quotation(mark, said):
                previous = mark, said
                yield previous

    def _is_quotation(self, mark: Quoted, said: Said) -> bool:
        """Whether it is more than a word or two in marks for want of a better one."""
        words = len(mark.span.of(self._text).split())
        if said.method == "before" and (
            (words == 1 and self._is_scare(mark, said))
            or (words < _SHORT and self._is_in_question(mark, said))
        ):
            return False
        if said.who is not None and said.method != "carried":
            return True
        full = words > _SHORT
        if said.who is None:
            return full and self._stands_alone(mark)
        if self._text[self._previous_end.get(mark.span.start, 0) : mark.span.start].strip(
            _MARKS
        ) in {"and", "or"}:
            return True
        return full or self._stands_alone(mark)

    def _is_scare(self, mark: Quoted, said: Said) -> bool:
        """Whether a single word in marks is part of what is said or wanted: 'said it was "fun"'."""
        cue = self._cue_of(said)
        if cue is None or self._stands_alone(mark):
            return False
        return cue.lemma_.lower() not in LABELLING

    def _is_in_question(self, mark: Quoted, said: Said) -> bool:
        """Whether marked words are part of a reported question: 'asked if it was "good fun"'."""
        cue = self._cue_of(said)
        if cue is None or not asks(cue) or self._stands_alone(mark):
            return False
        return any(
            clause.start < mark.span.start - 1 and mark.span.end <= clause.end
            for clause in self._clauses.of(cue)
        )

    def _cue_of(self, said: Said) -> Token | None:
        """The verb that showed who speaks."""
        if said.cue is None:
            return None
        return next(self._verbs.between(said.cue.start, said.cue.end), None)

    def _stands_alone(self, mark: Quoted) -> bool:
        """Whether it is a sentence of its own, not a word or two marked within another's."""
        words = mark.span.of(self._text)
        return words[:1].isupper() and (words[-1:] in ".?!,…" or mark.open)

    def _of(self, mark: Quoted, previous: tuple[Quoted, Said] | None) -> Said:
        if self._beside.is_named(mark):
            return Said(None, None, "title")
        looks = (
            self._beside.signed,
            self._beside.in_words,
            self._beside.after,
            self._beside.before,
            self._beside.within,
        )
        for look in looks:
            if (found := look(mark)) is not None:
                return found
        if self._is_title(mark):
            return Said(None, None, "title")
        if self._interviewee is not None and self._is_answer(mark):
            return Said(self._interviewee, None, "answered")
        if previous is not None and (found := self._carried(mark, *previous)) is not None:
            return found
        return self._led_to(mark)

    def _is_answer(self, mark: Quoted) -> bool:
        """Whether marked words fill their line, or all of it behind 'A:'."""
        lead = self._text[mark.line.start : mark.span.start].strip(" •*“\"‘'")
        rest = self._text[mark.span.end : mark.line.end].strip(" ”\"’'")
        return not rest and (not lead or _ANSWER.fullmatch(lead) is not None)

    def _find_interviewee(self, marks: Sequence[Quoted]) -> Who | None:
        """Whose the answers are where questions and answers alternate: whoever is introduced."""
        answers = [mark for mark in marks if self._is_answer(mark)]
        asked = [m for m in answers if self._text[: m.line.start].rstrip().endswith("?")]
        if len(asked) < _SCARE:
            return None
        named = [who for _, who in self._cast.people_between(0, asked[0].line.start)]
        return max(dict.fromkeys(named), key=named.count, default=None)

    def _carried(self, mark: Quoted, before: Quoted, said: Said) -> Said | None:
        """Words without a verb of their own, after others in the same line or the one above."""
        if said.who is None:
            return None
        same_line = before.line == mark.line
        if same_line and self._stands_alone(mark):
            who = self._subjects.new_subject(before.span.end, mark)
            if who is not None:
                return Said(who, None, "preceding")
        follows = not self._leading(mark) and self._adjoin(before, mark)
        return Said(said.who, None, "carried") if same_line or before.open or follows else None

    def _led_to(self, mark: Quoted) -> Said:
        """Words that those before them lead to without a verb of speech."""
        if not self._leading(mark) and (who := self._subjects.introduced(mark)) is not None:
            return Said(who, None, "introduced")
        if self._stands_alone(mark) and (who := self._subjects.preceding(mark)) is not None:
            return Said(who, None, "preceding")
        if (who := self._subjects.continuing(mark) or self._subjects.predicated(mark)) is not None:
            return Said(who, None, "subject")
        return Said(None, None, "unattributed")

    def _leading(self, mark: Quoted) -> str:
        """What stands in the line before the words."""
        return self._text[mark.line.start : mark.span.start].strip(" •*-–—\"“'‘")

    def _adjoin(self, before: Quoted, mark: Quoted) -> bool:
        """Whether nothing but white space lies between two quoted lines."""
        between = self._text[before.span.end : mark.span.start]
        return not between.strip(" \r\n\t\"“”'‘’,.")

    def _is_title(self, mark: Quoted) -> bool:
        """Whether all words of weight have a capital, and no full stop ends them."""
        if self._text[mark.span.end - 1] == ".":
            return False
        words = [w for w in re.findall(r"[^\W\d_]+", mark.span.of(self._text)) if len(w) > _SCARE]
        return len(words) > 1 and all(word[0].isupper() for word in words)
