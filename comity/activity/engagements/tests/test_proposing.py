"""From concept to clearance."""

import pytest

from comity.activity.engagements.actions.propose_engagement import propose_engagement
from comity.activity.engagements.actions.revise_engagement import revise_engagement
from comity.activity.engagements.actions.withdraw_engagement import withdraw_engagement
from comity.activity.engagements.models import Engagement
from comity.activity.engagements.queries import subject_of, thing
from comity.activity.engagements.rules.life import NoSuchMove
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.record.queries import history
from comity.procedure.clearance.queries import authors_of, dossier_for_reader, standing

from .builders import NOON, a_concept, a_proposed


def test_a_whole_concept_goes_before_those_who_must_clear_it(house):
    it = a_proposed(house)
    assert it.state == "in_clearance"
    assert standing(it.dossier_id).digest == subject_of(it).digest
    told = [entry.sentence for entry in history(reader=house.planner.reader, about=thing(it))]
    assert any("was proposed in version 1 under Engagement Act, art. 1" in sentence for sentence in told)


def test_everyone_who_wrote_in_it_is_named_to_clearance(house):
    it = a_concept(house, actor=house.desk)
    propose_engagement(it.pk, actor=house.planner, at=NOON, seen_version=1)
    it.refresh_from_db()
    dossier = dossier_for_reader(it.dossier_id, house.planner.reader)
    assert authors_of(dossier) == {house.desk.person_id, house.planner.person_id}


def test_what_is_missing_is_named_with_its_reason_and_nothing_is_opened(house):
    it = a_concept(house, objectives="", cost=None)
    with pytest.raises(Refused) as refusal:
        propose_engagement(it.pk, actor=house.planner, at=NOON, seen_version=1)
    assert set(refusal.value.fields) == {"objectives", "cost"}
    it.refresh_from_db()
    assert (it.state, it.dossier_id) == ("concept", None)


def test_it_cannot_be_proposed_twice(house):
    it = a_proposed(house)
    with pytest.raises(NoSuchMove):
        propose_engagement(it.pk, actor=house.planner, at=NOON, seen_version=it.version)


def test_it_is_proposed_only_as_it_was_seen(house):
    it = a_concept(house)
    Engagement.objects.whole("a test").filter(pk=it.pk).update(version=2)
    with pytest.raises(Refused, match="moved on to version 2"):
        propose_engagement(it.pk, actor=house.planner, at=NOON, seen_version=1)


def test_nobody_proposes_without_a_mandate(house):
    it = a_concept(house)
    with pytest.raises(NotAllowed):
        propose_engagement(it.pk, actor=house.counsel, at=NOON, seen_version=1)
    with pytest.raises(NotAllowed):
        propose_engagement(it.pk, actor=house.stranger, at=NOON, seen_version=1)


def test_what_was_withdrawn_can_be_revised_and_proposed_anew(house):
    it = a_proposed(house)
    first = it.dossier_id
    withdraw_engagement(it.pk, actor=house.planner, at=NOON, reason="dates moved")
    revise_engagement(it.pk, actor=house.planner, at=NOON, reason="new dates agreed")
    propose_engagement(it.pk, actor=house.planner, at=NOON, seen_version=1)
    it.refresh_from_db()
    assert it.state == "in_clearance"
    assert it.dossier_id != first
