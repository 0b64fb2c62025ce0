"""Sentences that go on about a holder without naming them, or that one goes on telling."""

import re
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import pairwise

from commissioning.domain.tags import HolderKind, Span
from nlp.positions.spans import FIRST_PERSON, ITEM, QUOTED, Outside, overlapping
from nlp.positions.voices import SPOKEN, Piece, Voice, Voices
from nlp.speech.nouns import is_man, is_woman

_LEADING = frozenset({"named", "subject", "passive", "described"})
_REMEMBERED = frozenset({"named", "described"})
_FRONT = 8
_MEMORY = 6
_PRONOUN = re.compile(
    r"[\"“‘']?(?:(?:and|but|yet|nor|so|for|still|now|then|yes|no|what|on \w+|in \w+)\b[:,]?\s+)?"
    r"(?:(?:did|does|do|is|was|will|would|has|had|can|could)\s+)?(?:not\s+)?"
    r"(?:(?P<she>she|her)|(?P<he>he|his)|(?P<it>it|its)|(?P<they>they|their))\b",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"(?:['’](?:s\b)?(?!.*\b(?:to|from|by|with|against|about)\b)[^.,;:]{0,60})?,?\s*"
)
_POSSESSIVE = frozenset({"his", "her", "its", "their"})
_OFFICE = re.compile(r"(?: [\w-]+){1,5},? ")
_WORDS_OF_ITS_OWN = 6
_REACH = 6
_RUNS_ON = re.compile(r"[a-z]|[•*–-] ")

Head = tuple[Voice, Piece]


def add_following(found: Voices, text: str, outside: Outside) -> None:
    """Sentences that go on about a holder by a pronoun, or that name nobody new after one.

    Whoever told something in a paragraph may go on telling in it, whatever its sentences are about:
    such sentences are theirs, too. What stands outside quotation marks in the first person is about
    whoever wrote it.
    """
    heads: dict[Span, list[Head]] = {}
    for voice, piece in found.so_far():
        for sentence in overlapping(outside.sentences, piece.span):
            heads.setdefault(sentence, []).append((voice, piece))
    thread = _Thread(text, outside.spoken)
    for sentence in outside.sentences:
        for method, voice in thread.goes_on(sentence, heads.get(sentence, ())):
            if overlapping(outside.running, sentence):
                piece = Piece(span=sentence, method=method)
                found.add(piece, voice.holder, voice.kind, voice.organisation)


