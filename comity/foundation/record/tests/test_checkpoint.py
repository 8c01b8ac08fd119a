"""Checkpoints and what witnesses sign, against the published example and bent ones."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.foundation.record.actions.keep_key import verify
from comity.foundation.record.rules.checkpoint import (
    BadCheckpoint,
    cosignature_message,
    cosigned,
    cosigned_at,
    read_checkpoint,
)
from comity.foundation.record.rules.note import COSIGNATURE, Signature, VerifierKey, read_note, with_signatures

from .vectors import CHECKPOINT, CHECKPOINT_TEXT, COSIGNATURE_MESSAGE, COSIGNED_AT, GO_NOTE

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WITNESS = VerifierKey("witness.example.com/w1", COSIGNATURE, PRIVATE.public_key().public_bytes_raw())


def test_the_published_checkpoint_is_read_and_written_back():
    found = read_checkpoint(read_note(CHECKPOINT.encode()).text)
    assert (found.origin, found.size, found.root.hex()[:8]) == ("example.com/behind-the-sofa", 20852163, "0ac5186a")
    assert found.text() == CHECKPOINT_TEXT


def test_a_witness_signs_the_published_message():
    assert cosignature_message(CHECKPOINT_TEXT, COSIGNED_AT) == COSIGNATURE_MESSAGE
    [_, published] = read_note(CHECKPOINT.encode()).signatures
    assert int.from_bytes(published.value[:8]) == COSIGNED_AT


def test_a_cosignature_tells_when_the_witness_signed():
    note = read_note(CHECKPOINT.encode())
    assert cosigned_at(note, WITNESS, verify) is None
    twice = with_signatures(note, [cosigned(note.text, time, WITNESS, PRIVATE.sign) for time in (COSIGNED_AT, 5)])
    assert cosigned_at(twice, WITNESS, verify) == COSIGNED_AT


@pytest.mark.parametrize(
    "bend",
    [
        lambda value: (COSIGNED_AT + 1).to_bytes(8) + value[8:],
        lambda value: value[:-1],
        lambda value: value + b"x",
        lambda value: value[:8],
        lambda value: value[:20] + bytes([value[20] ^ 1]) + value[21:],
        lambda value: bytes([255]) + value[1:],
    ],
)
def test_a_bent_cosignature_is_refused(bend):
    note = read_note(CHECKPOINT.encode())
    good = cosigned(note.text, COSIGNED_AT, WITNESS, PRIVATE.sign)
    bent = with_signatures(note, [good, Signature(good.name, good.key_id, bend(good.value))])
    with pytest.raises(BadCheckpoint, match="and is not"):
        cosigned_at(bent, WITNESS, verify)


def test_a_cosignature_of_another_checkpoint_does_not_hold():
    other = cosigned(CHECKPOINT_TEXT.replace("163", "164"), COSIGNED_AT, WITNESS, PRIVATE.sign)
    with pytest.raises(BadCheckpoint):
        cosigned_at(with_signatures(read_note(CHECKPOINT.encode()), [other]), WITNESS, verify)


@pytest.mark.parametrize(
    "text",
    [
        CHECKPOINT_TEXT + "an extension\n",
        CHECKPOINT_TEXT[:-1],
        CHECKPOINT_TEXT.replace("20852163", "020852163"),
        CHECKPOINT_TEXT.replace("20852163", "-1"),
        CHECKPOINT_TEXT.replace("20852163", "9223372036854775808"),
        CHECKPOINT_TEXT.replace("20852163", "２"),
        CHECKPOINT_TEXT.replace("q2I=", "q2J="),
        CHECKPOINT_TEXT.replace("CsUY", ""),
        "\n" + CHECKPOINT_TEXT.partition("\n")[2],
        read_note(GO_NOTE.encode()).text,
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(BadCheckpoint):
        read_checkpoint(text)
