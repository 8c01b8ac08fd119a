"""After a restore that lost what was signed, the record goes on by the operator's word, the loss written down."""

import pytest
from django.conf import settings

from comity.foundation.access.actions.resume_record import resume_record
from comity.foundation.access.rules.actor import Actor, the_clock, the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.actions.publish import Unpublishable, publish
from comity.foundation.record.actions.remember_signed import file_of
from comity.foundation.record.queries import entire_history, verify_all
from comity.foundation.record.tests.builders import NOON, a_key, a_marking, grown_to, restored_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def origin():
    return a_key().verifier.name


def resume(reason="The disk failed", actor=None):
    return resume_record(reason, actor=actor or the_console(), at=NOON, marking_id=a_marking().pk)


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_after_a_loss_the_operator_goes_on_and_the_record_says_so(origin, committing):
    grown_to(3)
    lost = grown_to(6)
    restored_to(4)
    with committing():
        entry = resume("The disk  failed")
    assert entry.sentence == (
        "The record goes on from 4 entries although this house had signed 6, which the database no longer has "
        "(The disk failed)."
    )
    assert entry.body["event"]["signed"] == lost.note
    [kept] = settings.RECORD_KEYS.glob(f"{file_of(origin).name}.set-aside-6")
    assert kept.read_text() == lost.note
    assert publish(NOON).size == 5
    assert verify_all().whole
    kept.unlink()


def test_until_the_entry_is_there_for_good_the_memory_stays(origin):
    grown_to(3)
    grown_to(6)
    restored_to(4)
    resume()  # the transaction of the test is never committed
    with pytest.raises(Unpublishable):
        publish(NOON)


def test_nothing_is_resumed_without_need_without_a_reason_or_by_anybody_else(origin):
    with pytest.raises(Refused, match="nothing to resume"):
        resume()
    grown_to(3)
    with pytest.raises(Refused, match="nothing to resume"):
        resume()
    restored_to(2)
    with pytest.raises(Refused, match="Say why"):
        resume("  ")
    for actor in (the_clock(), Actor(person_id=7, person="Bo", post_id=1, post="Minister", reader=Reader("FJI"))):
        with pytest.raises(NotAllowed):
            resume(actor=actor)
        [refused, *_] = entire_history("a test")
        assert refused.refused


def test_a_memory_that_cannot_be_read_is_not_set_aside(origin):
    grown_to(3)
    file_of(origin).write_bytes(b"")
    with pytest.raises(Refused, match="Lay back a copy"):
        resume()