class _Thread:
    """Whom the text is about and who tells it, as it goes on from sentence to sentence."""

    def __init__(self, text: str, spoken: Sequence[Span]) -> None:
        self._text = text
        self._spoken = spoken
        self._recent: deque[Voice] = deque(maxlen=_MEMORY)
        self._teller: Voice | None = None
        self._since = 0  # sentences in which the teller was not to be seen
        self._end = 0
        self._is_list = False

    def goes_on(self, sentence: Span, here: Sequence[Head]) -> list[tuple[str, Voice]]:
        """The ways in which a sentence goes on about, or is told by, whom; `here` who is in it."""
        anew = self._is_anew(sentence)
        if anew:
            self._teller = None
        heads = _leading(self._text, here)
        spoken = sorted(
            ((piece.span, at) for at, (_, piece) in enumerate(here) if piece.method in SPOKEN)
        )
        speaking = [here[at][0] for _, at in spoken]
        meant = self._meant(sentence, heads)
        current = self._current(speaking, meant, heads, anew=anew)
        if current is None:
            return []
        self._since += 1
        if speaking or (current.kind is HolderKind.PERSON and (current is meant or heads)):
            self._teller, self._since = current, 0
        found: list[tuple[str, Voice]] = []
        theirs = [voice for voice, piece in here if piece.span == sentence]
        is_new = current is meant or not heads
        if is_new and current not in theirs and not self._is_of_the_writer(sentence):
            found.append(("following", current))
            theirs.append(current)
        teller = self._teller if self._tells(sentence, bool(speaking)) else None
        if teller is not None and teller not in theirs:
            found.append(("onward", teller))
        beside = [voice for voice, piece in heads if piece.method in _REMEMBERED]
        self._recent.extend(voice for voice in beside if voice is not current)
        self._recent.append(current)
        return found

    def _is_anew(self, sentence: Span) -> bool:
        between = self._text[self._end : sentence.start]
        opened = self._text.endswith(":", 0, self._end)
        self._end = sentence.end
        if "\n" not in between or QUOTED.match(self._text, sentence.start):
            return False
        is_item = any(one.match(self._text, sentence.start) for one in (ITEM, _RUNS_ON))
        self._is_list = is_item and (opened or self._is_list)
        return not self._is_list

    def _is_of_the_writer(self, sentence: Span) -> bool:
        return FIRST_PERSON.search(self._text, sentence.start, sentence.end) is not None

    def _tells(self, sentence: Span, is_speech: bool) -> bool:
        """Whether a sentence may be what the teller goes on telling."""
        if is_speech:
            return _says_more(self._text, sentence, self._spoken)
        return self._since <= _REACH and not self._is_of_the_writer(sentence)

    def _current(
        self,
        speaking: Sequence[Voice],
        meant: Voice | None,
        heads: Sequence[Head],
        *,
        anew: bool,
    ) -> Voice | None:
        """Whom a sentence is about."""
        if speaking:
            return speaking[-1]
        if meant is not None:
            return meant
        if heads:
            return heads[0][0]
        return self._recent[-1] if self._recent and not anew else None

    def _meant(self, sentence: Span, heads: Sequence[Head]) -> Voice | None:
        """Whom a pronoun at a sentence's beginning means: the last that it fits."""
        pronoun = _PRONOUN.match(self._text, sentence.start)
        if pronoun is None or _is_owner(self._text, pronoun, heads):
            return None
        for voice in reversed(self._recent):
            person = voice.kind is HolderKind.PERSON
            if (
                (pronoun["she"] and person and not is_man(voice.holder))
                or (pronoun["he"] and person and not is_woman(voice.holder))
                or (pronoun["it"] and voice.kind is HolderKind.ORGANISATION)
                or (pronoun["they"] and not person)
            ):
                return voice
        return None


def _leading(text: str, here: Iterable[Head]) -> list[Head]:
    """Whom a sentence is about, by their places; a person before the body whose they are."""
    found = [(v, p) for v, p in here if p.method in _LEADING or _in_front(p)]
    found.sort(key=lambda head: (head[1].mention or head[1].span).start)
    for at, ((_, body), (_, person)) in enumerate(pairwise(found)):
        if _is_of(text, person, body):
            found[at], found[at + 1] = found[at + 1], found[at]
            break
    return found


def _is_of(text: str, person: Piece, body: Piece) -> bool:
    """Whether a person is the body's or the office's before them: 'the trust's chair, Dr Ann'."""
    if not (body.mention and person.mention) or person.method != "named" or body.method == "named":
        return False
    return _OWNED.fullmatch(text, body.mention.end, person.mention.start) is not None


def _in_front(piece: Piece) -> bool:
    return piece.mention is not None and piece.mention.start - piece.span.start <= _FRONT


def _is_owner(text: str, pronoun: re.Match[str], heads: Sequence[Head]) -> bool:
    """Whether a pronoun is that of somebody named after it: 'His partner Dr Ann Sample'."""
    named = next((piece.mention for _, piece in heads if piece.method == "named"), None)
    if named is None or pronoun[pronoun.lastgroup or 0].lower() not in _POSSESSIVE:
        return False
    return _OFFICE.fullmatch(text, pronoun.end(), named.start) is not None


def _says_more(text: str, sentence: Span, spoken: Sequence[Span]) -> bool:
    """Whether so much stands outside the quoted words that it may say something of its own."""
    quoted = sum(
        text.count(" ", max(span.start, sentence.start), min(span.end, sentence.end)) + 1
        for span in overlapping(spoken, sentence)
    )
    return text.count(" ", sentence.start, sentence.end) + 1 - quoted >= _WORDS_OF_ITS_OWN
