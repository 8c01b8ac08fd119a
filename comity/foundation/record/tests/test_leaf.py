"""The bytes that are hashed, spelt out by hand."""

from hashlib import sha256

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from comity.foundation.record.rules import leaf
from comity.foundation.record.rules.plain import Unwritable

from .builders import EXERCISE, NOON, an_actor

SALT = bytes(range(16))


def a_body(**different):
    told = {"event": {"text": "rain"}, "sentence": "It rained.", "marking": {"policy": "COMITY"}} | different
    return leaf.body(told["event"], told["sentence"], actor=an_actor(), about=(EXERCISE,), marking=told["marking"])


def test_a_leaf_is_these_bytes():
    made = leaf.leaf(seq=4, kind="engagement.proposed", version=1, at=NOON, commitment=bytes(32))
    assert made == (
        b'{"at":"2026-03-01T12:00:00.000000Z","commitment":"' + b"0" * 64 + b'","format":1,'
        b'"kind":"engagement.proposed","seq":4,"version":1}'
    )


def test_a_commitment_is_the_hash_of_these_bytes():
    canonical = (
        '{"about":[{"key":"12","kind":"engagement","reference":"ENG-2026-0012"}],'
        '"actor":{"person":"Ana Leiva","person_id":7,"post":"Planner","post_id":3,'
        '"under":["Defence Act s. 4"]},'
        '"event":{"text":"rain"},"marking":{"policy":"COMITY"},"sentence":"It rained."}'
    )
    expected = sha256(b"comity.record.body.1\n" + b"\x10" + SALT + canonical.encode()).digest()
    assert leaf.commitment(SALT, a_body()) == expected


def test_a_commitment_changes_with_the_salt_and_with_every_part_of_the_body():
    made = {
        leaf.commitment(SALT, a_body()),
        leaf.commitment(SALT[::-1], a_body()),
        leaf.commitment(SALT + b"x", a_body()),
        leaf.commitment(SALT, a_body(event={"text": "sun"})),
        leaf.commitment(SALT, a_body(sentence="It shone.")),
        leaf.commitment(SALT, a_body(marking={"policy": "OTHER"})),
    }
    assert len(made) == 6


def test_a_commitment_does_not_depend_on_the_order_of_keys():
    body = a_body()
    assert leaf.commitment(SALT, dict(reversed(body.items()))) == leaf.commitment(SALT, body)


@pytest.mark.parametrize("length", [0, 15, 256])
def test_a_salt_that_hides_nothing_is_refused(length):
    with pytest.raises(ValueError, match="salt"):
        leaf.commitment(bytes(length), a_body())


def test_nobody_and_nothing_is_named_in_a_leaf():
    made = leaf.leaf(seq=0, kind="a.b", version=1, at=NOON, commitment=leaf.commitment(SALT, a_body())).decode()
    assert not any(word in made for word in ("Ana", "Planner", "ENG-2026", "rain", "COMITY"))


plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
)


@given(plain_values)
def test_canonical_bytes_are_those_of_the_exact_library(value):
    assert leaf.canonical(value) == rfc8785.dumps(value)


@given(st.text(min_size=1), st.integers(0, 2**53 - 1), st.integers(0, 32767))
def test_a_leaf_is_canonical_whatever_its_kind(kind, seq, version):
    said = {"kind": kind, "seq": seq, "version": version, "at": "2026-03-01T12:00:00.000000Z", "format": 1}
    made = leaf.leaf(kind=kind, seq=seq, version=version, at=NOON, commitment=bytes(32))
    assert made == rfc8785.dumps({**said, "commitment": "00" * 32})


@given(plain_values, st.text().filter(lambda text: "\x00" not in text))
def test_a_body_from_written_parts_is_the_same_text(event, sentence):
    actor, about, marking = an_actor(under=(sentence,)), (EXERCISE,), {"policy": sentence}
    by, under = (leaf.canonical(part).decode() for part in (leaf.actor_in_body(actor), marking))
    said = leaf.body(event, sentence, actor=actor, about=about, marking=marking)
    assert leaf.body_text(event, sentence, actor=by, about=about, marking=under) == leaf.canonical(said).decode()


def test_what_is_nested_deeper_than_a_verifier_reads_is_not_written():
    value = "bottom"
    for _ in range(leaf.DEEPEST):
        value = [value]
    a_body(event=value)
    with pytest.raises(Unwritable, match="deeper"):
        a_body(event=[value])
