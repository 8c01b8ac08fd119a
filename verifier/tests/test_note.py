"""Signed notes, verifier keys and policies."""

import pytest

from verifier.checkpoint import checkpoint
from verifier.note import key, note, signed_by
from verifier.policy import policy
from verifier.refusals import Broken, Unreadable

from .building import AUDITORS, LOG, PARLIAMENT, Signer, a_policy
from .vectors import NEUMANN_KEY, NEUMANN_NOTE, SOFA, SOFA_TIME


def test_a_published_note_is_signed_by_its_published_key():
    signed = note(NEUMANN_NOTE.encode())
    assert signed_by(signed, key(NEUMANN_KEY)).by.name == "PeterNeumann"
    assert signed_by(signed, key(LOG.vkey)) is None
    with pytest.raises(Broken, match="The signature of PeterNeumann on the checkpoint is false"):
        signed_by(note(NEUMANN_NOTE.replace("know", "knew").encode()), key(NEUMANN_KEY))


def test_the_published_checkpoint_is_read():
    signed = note(SOFA.encode())
    assert checkpoint(signed.text).size == 20852163
    witness = signed.signatures[1]
    assert (witness.name, len(witness.value), int.from_bytes(witness.value[:8])) == (
        "witness.example.com/w1",
        72,
        SOFA_TIME,
    )


@pytest.mark.parametrize(
    "written",
    [
        "PeterNeumann+c74f20a3",
        NEUMANN_KEY.replace("c74f20a3", "c74f20a4"),
        NEUMANN_KEY.replace("ARpc", "Arpc"),
        NEUMANN_KEY[:-4],
        NEUMANN_KEY.replace("Peter", "Peter "),
        Signer("x", 9, 6).vkey,
    ],
)
def test_a_mistyped_key_is_refused(written):
    with pytest.raises(Unreadable):
        key(written)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no signatures\n",
        NEUMANN_NOTE.encode()[:-1],
        NEUMANN_NOTE.replace("— ", "- ").encode(),
        NEUMANN_NOTE.replace("x08g", "x08g!").encode(),
        NEUMANN_NOTE.replace("think", "th\rnk").encode(),
        NEUMANN_NOTE.encode() + b"\xff",
        (NEUMANN_NOTE + NEUMANN_NOTE.splitlines(keepends=True)[-1] * 100).encode(),
    ],
)
def test_what_is_no_note_is_refused(data):
    with pytest.raises(Unreadable):
        note(data)


@pytest.mark.parametrize("text", ["o\n01\n", "o\n-1\n", "\n1\n", "o\n1\nAAAA\n", "o\n9223372036854775808\n", "o\n1\n"])
def test_what_is_no_checkpoint_is_refused(text):
    root = SOFA.splitlines(keepends=True)[2]
    with pytest.raises(Unreadable):
        checkpoint((text + ("" if text.count("\n") == 3 else root) + ("x\n" if text == "o\n1\n" else "")).encode())


def test_a_policy_says_whose_keys_and_how_many():
    said = policy(a_policy() + "# the end\n")
    assert [one.name for one in (*said.logs, *said.witnesses)] == [LOG.name, PARLIAMENT.name, AUDITORS.name]
    assert said.quorum == 2
    rotated = policy(f"log {LOG.vkey}\nlog {Signer(LOG.name, 7).vkey}\nquorum 0\n")
    assert len(rotated.logs) == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("quorum 0\n", "whose keys"),
        (f"log {LOG.vkey}\n", "how many witnesses"),
        (a_policy(quorum=3), "asks for 3 witnesses but names only 2"),
        (a_policy() + "trust me\n", "Line 7"),
        (a_policy() + "quorum 1\n", "Line 7"),
        (a_policy(witnesses=[PARLIAMENT, PARLIAMENT]), "names a witness twice"),
        (a_policy(witnesses=[PARLIAMENT, Signer("other.example", 2, 4)]), "same key twice"),
        (a_policy(witnesses=[LOG], quorum=0), "wrong kind"),
        (f"log {LOG.vkey}\nlog {Signer('other', 7).vkey}\nquorum 0\n", "more than one log"),
    ],
)
def test_a_policy_that_would_trust_too_much_is_refused(text, why):
    with pytest.raises(Unreadable, match=why):
        policy(text)
