"""What `digest status` calls wrong, for people, scripts and Prometheus; and how commands ended."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.findings import findings, is_wrong, size
from cli.main import command_line
from cli.past import TURNED_AWAY, PastCommand, keeping, past_commands
from cli.prometheus import Gauge, gauges, text
from cli.standing import Disk, SiteStanding, Standing, standing
from commissioning.domain.coverage import PollOutcome
from commissioning.logs import Logbook, keep
from commissioning.settings import Settings, StoreSettings
from commissioning.store.database import Database
from commissioning.store.health import LastPoll, PastRun
from desk.condition import Condition, Grade
from tests.conftest import Once
from tests.covered import answering
from tests.site_builder.sites import demonstration

NOW = datetime(2026, 11, 4, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
COVERAGE = answering(NOW)
POLL = LastPoll(at=NOW, outcome=PollOutcome.ANSWERED, status=200, detail=None, answered=NOW)
UP = Condition(coverage=COVERAGE, poll=POLL, grade=Grade.RIGHT, word="Up", known="", weeks=())
LAST = PastCommand(run="r", command="run", began=NOW - HOUR, last=NOW - HOUR / 2)
IMPORT = replace(LAST, command="import")
COLLECTED = PastRun(
    id=1, command="collect", started=NOW - HOUR, finished=NOW - HOUR, polled=1, fresh=4, failed=()
)
DISK = Disk(
    total=10**11, free=10**10, database=10**6, archive=2 * 10**6, site=3 * 10**6, logs=4_000
)
FINE = Standing(
    at=NOW,
    looked=NOW,
    commands=(LAST,),
    keepers=(LAST,),
    collected=COLLECTED,
    sources=(UP,),
    articles=10,
    comments=2,
    untagged=0,
    unplaced=0,
    takedowns=3,
    site=SiteStanding(built=NOW - HOUR, age=HOUR, behind=False),
    disk=DISK,
)


def down(since: timedelta) -> Condition:
    poll = replace(POLL, outcome=PollOutcome.FAILED, answered=NOW - since)
    return replace(UP, poll=poll, grade=Grade.STOPS, word="Down", known="HTTP 503.")


def grade(found: Standing, what: str) -> Grade:
    [one] = [one for one in findings(found, patience=48 * HOUR) if one.what == what]
    return one.grade


def test_where_all_is_well_nothing_is_to_be_looked_at() -> None:
    found = findings(FINE, patience=48 * HOUR)
    assert {one.grade for one in found} == {Grade.RIGHT}
    assert not is_wrong(found)


@pytest.mark.parametrize(
    ("found", "what", "wanted"),
    [
        (replace(FINE, keepers=()), "last command", Grade.LOOK),
        (
            replace(FINE, keepers=(replace(LAST, failed="digest.db: is locked"),)),
            "last command",
            Grade.STOPS,
        ),
        (replace(FINE, keepers=(replace(LAST, failed="stopped"),)), "last command", Grade.LOOK),
        (replace(FINE, keepers=(replace(LAST, failed=TURNED_AWAY),)), "last command", Grade.LOOK),
        (replace(FINE, keepers=(replace(LAST, stages=1),)), "last command", Grade.RIGHT),
        (
            replace(FINE, keepers=(replace(LAST, stages=1),), looked=NOW + 25 * HOUR),
            "last command",
            Grade.STOPS,
        ),
        (replace(FINE, collected=None), "collection", Grade.STOPS),
        (
            replace(FINE, collected=None, commands=(IMPORT,), keepers=()),
            "collection",
            Grade.LOOK,
        ),
        (
            replace(FINE, collected=None, commands=(), keepers=(), articles=0),
            "collection",
            Grade.STOPS,
        ),
        (
            replace(FINE, collected=replace(COLLECTED, finished=NOW - 49 * HOUR)),
            "collection",
            Grade.STOPS,
        ),
        (replace(FINE, sources=(down(HOUR),)), "courier", Grade.LOOK),
        (replace(FINE, sources=(down(80 * HOUR),)), "courier", Grade.STOPS),
        (replace(FINE, untagged=1), "tags", Grade.LOOK),
        (replace(FINE, unplaced=1), "stories", Grade.LOOK),
        (replace(FINE, site=None), "site", Grade.LOOK),
        (
            replace(FINE, site=SiteStanding(built=NOW, age=HOUR, behind=True)),
            "site",
            Grade.LOOK,
        ),
        (
            replace(FINE, site=SiteStanding(built=NOW, age=25 * HOUR, behind=True)),
            "site",
            Grade.STOPS,
        ),
        (replace(FINE, disk=replace(DISK, free=10**9)), "disk", Grade.LOOK),
        (replace(FINE, disk=replace(DISK, free=10**8)), "disk", Grade.STOPS),
    ],
)
def test_what_is_wrong_is_told_from_what_is_to_be_looked_at(
    found: Standing, what: str, wanted: Grade
) -> None:
    assert grade(found, what) is wanted
    assert is_wrong(findings(found, patience=48 * HOUR)) is (wanted is Grade.STOPS)


def test_sizes_are_said_in_a_fitting_unit() -> None:
    assert [size(n) for n in (0, 999, 1_000, 1_550_000, 2 * 10**12)] == [
        "0 bytes",
        "999 bytes",
        "1.0 kB",
        "1.6 MB",
        "2,000.0 GB",
    ]


def line(run: str, event: str, minute: int, **more: object) -> str:
    at = f"2026-11-04T10:{minute:02}:00Z"
    return json.dumps({"time": at, "event": event, "run": run, "command": "run", **more}) + "\n"


def test_how_commands_ended_is_read_from_whole_and_torn_logs(tmp_path: Path) -> None:
    log = tmp_path / "digest.jsonl"
    (tmp_path / "digest.jsonl.1").write_text(
        'ed before this"}\n'
        + line("well", "begun", 1)
        + line("well", "begun", 2)
        + line("well", "done", 3),
        "utf-8",
    )
    log.write_text(
        line("well", "done", 5)
        + line("bad", "begun", 10)
        + line("bad", "broken off", 11)
        + line("bad", "failed", 12, says="digest.db: is locked")
        + line("killed", "begun", 20)
        + "[1]\n"
        + line("away", "failed", 25, error="Busy", says="srv: another command is at work here")
        + line("odd", "a mistake of the program", 30, error="KeyError")
        + '{"time": "2026',
        "utf-8",
    )
    assert [(one.run, one.ending) for one in past_commands(log, many=5)] == [
        ("odd", "a mistake of the program (KeyError)"),
        ("away", "found another command at work"),
        ("killed", "goes on, or was cut short"),
        ("bad", "digest.db: is locked"),
        ("well", "ended well"),
    ]
    assert past_commands(log, many=9)[-1].took == timedelta(minutes=4)
    assert past_commands(tmp_path / "none.jsonl", many=5) == ()


def ended(command: str, minute: int, *, failed: str | None = None) -> PastCommand:
    at = NOW + timedelta(minutes=minute)
    return replace(LAST, command=command, began=at, last=at, failed=failed)


BROKEN = ended("run", 1, failed="srv: is full")


@pytest.mark.parametrize(
    ("past", "kept"),
    [
        ((ended("query", 2, failed="/proc/x: no"), ended("run", 1)), [("run", None)]),
        ((ended("doctor", 2), BROKEN), [("run", "srv: is full")]),
        ((ended("build", 2), BROKEN), [("build", None), ("run", "srv: is full")]),
        ((ended("run", 2), BROKEN), [("run", None)]),
        ((ended("run", 3), ended("tag", 2, failed="x: no")), [("run", None)]),
        ((ended("tag", 3), ended("tag", 2, failed="x: no")), [("tag", None)]),
        (
            (ended("run", 3), ended("backup", 2, failed="x: no")),
            [("run", None), ("backup", "x: no")],
        ),
        (
            (ended("run", 3, failed=TURNED_AWAY), BROKEN),
            [("run", TURNED_AWAY), ("run", "srv: is full")],
        ),
        (
            (ended("run", 2, failed=TURNED_AWAY), replace(ended("run", 1), last=NOW + HOUR)),
            [("run", None)],
        ),
        ((ended("import", 3),), []),
    ],
)
def test_a_failure_stands_until_the_same_command_or_a_whole_run_ends_well(
    past: tuple[PastCommand, ...], kept: list[tuple[str, str | None]]
) -> None:
    assert [(one.command, one.failed) for one in keeping(past)] == kept


def test_the_worst_of_the_commands_that_keep_the_site_is_named() -> None:
    found = replace(FINE, keepers=(ended("build", 2), ended("tag", 1, failed="stopped"), BROKEN))
    assert findings(found, patience=48 * HOUR)[0].how.startswith("run, ")
    assert "digest_last_command_failed 1\n" in text(gauges(found, fine=False))


def test_a_slip_of_a_researcher_is_no_alarm_and_hides_none(demo: Path) -> None:
    def status() -> str:
        asked = CliRunner().invoke(command_line(("status",)), ["status", "--workspace", str(demo)])
        return asked.output.splitlines()[1]

    def logged(command: str, event: str, **more: object) -> None:
        told = {"time": datetime.now(UTC).isoformat(), "event": event, "run": command, **more}
        with (demo / "logs" / "digest.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps({**told, "command": command}) + "\n")

    (demo / "logs").unlink()
    (demo / "logs").mkdir()
    logged("run", "begun")
    logged("run", "done")
    logged("query", "failed", says="/proc/x: cannot be written")
    assert status().startswith("ok")
    logged("run", "failed", says="srv: is full")
    logged("doctor", "done")
    assert "srv: is full" in status()
    assert status().startswith("WRONG")


NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{{LABEL}(?:,{LABEL})*\}})? -?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def samples(content: str) -> list[str]:
    """The names of the samples of a text file, which must keep to Prometheus's grammar."""
    assert content.endswith("\n")
    found: list[str] = []
    described: list[str] = []
    for one in content.splitlines():
        if one.startswith("#"):
            about = re.fullmatch(rf"# (?:HELP ({NAME}) [^\n]+|TYPE ({NAME}) gauge)", one)
            assert about, one
            described += [about[1]] if about[1] else []
            assert described[-1] in about.groups(), one  # its samples stand together below it
        else:
            sample = SAMPLE.fullmatch(one)
            assert sample, one
            assert sample[1] == described[-1], one
            found.append(one.rpartition(" ")[0])
    assert len(set(described)) == len(described)
    assert len(set(found)) == len(found)
    return found


