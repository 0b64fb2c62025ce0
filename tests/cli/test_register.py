"""`digest register suggest`: what the articles name and the register lacks."""

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.init import init
from cli.main import command_line
from commissioning.domain.articles import Article, SourceKind
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.tags import Mention, Span, Tagging
from commissioning.settings import load_settings
from commissioning.store.articles import save_article
from commissioning.store.database import Database
from commissioning.store.sources import save_source
from commissioning.store.tags import Backlog, save_taggings, texts_to_tag

app = command_line()
NOW = datetime(2011, 3, 1, 12, tzinfo=UTC)
TEXT = "😀 The Sampleton LMC asked Mockford Council and the BMA."
NAMES = {"Sampleton LMC": None, "Mockford Council": None, "BMA": "bma"}


def tagging(names: dict[str, str | None]) -> Tagging:
    mentions = tuple(
        Mention(
            span=Span(TEXT.index(name), TEXT.index(name) + len(name)),
            organisation=slug,
            name=name,
            method="pattern",
        )
        for name, slug in names.items()
    )
    return Tagging(relevance=0.9, tagger="tagger/1", mentions=mentions)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two sources that name Sampleton LMC, of which one names Mockford Council."""
    init(tmp_path)
    with Database(load_settings(tmp_path, {}).database_url).session() as session:
        for source in ("courier", "gazette"):
            row = save_source(session, slug=source, name=source.title(), kind=SourceKind.TRADE)
            article = Article(
                url=f"http://{source}.example/1",
                source=source,
                headline="Committee asks",
                text=TEXT,
                published=Dated(moment=NOW, precision=Precision.DAY, found_in="feed"),
                extractor="pages/1",
            )
            save_article(session, article, source_id=row, at=NOW)
        waiting = texts_to_tag(session, Backlog.UNTAGGED, tagger="tagger/1")
        for item, left_out in zip(waiting, (None, "Mockford Council"), strict=True):
            names = {name: slug for name, slug in NAMES.items() if name != left_out}
            save_taggings(session, [(item, tagging(names))], at=NOW)
    return tmp_path


def suggest(workspace: Path, *options: str) -> Result:
    command = ["register", "suggest", *options, "--workspace", str(workspace)]
    return CliRunner().invoke(app, command)


def test_bodies_of_most_sources_come_first_with_their_words(workspace: Path) -> None:
    rows = json.loads(suggest(workspace, "--json").stdout)
    assert [row["name"] for row in rows] == ["Sampleton LMC", "Mockford Council"]
    assert rows[0] == {
        "slug": "sampleton-lmc",
        "name": "Sampleton LMC",
        "type": "union",
        "aliases": [],
        "articles": 2,
        "sources": ["courier", "gazette"],
        "first": "2011-03-01",
        "last": "2011-03-01",
        "example": {
            "url": "http://gazette.example/1",
            "words": "😀 The [Sampleton LMC] asked Mockford Council and the BMA.",
        },
    }


def test_a_table_is_printed_and_fewer_where_asked(workspace: Path) -> None:
    assert "Mockford Council" in suggest(workspace).stdout
    assert "Mockford Council" not in suggest(workspace, "--least", "2").stdout.split("asked")[0]
    assert len(json.loads(suggest(workspace, "--json", "--limit", "1").stdout)) == 1


def test_what_was_added_is_not_suggested_when_it_was_tagged(workspace: Path) -> None:
    text = suggest(workspace, "--toml").stdout
    assert set(tomllib.loads(text)) == {"sampleton-lmc", "mockford-council"}
    (workspace / "register.toml").write_text(text, "utf-8")
    asked = ["query", "--organisation", "sampleton-lmc", "--workspace", str(workspace)]
    assert CliRunner().invoke(app, asked).exit_code == 0


def test_the_two_forms_exclude_each_other(workspace: Path) -> None:
    assert suggest(workspace, "--toml", "--json").exit_code == 2
