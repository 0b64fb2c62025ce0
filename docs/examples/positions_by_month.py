"""Draw who took which side on one question, month by month, with what was collected below.

    python docs/examples/positions_by_month.py WORKSPACE QUESTION IMAGE [SINCE [UNTIL]]

The image's ending (.png, .svg, .pdf) says what it is. Positions are counted from a confidence of
0.6 on, of bodies, people and authors, as on the site. A month without positions is 'nobody spoke'
only where articles were collected in it. Needs the extra 'research'.
"""

import sys
from collections import Counter
from datetime import date

import matplotlib as mpl
from matplotlib.figure import Figure

from commissioning import open_archive

SURE = 0.6
HOLDERS = ("organisation", "person", "author")
COLOURS = {"support": "#1b6f5c", "mixed": "#b8a13a", "oppose": "#9b2f2f"}
WIDTH = 25  # days of a bar


def draw(
    workspace: str, question: str, image: str, since: str | None = None, until: str | None = None
) -> int:
    """Draw the chart; gives how many positions are in it."""
    with open_archive(workspace) as archive:
        asked = archive.register.questions[question].question
        found = archive.query(
            question=question,
            min_confidence=SURE,
            holder_kind=HOLDERS,
            since=since,
            until=until,
        )
        taken = Counter({cell.values: cell.findings for cell in found.count_by("month", "stance")})
        everything = archive.query(since=since, until=until).count_by("month")
    months = [cell.values[0] for cell in everything if cell.values[0]]  # undated ones have none
    days = [date.fromisoformat(f"{month}-01") for month in months]
    articles = [cell.collected.articles for cell in everything if cell.collected]
    figure = Figure(figsize=(9, 5), layout="constrained")
    above, below = figure.subplots(2, sharex=True, height_ratios=(3, 1))
    bottom = [0] * len(months)
    for side, colour in COLOURS.items():
        heights = [taken[month, side] for month in months]
        above.bar(days, heights, WIDTH, bottom, align="edge", color=colour, label=side)
        bottom = [at + height for at, height in zip(bottom, heights, strict=True)]
    above.set_title(asked)
    above.set_ylabel("positions")
    above.legend()
    below.bar(days, articles, WIDTH, align="edge", color="#888888")
    below.set_ylabel("articles\ncollected")
    mpl.rcParams["svg.hashsalt"] = question  # the same data give the same bytes
    figure.savefig(image, metadata={"Date": None} if image.endswith(".svg") else None)
    return sum(bottom)


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5, 6):
        sys.exit(__doc__)
    sys.stdout.write(f"{draw(*sys.argv[1:])} positions: {sys.argv[3]}\n")
