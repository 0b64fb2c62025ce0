"""What an outlet wrote reaches the terminal as letters, never as commands to it."""

import csv
import json
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from cli.findings_told import Format, tell_findings
from cli.output import complain, say, say_json, say_table, written
from commissioning.domain.errors import StoreError
from commissioning.domain.findings import Finding, TagKind
from commissioning.domain.printable import printable
from commissioning.domain.tags import Span

STEERING = "\x1b]0;owned\x07 \x9b2J \x1b[31mred \u202eturned\u2066 \ud800 a\rb"


@pytest.mark.parametrize("letter", ["\x1b", "\x07", "\x9b", "\r", "\x7f", "\u202e", "\u2066"])
def test_no_letter_that_steers_a_terminal_gets_there(
    letter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"a{letter}b"
    say(text)
    complain(text)
    say_json({"headline": text})
    say_table(("headline",), [(text,)])
    shown = capsys.readouterr()
    assert letter not in shown.out
    assert letter not in shown.err


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t=", "'="])
def test_no_cell_of_a_query_is_a_formula(begins: str, capsys: pytest.CaptureFixture[str]) -> None:
    finding = Finding(
        id=1,
        tag=TagKind.QUOTATION,
        url="https://news.example/1",
        headline=f"{begins}HYPERLINK(1)",
        source="news",
        published=None,
        published_precision=None,
        comment=None,
        who=None,
        holder_kind=None,
        organisation=None,
        question=None,
        stance=None,
        confidence=None,
        quotation=None,
        words="\x1b[2J",
        span=Span(0, 1),
        text_sha256="",
        method="",
        tagger="",
    )
    tell_findings(Format.CSV, [finding])
    head, cells = csv.reader(capsys.readouterr().out.splitlines())
    row = dict(zip(head, cells, strict=True))
    assert row["article.headline"].startswith("'")
    assert "\x1b" not in row["evidence.text"]


def test_what_is_printed_as_json_keeps_its_value(capsys: pytest.CaptureFixture[str]) -> None:
    say_json([STEERING])
    assert json.loads(capsys.readouterr().out) == [STEERING]


def test_letters_of_every_script_and_ends_of_lines_stay() -> None:
    text = "Cymraeg ŵ, “quotes” – 你好 שלום 👩🏽‍⚕️\n\tand a line"
    assert printable(text) == text


def test_what_is_written_is_in_utf8_on_standard_output_too(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(raw, encoding="ascii"))
    with written(Path("-"), StoreError) as out:
        out.write("“é”")
        out.flush()
    assert raw.getvalue() == "“é”".encode()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "none" / "lines.jsonl"
    with pytest.raises(StoreError, match=r"lines\.jsonl"), written(missing, StoreError):
        pass