def test_the_figures_are_a_prometheus_text_file() -> None:
    found = samples(text(gauges(FINE, fine=True)))
    assert 'digest_source_up{source="courier"}' in found
    assert {"digest_fine", "digest_untagged", "digest_takedowns", "digest_site_behind"} <= set(
        found
    )
    bare = replace(FINE, commands=(), keepers=(), collected=None, sources=(), site=None)
    assert "digest_source_up" not in str(samples(text(gauges(bare, fine=False))))
    odd = Gauge(name="odd", help="a\nb\\", values={(("source", 'a"b\\\n'),): 1.5e-9})
    assert samples(text((odd,))) == [r'digest_odd{source="a\"b\\\n"}']


def test_figures_are_had_from_both_databases(database: Database, tmp_path: Path) -> None:
    address = database.engine.url.render_as_string(hide_password=False)
    settings = Settings(workspace=tmp_path, store=StoreSettings(url=address))
    found = standing(settings, database)
    assert found.disk.database > 10_000
    assert (found.articles, found.sources, found.site, found.collected) == (0, (), None, None)


@pytest.fixture
def demo(once: Once, tmp_path: Path) -> Iterator[Path]:
    """The demonstration, of which nothing is kept that the test does to it."""
    whole = once("demo-site", demonstration)
    for name in ("digest.toml", "register.toml", "sources.toml", "digest.db"):
        shutil.copy(whole / name, tmp_path)
    for name in ("logs", "output", "archive"):
        (tmp_path / name).symlink_to(whole / name)
    yield tmp_path
    keep(Logbook(run="", command=""))


