"""Texts that are copies of each other, and texts that only look like it. All of it is invented."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from examples.outlets import load_outlets

INTRO = """
The trust's board met in public on Thursday and took note of the statement below, which its chair
called a fair account of a hard month. We print it because several readers asked for it, and
because the hall was full before half of them had found a chair.
"""
AFTER = """
A spokeswoman for the practice managers' club said that they had not seen the statement before it
went out and would talk about it at their meeting next week. Two members of the patients' panel
who sat in the front row told this newspaper that they had heard most of it before, in the same
hall, from other people, under another letterhead, and that the tea had been better.
"""
CREDIT = "\n\nThis article first appeared elsewhere and is printed here with the author's leave."


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, and whether one is a copy of the other."""

    kind: str
    one: str
    other: str
    copy: bool


def bases(least: int = 75) -> list[str]:
    """The texts of the sample outlets that have as many words, each once."""
    texts = [article.text for outlet in load_outlets() for article in outlet.articles]
    return [text for text in dict.fromkeys(texts) if len(text.split()) >= least]


def cut(text: str, share: float) -> str:
    """The beginning of it, as a newspaper cuts what a wire sends."""
    words = re.findall(r"\S+\s*", text)
    return "".join(words[: int(len(words) * share)])


def within(text: str) -> str:
    """A release printed whole, with an introduction before and voices after it."""
    return f"{INTRO}\n\n{text}\n\n{AFTER}"


def reset(text: str) -> str:
    """Set by another house: other marks, dashes, spaces, capitals and a note at the end."""
    swaps = {"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", " per cent": "%", "\n": "\n\n"}
    for old, new in swaps.items():
        text = text.replace(old, new)
    return (
        text.replace("Trust", "trust").replace("GPs", "G\u00adPs").replace(" ", "\u00a0", 3)
        + CREDIT
    )


def subbed(text: str) -> str:
    """Gone through by a subeditor: a word in forty is another, one sentence is left out."""
    words = re.findall(r"\S+\s*", text)
    changed = ["indeed " if at % 40 == 20 else word for at, word in enumerate(words)]
    sentences = re.split(r"(?<=[.?!]) ", "".join(changed))
    if len(sentences) > 8:
        del sentences[5]
    return " ".join(sentences)


COPIES = {
    "wire copy, two thirds": lambda text: cut(text, 0.67),
    "wire copy, half": lambda text: cut(text, 0.5),
    "printed within": within,
    "set anew": reset,
    "subedited": subbed,
}

REPORTS = (
    (
        """
        The Vale trust will close two of its six offices by the spring. Staff at Larkfield and
        Northbridge were told on Monday, in a meeting that lasted ten minutes. “Nobody will lose
        their post because of a building,” said its manager. The union wants that in writing
        before the Christmas break.
        """,
        """
        Ten minutes was all it took on Monday to tell sixty people that their offices would shut.
        Northbridge goes first, Larkfield after it. Their manager promised: “Nobody will lose
        their post because of a building.” He gave no date for talks, and left by the side door
        while questions were still being asked from the floor.
        """,
    ),
    (
        """
        Practices in the Vale have voted by 31 to 12 to form one group and not three. The count
        was held at the rugby club on Wednesday night. Those who lost said that small practices
        would be outvoted in whatever came next, and asked for a rule that protects them. The
        chair said she would think about it.
        """,
        """
        One group it is. After a year of talk the doctors of the Vale put their cards in a box,
        and 31 of 43 wanted a single body to hold the budget. The other 12 fear the towns. Their
        spokesman asked for a veto for practices with fewer than three partners; the chair made no
        promise, but did not say no either.
        """,
    ),
    (
        """
        A survey of 400 patients found that seven in ten had never heard of the plan. The panel
        that asked them wants leaflets in every surgery by March. The council, which paid for the
        survey, said that it was surprised by the size of the figure, and that its own newsletter
        had mentioned the plan twice since the summer.
        """,
        """
        Seven patients in ten do not know that their doctor may soon buy their operations. That is
        what the panel learned when it stopped 400 people outside surgeries and shops. It asks for
        leaflets. The council points to two notices in its newsletter, which the panel says is
        read by councillors and by those who print it.
        """,
    ),
    (
        """
        The shadow board met for the first time and chose a vicar as its chair. It has no money
        and no powers until April, and used most of the afternoon to agree on what to call itself.
        Two members of the public watched. Its next meeting is to be in a larger room, with a loop
        for the hard of hearing.
        """,
        """
        Councillors, doctors and one vicar sat down together yesterday as the shadow board for
        health, and the vicar came away as its head. There was nothing to decide and they decided
        it slowly. From April the board will have a say on where the money goes; until then it has
        a name, a room that is too small, and a date in May.
        """,
    ),
)

