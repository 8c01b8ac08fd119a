"""What an adversary with the file store can do to a sealed content: destroy it, and nothing else."""

import io
import os

import pytest

from comity.foundation.files.rules.root_keys import NoKeys, RootKeys, read_root_keys, written_root_keys
from comity.foundation.files.rules.scanning import Scan, of_clamd, of_command
from comity.foundation.files.rules.sealing import CHUNK, MARK, TAG, NotOpened, opened, sealed, unwrapped, wrapped

KEY, OTHER = b"k" * 32, b"o" * 32
PLAIN = os.urandom(64) * (3 * CHUNK // 64) + b"the end"
FULL = CHUNK + TAG


def held(content=PLAIN, key=KEY, place="sealed/a"):
    return b"".join(sealed([content], key, place))


def read(raw, key=KEY, place="sealed/a"):
    with opened(io.BytesIO(raw), key, place) as file:
        return file.read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_is_sealed_comes_back_however_it_was_cut(size):
    content = PLAIN[:size]
    raw = b"".join(sealed((content[at : at + 7001] for at in range(0, size, 7001)), KEY, "p"))
    assert read(raw, place="p") == content


def test_no_piece_of_the_content_stands_in_the_sealed_form():
    raw = held(b"the partner hesitates " * 10_000)
    assert b"hesitates" not in raw


@pytest.mark.parametrize("at", [0, len(MARK), len(MARK) + 5, len(MARK) + FULL - 1, len(MARK) + 2 * FULL + 9, -1])
def test_a_flipped_bit_is_refused(at):
    raw = bytearray(held())
    raw[at] ^= 1
    with pytest.raises(NotOpened):
        read(bytes(raw))


@pytest.mark.parametrize("left", [0, 5, len(MARK), len(MARK) + FULL, len(MARK) + 2 * FULL, len(MARK) + 3 * FULL, -1])
def test_a_content_cut_at_any_place_is_refused(left):
    with pytest.raises(NotOpened):
        read(held()[:left])


def test_something_added_at_the_end_is_refused():
    with pytest.raises(NotOpened):
        read(held() + b"x")


def test_chunks_in_another_order_or_twice_are_refused():
    raw = held()
    first, second = raw[len(MARK) : len(MARK) + FULL], raw[len(MARK) + FULL : len(MARK) + 2 * FULL]
    rest = raw[len(MARK) + 2 * FULL :]
    for other in (second + first + rest, first + first + rest, second + rest):
        with pytest.raises(NotOpened):
            read(MARK + other)


def test_a_file_laid_at_the_place_of_another_is_refused_even_under_the_same_key():
    with pytest.raises(NotOpened):
        read(held(), place="sealed/b")


def test_another_files_key_opens_nothing():
    with pytest.raises(NotOpened):
        read(held(), key=OTHER)


def test_a_key_opens_only_under_its_marking_and_for_its_file():
    key = wrapped(KEY, OTHER, os.urandom(12), "file a under secret")
    assert unwrapped(key, OTHER, "file a under secret") == KEY
    for under, about in ((KEY, "file a under secret"), (OTHER, "file b under secret"), (OTHER, "file a under open")):
        with pytest.raises(NotOpened):
            unwrapped(key, under, about)
    with pytest.raises(NotOpened):
        unwrapped(b"", OTHER, "file a under secret")


def test_no_more_than_a_few_chunks_are_held_in_memory():
    asked = []

    class Watched(io.BytesIO):
        def read(self, size=-1):
            asked.append(size)
            return super().read(size)

    with opened(Watched(held()), KEY, "sealed/a") as file:
        file.read(10)
    assert max(asked) <= FULL
    assert len(asked) <= 4


def test_root_keys_are_read_as_they_were_written_and_never_repaired():
    found = RootKeys("new", {"new": KEY, "old": OTHER})
    assert read_root_keys(written_root_keys(found)) == found
    for text in ("", "new", "new:c2hvcnQ=", written_root_keys(found) * 2, "new:%%%"):
        with pytest.raises(NoKeys):
            read_root_keys(text)
    with pytest.raises(NoKeys):
        found.called("lost")
    assert "kkkk" not in repr(found)


def test_only_a_plain_yes_of_the_scanner_is_clean():
    assert of_clamd(b"stream: OK\0") is Scan.CLEAN
    assert of_clamd(b"stream: Eicar-Test-Signature FOUND\0") is Scan.INFECTED
    for answer in (b"", b"stream: O", b"INSTREAM size limit exceeded. ERROR\0", b"OK\0"):
        assert of_clamd(answer) is Scan.UNKNOWN
    assert [of_command(status) for status in (0, 1, 2, -9)] == [Scan.CLEAN, Scan.INFECTED, Scan.UNKNOWN, Scan.UNKNOWN]
