"""Who is named where in a Doc: its people and its bodies, looked up by their places."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from commissioning.domain.tags import Span
from commissioning.register import Register
from nlp.attributes import BODIES, Speaker, text_of
from nlp.speech.nouns import has_sexed_title
from nlp.speech.offices import OUTLETS


@dataclass(frozen=True, slots=True)
class Who:
    """A speaker as found: name, body's slug, office; no name where the text leaves it open."""

    name: str | None
    organisation: str | None = None
    office: str | None = None


class Cast:
    """The people and bodies of a Doc.

    inside   the characters that stand between quotation marks
    bodies   those named outside of them, in order, but for a party in brackets behind a name
    """

    def __init__(self, doc: Doc, register: Register, inside: Collection[int]) -> None:
        text = text_of(doc)
        self._register = register
        self._inside = inside
        named = ((place, speaker) for speaker in doc._.people for place in speaker.mentions)
        self._places = sorted(named, key=lambda item: item[0])
        self._starts = [place.start for place, _ in self._places]
        self._telling: dict[str, str] = {
            speaker.name: form
            for place, speaker in reversed(self._places)
            if has_sexed_title(form := place.of(text))
        }
        self._first: dict[str, int] = {}
        for place, speaker in self._places:
            if place.start not in inside:
                self._first.setdefault(speaker.name, place.start)
        self._ends = {place.end: speaker for place, speaker in self._places}
        self._bodies_by_token = {at: b for b in doc.spans[BODIES] for at in range(b.start, b.end)}
        self.bodies: tuple[Tokens, ...] = tuple(
            body
            for body in doc.spans[BODIES]
            if body.start_char not in inside
            and not text.startswith("(", max(0, body.start_char - 1))
        )

    def person(self, token: Token) -> Who | None:
        """The person of whose name a token is part."""
        end = token.idx + len(token.text)
        last = bisect_left(self._starts, end) - 1
        if last >= 0 and self._places[last][0].end > token.idx:
            return of_person(self._places[last][1])
        return None

    def person_at(self, start: int) -> Who | None:
        """The person whose name begins at a character."""
        place = bisect_left(self._starts, start)
        if place < len(self._starts) and self._starts[place] == start:
            return of_person(self._places[place][1])
        return None

    def person_ending(self, end: int) -> Who | None:
        """The person whose name ends at a character, outside quotation marks."""
        speaker = self._ends.get(end)
        return of_person(speaker) if speaker and end - 1 not in self._inside else None

    def people_between(self, start: int, end: int) -> Iterator[tuple[Span, Who]]:
        """The people named between two characters, outside quotation marks, in order."""
        for at in range(bisect_left(self._starts, start), bisect_right(self._starts, end)):
            place, speaker = self._places[at]
            if place.end <= end and place.start not in self._inside:
                yield place, of_person(speaker)

    def telling_form(self, name: str) -> str:
        """The form of a person's name that tells their sex: one with 'Mrs' where there is one."""
        return self._telling.get(name, name)

    def is_introduced(self, place: Span, who: Who) -> bool:
        """Whether a person is named at a place, outside quotation marks, for the first time."""
        return self._first.get(who.name or "") == place.start

    def last_between(self, start: int, end: int) -> Who | None:
        """Whoever is named last between two characters, outside quotation marks."""
        found = [who for _, who in self.people_between(start, end)]
        return found[-1] if found else None

    def body(self, token: Token) -> Tokens | None:
        """The body of whose name a token is part."""
        return self._bodies_by_token.get(token.i)

    def type_of(self, body: Tokens) -> str:
        """What kind of body the register calls it; "" where it lacks the body."""
        known = self._register.organisations.get(body.kb_id_)
        return known.type if known is not None else ""

    def is_general(self, body: Tokens) -> bool:
        """Whether it is a collective: 'GPs', 'PCTs'."""
        return self.type_of(body) == "collective"

    def is_outlet(self, body: Tokens) -> bool:
        """Whether it is a paper or a broadcaster."""
        return self.type_of(body) in OUTLETS

    def full_name(self, body: Tokens) -> str:
        """What text and register call it."""
        known = self._register.organisations.get(body.kb_id_)
        return f"{body.text} {known.name if known is not None else ''}"


def of_person(speaker: Speaker) -> Who:
    """A person who speaks for themselves or for their body."""
    return Who(speaker.name, speaker.organisation, speaker.office)


def of_body(body: Tokens) -> Who:
    """A body that speaks."""
    return Who(body.text, body.kb_id_ or None)