FOOTER = """
To tell us of your own news write to the desk by noon on Tuesday. We read everything and print
what we can. Items are chosen by the editor, whose decision is final, and may be shortened. No
payment is made.
"""
BRIEFS = (
    """
    A nurse from Larkfield has won the county's prize for district nursing. The road to the
    hospital is shut until Friday. The league of friends raised nine hundred pounds at its fair
    and will buy a bladder scanner with it.
    """,
    """
    The eye clinic has moved to the second floor of the old wing. Three practices share a new van
    for deliveries. The choir of the mental health trust sings on Sunday in the market hall, and
    there is no charge at the door.
    """,
    """
    Car parking at the hospital goes up by forty pence. A retired partner has walked the length of
    the coast for a hospice. The pharmacy in Mill Lane closes at Easter after eighty years in one
    family, and nobody wants the lease.
    """,
    """
    The trust's new telephone system is working again. Blood donors are wanted at the town hall
    next week. A lost cat that lived in the waiting room at Northbridge has been claimed by its
    owner, who thought that it had gone to sea.
    """,
)
WEEK = """
This week in brief. On Monday the board of {} met and agreed its plan for the year. On Wednesday
the practices of {} chose {} members for the council. On Friday we published the figures for {},
which were {} than last year's. Next week {}. Do write to us about what we have missed, and about
what we have got wrong.
"""
WEEKS = tuple(
    WEEK.format(*row)
    for row in (
        ("Larkfield", "the north", "nine", "prescribing", "lower", "there is no meeting at all"),
        (
            "Northbridge",
            "the coast",
            "eleven",
            "referrals",
            "higher",
            "the council rises for Easter",
        ),
        ("Mill Lane", "the two towns", "four", "waiting", "longer", "all eyes are on the ballot"),
        ("the trust", "the hills", "six", "complaints", "fewer", "we bring a page of letters"),
    )
)
STATEMENT = """
“We have always said that whoever holds the money must also hold the telephone when a patient
rings to ask where it went. We will work with any plan that gives time, people and a fair budget
to those who are asked to do the work, and we will say so loudly where it does not.”
"""
QUOTING = (
    """
    The committee answered the letter on Tuesday night, after a meeting of three hours. {} It
    wants a reply within a fortnight, and sent a copy to each of the members for the county. What
    it will do if there is none, nobody in the room would say. The next meeting is in public, and
    will be held in the library because the hall has no heating in this part of the year.
    """,
    """
    Doctors in the towns are content, those in the villages are not, and their committee must
    speak for both of them. {} With that it may have pleased the villages more. Larkfield's
    partners have been told by their accountant that the change costs them a session a week, and
    they would like somebody else to pay for it. The towns have heard this before, and are looking
    at the clock.
    """,
)
NOTES = """
Notes to editors. The trust serves three hundred thousand people in two towns and forty villages.
It has an office in each of the towns and can be reached there on weekdays from nine to five.
Pictures of its chair can be had from the press office. For interviews please ring at least a day
before.
"""


def pairs() -> Iterator[Pair]:
    """All of them: copies of each kind, then what must not be linked."""
    for kind, change in COPIES.items():
        for text in bases(110)[::2]:
            yield Pair(kind, text, change(text), copy=True)
    for one, other in REPORTS:
        yield Pair("own words", one, other, copy=False)
        yield Pair(
            "own words, one statement", f"{one} {STATEMENT}", f"{other} {STATEMENT}", copy=False
        )
    first, second = (text.format(STATEMENT) for text in QUOTING)
    yield Pair("one statement", first, second, copy=False)
    for name, column in (("footer", [b + FOOTER for b in BRIEFS]), ("template", list(WEEKS))):
        for at, one in enumerate(column):
            for other in column[at + 1 :]:
                yield Pair(f"column with a {name}", one, other, copy=False)
    texts = bases()
    for one, other in pairwise(texts):
        yield Pair("notes to editors", one + NOTES, other + NOTES, copy=False)
