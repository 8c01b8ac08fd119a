"""The key of the record is made once, follows itself under the record's eyes, and survives being lost."""

import pytest

from comity.foundation.access.actions.make_record_key import make_record_key
from comity.foundation.access.actions.rotate_record_key import rotate_record_key
from comity.foundation.access.rules.actor import Actor, the_clock, the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import Reader, label
from comity.foundation.record.actions.keep_key import file_of, verify
from comity.foundation.record.actions.publish import publish
from comity.foundation.record.queries import checkpoint_note, entire_history, record_keys, verify_all
from comity.foundation.record.rules.checkpoint import read_checkpoint
from comity.foundation.record.rules.note import read_note
from comity.foundation.record.tests.builders import NOON


@pytest.fixture
def marking_id(db):
    return marking_for(label("DEMO", "RESTRICTED")).pk


@pytest.fixture
def first(marking_id):
    return make_record_key(marking_id, actor=the_clock(), at=NOON)


@pytest.fixture
def rotate(marking_id):
    def done(reason="The old machine was sold", *, actor=None, lost=False):
        return rotate_record_key(reason, actor=actor or the_console(), at=NOON, marking_id=marking_id, lost=lost)

    return done


def told():
    return [(row.kind, row.sentence) for row in entire_history("a test", newest_first=False)]


def test_the_first_key_names_the_record_by_its_own_hash_and_is_on_it(first):
    assert first.verifier.name.startswith("comity.local/")
    assert told() == [
        ("record.key-made", f"The record is signed from now on. Its public key is {first.key}."),
    ]
    [entry] = entire_history("a test")
    assert entry.body["event"] == {"key": first.key}


def test_a_house_may_name_its_record(marking_id, settings):
    settings.RECORD_ORIGIN = "record.example/ministry"
    assert make_record_key(marking_id, actor=the_clock(), at=NOON).verifier.name == "record.example/ministry"


def test_there_is_one_first_key(first, marking_id):
    with pytest.raises(Refused, match="has a key already"):
        make_record_key(marking_id, actor=the_console(), at=NOON)
    assert record_keys() == [first]


def test_the_old_key_hands_over_to_the_new_one_and_the_record_keeps_its_name(first, rotate):
    publish(NOON)
    second = rotate()
    publish(NOON)
    handover = read_note(second.handover.encode())
    assert handover.text.splitlines() == ["comity.record.handover/1", first.key, second.key]
    assert handover.signed_by(first.verifier, verify)
    assert handover.signed_by(second.verifier, verify)
    note = read_note(checkpoint_note())
    assert note.signed_by(second.verifier, verify)
    assert not note.signed_by(first.verifier, verify)
    assert read_checkpoint(note.text).origin == first.verifier.name == second.verifier.name
    assert told()[-1] == (
        "record.key-rotated",
        f"The record is signed with {second.key} from now on, in place of {first.key} (The old machine was sold).",
    )
    assert verify_all().whole


def test_a_lost_key_hands_nothing_over_and_the_record_says_so(first, rotate):
    with pytest.raises(Refused, match="The key is here"):
        rotate(lost=True)
    file_of(first.verifier).unlink()
    with pytest.raises(Refused, match="not in this home"):
        rotate()
    second = rotate("The disk failed", lost=True)
    handover = read_note(second.handover.encode())
    assert handover.signed_by(second.verifier, verify)
    assert not handover.signed_by(first.verifier, verify)
    assert "was lost (The disk failed)" in told()[-1][1]
    assert publish(NOON).key == second


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_key_is_not_changed_without_a_reason_or_before_there_is_one(rotate, marking_id, reason):
    with pytest.raises(Refused, match="no key yet"):
        rotate()
    make_record_key(marking_id, actor=the_clock(), at=NOON)
    with pytest.raises(Refused, match="Say why"):
        rotate(reason)


def test_nobody_but_the_console_changes_the_key_and_each_attempt_is_recorded(first, rotate):
    minister = Actor(person_id=7, person="Bo", post_id=1, post="Minister", reader=Reader("FJI"))
    for actor in (minister, the_clock()):
        with pytest.raises(NotAllowed):
            rotate(actor=actor)
        assert told()[-1][0] == "access.refused"
    assert record_keys() == [first]
