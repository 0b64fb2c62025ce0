"""Every reader of outside bytes against what was found before, and against mutated samples."""

import gzip
import os
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzzing.seeds import seeds, tokens
from tests.fuzzing.soundness import check
from tests.fuzzing.targets import TARGETS, Target

CASES = Path(__file__).parent / "cases"
FOUND = sorted(path for path in CASES.rglob("*") if path.is_file())
EXAMPLES = 25
CHANGES = 6
LONG = 150_000


@st.composite
def mutations(draw: st.DrawFn, target: Target) -> bytes:
    """A seed of the target with pieces cut out, doubled, put elsewhere or replaced."""
    data = draw(st.sampled_from(seeds(target.name)))
    pieces = st.one_of(st.sampled_from(tokens(target.name) or (b"x",)), st.binary(max_size=8))
    for _ in range(draw(st.integers(0, CHANGES))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        new = draw(st.one_of(pieces, st.just(b""), st.just(data[start:end] * 2)))
        data = data[:start] + new + data[end:]
    return data[: target.max_bytes]


def read(target: Target, data: bytes) -> None:
    begun = time.process_time()
    with suppress(*target.allowed):
        check(target.read(data))
    assert time.process_time() - begun < target.seconds


ENDLESS = {
    "text": (
        b"a\n\n1 comment\n" + "“".encode() * LONG,
        b"a\n\n1 comment\n" + "” - ab\n".encode() * (LONG // 8),
        b"comments\n" * (LONG // 8),
        b"by" + b" " * LONG + b"x\n",
        b"a\ncomments" + b" " * LONG + b"x\n",
    ),
    "transfer": (b"|gzip\n" + gzip.compress(os.urandom(LONG), mtime=0)[:-9] + b"x" * 9,),
    "sitemap": (
        b"<urlset>" + b"<url>" * LONG,
        b"<urlset><url><loc>" + b"&" * LONG,
        b"<urlset>" + b"<url" * LONG,
    ),
    "feed": (b"<rss>" + b"<item>" * (LONG // 8), b"<rss><item><title>" + b"<b>" * (LONG // 8)),
    "opml": (b"<opml>" + b"<outline a='" * (LONG // 8),),
    "record": (b"[" * LONG, b'{"url": ' + b"{" * LONG),
    "markdown": (b"> " * (LONG // 4), b"[" * LONG, b"*a_ " * (LONG // 4)),
    "settings": (b"a=" + b"[" * 3_000, b"[a." + b"b." * 2_000 + b"c]"),
    "page": (b"<html><p>" + b"<div>" * (LONG // 8), b"<html><p>" + b" " * LONG + b"x</p>"),
}


@pytest.mark.parametrize(
    ("name", "number"), [(name, at) for name, made in ENDLESS.items() for at in range(len(made))]
)
def test_what_has_no_end_takes_no_time_without_end(name: str, number: int) -> None:
    read(TARGETS[name], ENDLESS[name][number])


def test_every_target_reads_its_seeds() -> None:
    for target in TARGETS.values():
        for seed in seeds(target.name)[:5]:
            read(target, seed)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_bytes_are_read_or_refused_in_a_line(name: str, data: st.DataObject) -> None:
    target = TARGETS[name]
    made = st.one_of(mutations(target), mutations(target), st.binary(max_size=400))
    read(target, data.draw(made))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}/{path.name[:20]}")
def test_what_fuzzing_found_stays_mended(path: Path) -> None:
    read(TARGETS[path.parent.name], path.read_bytes())
