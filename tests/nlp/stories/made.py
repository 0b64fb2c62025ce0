"""Articles made for the tests: invented events, told twice and more, and events that look alike."""

from datetime import UTC, datetime, timedelta
from textwrap import dedent

from commissioning.domain.stories import Piece
from commissioning.register import Register
from nlp.stories.articles import Read, Reader

FIRST = datetime(2010, 7, 12, 9, tzinfo=UTC)


class Desk:
    """Makes articles one after the other, and reads them."""

    def __init__(self, register: Register) -> None:
        self._reader = Reader(register)
        self._made = 0

    def read(
        self,
        headline: str,
        text: str,
        *,
        day: float = 0,
        source: str | None = None,
        copy_of: int | None = None,
        bodies: tuple[str, ...] = (),
    ) -> Read:
        """An article, read; its id is the number of those made so far. `bodies` stand first."""
        self._made += 1
        piece = Piece(
            id=self._made,
            url=f"http://outlet.example/{self._made}",
            source=source or f"outlet-{self._made}",
            headline=headline,
            text=text,
            published=FIRST + timedelta(days=day),
            copy_of=copy_of,
            mentions=tuple((body, 0, 3) for body in bodies),
        )
        return self._reader.read(piece)


def _told(text: str) -> tuple[tuple[str, str], ...]:
    """Headlines and texts of blocks of lines, the first line of each being its headline."""
    blocks = [block.split("\n", 1) for block in dedent(text).strip().split("\n\n")]
    return tuple((headline, " ".join(body.split())) for headline, body in blocks)


# Four events, told twice or more; the last two are of a kind, in two towns.
CLINIC = _told(
    """
    Skin clinic goes to partners' own firm
    Quillmere's consortium gave its dermatology contract to Larch Skin Ltd. Nine partners hold
    shares in the firm. The hospital at Quillmere had offered a lower price of £412,000.

    Nine doctors, one contract
    Of the fifteen on the board, nine own shares in Larch Skin. They left the room while the
    dermatology contract was let. Dr Bettina Rooke, who stayed, voted for it.

    Award of skin contract suspended
    The award to Larch Skin has been stopped. An auditor is to ask whether a board of fifteen
    may vote with six when the others own the bidder. The price was £412,000.
    """
)
SURVEY = _told(
    """
    Half of practice nurses plan to leave
    A questionnaire sent to 2,310 practice nurses finds that half would rather retrain. The
    Guild of Practice Nurses blames rotas. Its secretary, Odile Marwood, wants a pay review.

    Nurses weary of rotas, says guild
    Rotas that change by the week are driving practice nurses out, their guild warns. Odile
    Marwood said that retraining as a florist was the favourite answer of 2,310 replies.

    Letters: give us a rota we can keep
    Sir, Odile Marwood is right about rotas. I have had five in a month, and the florist in our
    street is hiring. A pay review would be welcome, and so would a Thursday off.
    """
)
BALLOT = _told(
    """
    Brackwater practices vote to merge
    Practices in Brackwater have chosen to become one group, by 31 votes to 12. The count was
    held at the rowing club. Those who lost fear for branch surgeries in Brackwater's hills.

    One group for Brackwater
    By 31 to 12 the doctors of Brackwater want a single group. Its chair will be drawn from the
    hills, a promise made at the rowing club so that branch surgeries are heard.
    """
)
OTHER_BALLOT = _told(
    """
    Harrowmouth practices vote to merge
    Practices in Harrowmouth have chosen to become one group, by 18 votes to 5. The count was
    held at the library. Those who lost fear for branch surgeries on Harrowmouth's coast.

    Harrowmouth doctors choose one group
    By 18 to 5 the doctors of Harrowmouth want a single group. Its chair will be drawn from the
    coast, a promise made at the library so that branch surgeries are heard.
    """
)


def events(desk: Desk) -> tuple[list[Read], list[str]]:
    """Ten articles of a fortnight by time, and the event of each."""
    told = {"clinic": CLINIC, "survey": SURVEY, "ballot": BALLOT, "other ballot": OTHER_BALLOT}
    found = [
        (desk.read(headline, text, day=3 * number + begin), name)
        for begin, (name, articles) in enumerate(told.items())
        for number, (headline, text) in enumerate(articles)
    ]
    found.sort(key=lambda pair: pair[0].piece.published)
    return [read for read, _ in found], [name for _, name in found]
