"""Signed notes and keys, against published ones and against bent ones."""

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.foundation.record.actions.keep_key import verify
from comity.foundation.record.rules.note import (
    COSIGNATURE,
    BadNote,
    Note,
    VerifierKey,
    read_key,
    read_note,
    signed,
    with_signatures,
)

from .vectors import C2SP_NOTE, CHECKPOINT, GO_KEY, GO_NOTE, GO_SEED, SUMDB_KEY


@pytest.mark.parametrize("written", [GO_KEY, SUMDB_KEY])
def test_a_published_key_is_read_and_has_its_published_id(written):
    assert str(read_key(written)) == written


@pytest.mark.parametrize("written", [C2SP_NOTE, CHECKPOINT, GO_NOTE])
def test_a_published_note_is_read_and_written_back_byte_for_byte(written):
    assert read_note(written.encode()).as_bytes() == written.encode()


def test_the_text_ends_at_the_last_empty_line():
    note = read_note(C2SP_NOTE.encode())
    assert note.text.endswith("\n\ned è subito sera.\n")
    assert [(one.name, one.key_id.hex(), len(one.value)) for one in note.signatures] == [
        ("quasimodo.example/salvatore", "367ba04b", 64)
    ]


def test_a_published_signature_holds_and_is_made_again():
    key, note = read_key(GO_KEY), read_note(GO_NOTE.encode())
    assert note.signed_by(key, verify)
    private = Ed25519PrivateKey.from_private_bytes(b64decode(GO_SEED)[1:])
    assert signed(note.text, key, private.sign) == note


def test_a_text_of_which_a_word_was_changed_is_not_signed():
    with pytest.raises(BadNote, match="and is not"):
        read_note(GO_NOTE.replace("answer", "question").encode()).signed_by(read_key(GO_KEY), verify)


def test_a_note_by_others_is_not_signed_by_this_key():
    assert not read_note(C2SP_NOTE.encode()).signed_by(read_key(GO_KEY), verify)
    other = VerifierKey("PeterNeumann", 1, bytes(32))  # the same name, another id
    assert not read_note(GO_NOTE.encode()).signed_by(other, verify)


def test_signatures_are_added_once():
    note, other = read_note(GO_NOTE.encode()), read_note(CHECKPOINT.encode()).signatures
    both = with_signatures(with_signatures(note, other), (*other, *note.signatures))
    assert both.signatures == (*note.signatures, *other)


def test_one_public_key_has_another_id_as_a_witness():
    one, public = read_key(GO_KEY), read_key(GO_KEY).public
    assert VerifierKey(one.name, COSIGNATURE, public).key_id != one.key_id


@pytest.mark.parametrize(
    "written",
    [
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "",
    ],
)
def test_what_is_no_key_is_refused(written):
    with pytest.raises(BadNote):
        read_key(written)


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"no signature\n",
        GO_NOTE.encode()[:-1],
        GO_NOTE.encode() + b"\n",
        GO_NOTE.encode().replace(b"If", b"\xff\xff"),
        GO_NOTE.encode().replace(b"If", b"I\r"),
        GO_NOTE.replace("— ", "- ").encode(),
        GO_NOTE.replace("PeterNeumann ", "Peter+Neumann ").encode(),
        GO_NOTE.replace("AM=", "AN=").encode(),  # the same bytes in another base 64
        GO_NOTE.encode() + "— a AAAAAA==\n".encode(),  # an id without a signature
        GO_NOTE.encode() + "— a AAAAAAA=\n".encode() * 64,
        b"x" * 70_000 + GO_NOTE.encode(),
    ],
)
def test_what_is_no_note_is_refused(written):
    with pytest.raises(BadNote):
        read_note(written)


def test_a_text_that_would_not_be_read_back_is_not_signed():
    for text in ("no end", "tab\t\n", "half \ud800\n"):
        with pytest.raises(BadNote):
            Note(text, ())
