"""Tags as Web Annotations: the right words at the right place, under an id that stays."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import update

from commissioning.domain.quoting import EVIDENCE
from commissioning.research.exporting.formats.format import Format
from commissioning.store.database import Database
from commissioning.store.rows import MentionRow, QuotationRow, StanceRow
from tests.commissioning.corrected import COMMENT, TEXT
from tests.commissioning.exporting.exported import LONG, REPLY, exported, fill

TEXTS = {"http://courier.example/1": TEXT, "http://courier.example/2": LONG}


def annotations(database: Database, folder: Path, *, with_text: bool = False) -> list[Any]:
    exported(database, folder, Format.CSV, with_text=with_text, annotations=True)
    lines = (folder / "annotations.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def selector(annotation: Any, kind: str) -> Any:
    found = [one for one in annotation["target"]["selector"] if one["type"] == kind]
    return found[0] if found else None


def test_every_tag_is_an_annotation_with_body_target_and_who_made_it(
    filled: Database, tmp_path: Path
) -> None:
    found = annotations(filled, tmp_path / "export")
    assert len(found) == 13
    assert {one["@context"] for one in found} == {"http://www.w3.org/ns/anno.jsonld"}
    assert {one["type"] for one in found} == {"Annotation"}
    assert {one["motivation"] for one in found} == {"identifying", "describing", "classifying"}
    assert len({one["id"] for one in found}) == len(found)
    made = {one["creator"]["type"]: one["creator"] for one in found}
    assert made["Software"]["name"] == "tagger/1"
    assert made["Person"] == {"type": "Person", "nickname": "editor"}
    side = next(one for one in found if "Mr Ben Other" in one["body"][0]["value"])
    told = json.loads(side["body"][1]["value"])
    assert (told["question"], told["position"], told["confidence"]) == (
        "gp-budgets",
        "support",
        0.71,
    )


def test_words_and_context_are_those_of_the_text(filled: Database, tmp_path: Path) -> None:
    quoted = 0
    for one in annotations(filled, tmp_path / "export"):
        place, quote = selector(one, "TextPositionSelector"), selector(one, "TextQuoteSelector")
        whole = TEXTS.get(str(one["target"]["source"]))
        if quote is None or whole is None:
            continue
        quoted += 1
        before, behind = quote.get("prefix", ""), quote.get("suffix", "")
        assert whole[place["start"] : place["end"]] == quote["exact"]
        assert whole[: place["start"]].endswith(before)
        assert whole[place["end"] :].startswith(behind)
        assert len(f"{before} {quote['exact']} {behind}".split()) <= EVIDENCE
        assert one["motivation"] != "identifying" or not before + behind
    assert quoted >= 5


def test_comments_and_long_words_have_a_place_and_no_words(
    filled: Database, tmp_path: Path
) -> None:
    found = annotations(filled, tmp_path / "slim")
    remarks = [one for one in found if isinstance(one["target"]["source"], dict)]
    assert {one["target"]["source"]["partOf"] for one in remarks} == {"http://courier.example/1"}
    assert all(selector(one, "TextQuoteSelector") is None for one in remarks)
    long = [one for one in found if one["target"]["source"] == "http://courier.example/2"]
    assert all(selector(one, "TextQuoteSelector") is None for one in long)
    whole = annotations(filled, tmp_path / "whole", with_text=True)
    said = {quote["exact"] for one in whole if (quote := selector(one, "TextQuoteSelector"))}
    assert COMMENT in said
    assert any(words in REPLY for words in said)


def test_an_id_does_not_hang_on_the_numbers_of_a_database(filled: Database, tmp_path: Path) -> None:
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    fill(other)
    with other.session() as session:
        for tag in (MentionRow, QuotationRow, StanceRow):
            session.execute(update(tag).values(id=tag.id + 1000))
    mine = {one["id"] for one in annotations(filled, tmp_path / "mine")}
    assert {one["id"] for one in annotations(other, tmp_path / "theirs")} == mine
    other.close()
