"""Canonical JSON: exact, and known again by shape."""

import json
import random

import pytest

from verifier.bundle import _is_plain
from verifier.canonical import NotCanonical, canonical, canonical_value
from verifier.entries import Counted, checked
from verifier.refusals import Broken
from verifier.runs import _Passage
from verifier.shapes import Known

from . import building
from .vectors import CANONICAL, NOT_CANONICAL, SORTED_KEYS

LONG = [b"", b"[" * 5000, b'{"a":' + b"9" * 5000 + b"}"]


@pytest.mark.parametrize("line", CANONICAL)
def test_canonical_text_is_read(line):
    assert canonical(canonical_value(line)).encode() == line


@pytest.mark.parametrize("line", [*NOT_CANONICAL, *LONG])
def test_anything_else_is_refused(line):
    with pytest.raises(NotCanonical):
        canonical_value(line)


def test_keys_are_in_the_order_of_their_utf_16_units():
    line = canonical(dict.fromkeys(sorted(SORTED_KEYS), 1))
    assert list(json.loads(line)) == SORTED_KEYS
    assert canonical_value(line.encode())
    with pytest.raises(NotCanonical):
        canonical_value(json.dumps(dict.fromkeys(sorted(SORTED_KEYS), 1), separators=(",", ":")).encode())


@pytest.mark.parametrize("value", [*NOT_CANONICAL, LONG[0]])
def test_a_line_of_known_shape_is_refused_where_the_exact_reader_refuses_it(value, tmp_path):
    """Even when the log has committed to just these bytes."""
    known, found = Known(), Counted(99)
    plain = [building.made(seq, b'{"event":{"a":%s}}' % a, b"s" * 32) for seq, a in enumerate([b"1", b'"x"', b'"\\n"'])]
    checked([one.leaf for one in plain], [one.body for one in plain], 0, known, found)
    assert sum(map(len, [*known.escaped.values(), *known.unescaped.values()])) == 3
    bad = building.made(3, b'{"event":%s}' % value, b"s" * 32)
    passage = _Passage(None, _Text(bad.body), _Said, (), found)
    passage._known = known
    with pytest.raises(Broken, match="Entry 3: its body is not written in the one way"):
        passage._checked([bad.leaf], [bad.body], 3)


class _Said:
    size, root = 99, b""


class _Text:
    def __init__(self, line):
        self.is_plain = _is_plain(line)


def test_whatever_fits_a_shape_is_canonical():
    known, record, chance = Known(), building.a_record(30), random.Random(4)
    for one in record:
        canonical_value(one.body)
        known.learn(b"kind", one.body)
    bits, taken = (
        [b'"', b"\\", b"0", b"-", b",", b"}", b"\\u0000", b"\\n", "é".encode(), b"999999", b"a", b".", b" "],
        0,
    )
    for _ in range(5000):
        line = bytearray(chance.choice(record).body)
        place = chance.randrange(len(line))
        line[place : place + chance.randrange(3)] = chance.choice(bits)
        shapes = (known.escaped if b"\\" in line else known.unescaped)[b"kind"]
        salt_at = next((salt_at for fits, salt_at in shapes if fits(bytes(line))), None)
        if salt_at is not None and _is_plain(bytes(line)):
            taken += 1
            assert canonical_value(bytes(line))["salt"].encode() == line[salt_at:-2]
    assert taken > 500
