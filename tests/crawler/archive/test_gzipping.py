import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive import gzipping

DATA = st.binary(max_size=3_000) | st.text(max_size=500).map(lambda text: text.encode() * 40)


def unpacked(member: bytes, most: int) -> tuple[bytes, bytes]:
    """What is in it, taken in steps, and what follows it."""
    inflate, waiting, pieces = gzipping.unpacker(), member, []
    while not inflate.eof and waiting:
        pieces.append(inflate.decompress(waiting, most))
        waiting = inflate.unconsumed_tail
    assert inflate.eof
    return b"".join(pieces), inflate.unused_data


@given(DATA)
def test_zlib_reads_what_is_packed(data: bytes) -> None:
    assert gzip.decompress(gzipping.pack(data)) == data
    assert gzipping.pack(data) == gzipping.pack(data)


@given(DATA, st.binary(max_size=50), st.integers(1, 9), st.integers(50, 5_000))
def test_members_of_others_are_read_up_to_their_end(
    data: bytes, behind: bytes, level: int, most: int
) -> None:
    member = gzip.compress(data, level)
    assert unpacked(member + behind, most) == (data, behind)


@pytest.mark.parametrize("at", [-1, -5])
def test_a_wrong_sum_or_length_is_damage(at: int) -> None:
    member = bytearray(gzip.compress(b"The invented words of a page." * 90))
    member[at] ^= 1
    with pytest.raises(gzipping.DAMAGED):
        unpacked(bytes(member), 10_000)


@given(DATA, st.data())
def test_a_byte_changed_never_gives_other_data_as_whole(data: bytes, drawn: st.DataObject) -> None:
    member = bytearray(gzip.compress(data))
    member[drawn.draw(st.integers(0, len(member) - 1))] ^= drawn.draw(st.integers(1, 255))
    inflate = gzipping.unpacker()
    try:
        found = inflate.decompress(bytes(member), 100_000)
    except gzipping.DAMAGED:
        return
    assert found == data or not inflate.eof


def test_without_isa_l_zlib_does_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = gzipping.pack(b"Words. " * 90)
    monkeypatch.setattr(gzipping, "igzip", None)
    monkeypatch.setattr(gzipping, "isal_zlib", None)
    assert unpacked(quick + b"behind", 100) == (b"Words. " * 90, b"behind")
    assert gzip.decompress(gzipping.pack(b"Words.")) == b"Words."