def test_a_workspace_that_does_well_ends_with_0_and_one_that_does_not_with_1(demo: Path) -> None:
    metrics = demo / "digest.prom"
    asked = ["status", "--workspace", str(demo)]
    runner, app = CliRunner(), command_line(("status",))
    well = runner.invoke(app, [*asked, "--prometheus", str(metrics)])
    assert well.exit_code == 0, well.output
    assert "ended well" in well.output
    assert "67 new entries" in well.output
    assert "is what" not in well.output
    assert "digest_fine 1\n" in metrics.read_text("utf-8")
    assert "digest_articles 67\n" in metrics.read_text("utf-8")
    assert samples(metrics.read_text("utf-8"))
    settings = demo / "digest.toml"
    settings.write_text(settings.read_text("utf-8").replace("11-16T07", "11-19T07"), "utf-8")
    late = runner.invoke(app, [*asked, "--json", "--prometheus", str(metrics)])
    assert late.exit_code == 1
    told = json.loads(late.output)
    assert (told["fine"], told["articles"], len(told["sources"])) == (False, 67, 6)
    assert [one["what"] for one in told["findings"] if one["grade"] == "wrong"] == ["collection"]
    assert "digest_fine 0\n" in metrics.read_text("utf-8")
    (demo / "digest.db").write_text("no database at all" * 100, "utf-8")
    assert runner.invoke(app, [*asked, "--prometheus", str(metrics)]).exit_code == 1
    assert samples(metrics.read_text("utf-8")) == ["digest_fine"]
    assert not list(demo.glob(".digest.prom*"))
