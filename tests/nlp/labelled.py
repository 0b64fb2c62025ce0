"""Small labelled articles of our own, for the tests of measuring and learning."""

import json
from pathlib import Path
from typing import Any

SIDES = {
    "support": "we support it and GPs should hold the commissioning budget",
    "oppose": "the commissioning budget is a poisoned chalice and GPs do not want it",
}


def article(number: int, *, on_topic: bool = True, **more: Any) -> dict[str, Any]:
    """One invented article: on the topic somebody takes a side, by turns for and against."""
    side = tuple(SIDES)[number % 2]
    said = SIDES[side] if on_topic else "the canteen has a new oven and a new cook"
    name = f"Dr Ann Sample{'abcdefghijklmnopqrstuvwxyz'[number % 26]}"
    stance = {
        "holder": name,
        "holder_kind": "person",
        "organisation": None,
        "question": "gp-budgets",
        "stance": side,
        "evidence": said,
    }
    return {
        "id": f"sample-{number}",
        "title": "GPs to hold the budget" if on_topic else "A new oven",
        "published": f"{2008 + number % 6}-05-01",
        "kind": "news",
        "on_topic": on_topic,
        "organisations": [{"surface": "GPs", "slug": "gps"}] if on_topic else [],
        "quotations": [
            {"text": said, "kind": "direct", "speaker": name, "organisation": None},
        ],
        "stances": [stance] if on_topic else [],
        "text": f"Number {number} of the samples. “{said},” said {name}.",
        **more,
    }


def write_articles(path: Path, *articles: dict[str, Any]) -> Path:
    """Leave articles in a file, one a line."""
    path.write_text("".join(json.dumps(one) + "\n" for one in articles), "utf-8")
    return path
