"""Sealing rows is the console's, has a reason, and hides nothing."""

from datetime import UTC, datetime

import pytest

from comity.foundation.access.actions.add_person import add_person
from comity.foundation.access.actions.seal_rows import seal_rows
from comity.foundation.access.models import Person
from comity.foundation.access.rules.actor import Actor, the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import marking_for, policies
from comity.foundation.labels.rules.label import label
from comity.foundation.record.queries import audit, entire_history

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_marking():
    policy, levels = next((name, policy.levels) for name, policy in policies().items())
    return marking_for(label(policy, levels[0])).pk


def seal(reason="upgraded", actor=None, **asked):
    return seal_rows(reason, actor=actor or the_console(), at=NOON, marking_id=a_marking(), **asked)


def a_person():
    return add_person(
        "ana", actor=the_console(), at=NOON, name="Ana", nationality="AUS", clearances={}, marking_id=a_marking()
    )


def test_rows_older_than_the_telling_are_sealed_at_once():
    Person.objects.create(username="old", name="Old", nationality="AUS")
    assert seal() == 1
    assert audit().troubles == ()
    entry = entire_history("a test", kind="record.rows-sealed").get()
    assert entry.sentence == "1 row was sealed as it stands, which no entry had told of (upgraded)."
    with pytest.raises(Refused, match="nothing that a seal could settle"):
        seal()


def test_what_was_told_otherwise_is_sealed_only_knowingly_and_stays_visible():
    person = a_person()
    Person.objects.update(clearances={"DEMO": "SECRET"})
    with pytest.raises(Refused, match=rf"1 row is not .* the first: access_person {person.pk} of ana was changed"):
        seal()
    assert seal(accept=True) == 1
    assert audit().troubles == ()
    event = entire_history("a test", kind="record.rows-sealed").get().body["event"]
    assert (event["otherwise"], event["named"]) == (1, [f"access_person {person.pk}"])


def test_nobody_but_the_console_seals_and_never_without_a_reason():
    person = a_person()
    actor = Actor(person_id=person.pk, person="Ana", post_id=7, post="Planner", reader=person.reader)
    with pytest.raises(NotAllowed, match="only the operator"):
        seal(actor=actor)
    with pytest.raises(Refused, match="Say why"):
        seal(" ")
