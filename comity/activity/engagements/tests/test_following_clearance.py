"""Clearance decides, the engagement follows; and by no other way is anything authorised."""

from datetime import timedelta

import pytest

from comity.activity.engagements.actions.assess_engagement import assess_engagement
from comity.activity.engagements.actions.authorise_engagement import authorise_engagement
from comity.activity.engagements.actions.begin_engagement import begin_engagement
from comity.activity.engagements.actions.cancel_engagement import cancel_engagement
from comity.activity.engagements.actions.close_engagement import close_engagement
from comity.activity.engagements.actions.complete_engagement import complete_engagement
from comity.activity.engagements.actions.refuse_engagement import refuse_engagement
from comity.activity.engagements.actions.resume_engagement import resume_engagement
from comity.activity.engagements.actions.revoke_engagement import revoke_engagement
from comity.activity.engagements.actions.suspend_engagement import suspend_engagement
from comity.activity.engagements.models import Engagement
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.record.events import listen, stop_listening
from comity.foundation.record.queries import history
from comity.procedure.clearance.actions.resume_clearance import resume_clearance
from comity.procedure.clearance.actions.revoke_clearance import revoke_clearance
from comity.procedure.clearance.actions.suspend_clearance import suspend_clearance
from comity.procedure.clearance.events import ClearanceGranted
from comity.procedure.clearance.queries import standing

from .builders import NOON, a_concept, a_granted, a_proposed, answer_all, decide

FOLLOWING = (
    authorise_engagement,
    refuse_engagement,
    suspend_engagement,
    resume_engagement,
    revoke_engagement,
)
IN_OCTOBER = NOON + timedelta(days=130)


def state(it):
    it.refresh_from_db()
    return it.state


def test_two_keys_authorise_it(house):
    assert state(a_granted(house)) == "authorised"


def test_a_refusal_refuses_it(house):
    it = a_proposed(house)
    answer_all(house, it)
    decide(house, it, grant=False)
    assert state(it) == "refused"


@pytest.mark.parametrize("action", FOLLOWING)
def test_no_act_that_follows_clearance_can_be_called_before_it_is_decided(house, action):
    it = a_proposed(house)
    for actor in (house.planner, house.defence_minister):
        with pytest.raises(NotAllowed, match="its clearance is consulting"):
            action(it.pk, actor=actor, at=NOON)
    assert state(it) == "in_clearance"
    assert history(reader=house.planner.reader, kind="access.refused").count() == 2


@pytest.mark.parametrize("action", FOLLOWING)
def test_a_concept_follows_no_clearance(house, action):
    with pytest.raises(NotAllowed, match="not opened"):
        action(a_concept(house).pk, actor=house.defence_minister, at=NOON)


def test_a_grant_for_another_text_authorises_nothing(house):
    it = a_proposed(house)
    answer_all(house, it)

    def tamper(event, *, actor, at):
        # Before the wiring hears of the grant, the text is changed behind everybody's back.
        Engagement.objects.whole("a test").filter(pk=it.pk).update(personnel=99_000)

    from comity.foundation.record import events

    listen(ClearanceGranted, tamper)
    events._listeners.insert(0, events._listeners.pop())
    try:
        with pytest.raises(NotAllowed, match="not the text as it is now"):
            decide(house, it)
    finally:
        stop_listening(ClearanceGranted, tamper)
    assert state(it) == "in_clearance"
    assert standing(it.dossier_id).state == "deciding"


def test_suspension_and_its_lifting_are_followed(house):
    it = a_granted(house)
    suspend_clearance(it.dossier_id, actor=house.defence_minister, at=NOON, reason="a storm")
    assert state(it) == "suspended"
    resume_clearance(it.dossier_id, actor=house.defence_minister, at=NOON, reason="it passed")
    assert state(it) == "authorised"


def test_a_revoked_clearance_cancels_it(house):
    it = a_granted(house)
    revoke_clearance(it.dossier_id, actor=house.defence_minister, at=NOON, reason="the host asks so")
    assert state(it) == "cancelled"


def test_it_is_carried_out_and_accounted_for_by_its_lead(house):
    it = a_granted(house)
    with pytest.raises(Refused, match="It begins on 05 October 2026"):
        begin_engagement(it.pk, actor=house.planner, at=NOON)
    with pytest.raises(NotAllowed, match="only its lead"):
        begin_engagement(it.pk, actor=house.desk, at=IN_OCTOBER)
    begin_engagement(it.pk, actor=house.planner, at=IN_OCTOBER)
    complete_engagement(it.pk, actor=house.planner, at=IN_OCTOBER)
    with pytest.raises(Refused) as refusal:
        assess_engagement(it.pk, actor=house.planner, at=IN_OCTOBER, assessment=" ")
    assert "assessment" in refusal.value.fields
    assess_engagement(it.pk, actor=house.planner, at=IN_OCTOBER, assessment="400 people moved in a day.")
    close_engagement(it.pk, actor=house.planner, at=IN_OCTOBER)
    assert state(it) == "closed"
    assert it.assessment == "400 people moved in a day."


def test_calling_off_needs_the_lead_and_a_reason(house):
    it = a_granted(house)
    with pytest.raises(Refused):
        cancel_engagement(it.pk, actor=house.planner, at=NOON, reason="")
    cancel_engagement(it.pk, actor=house.planner, at=NOON, reason="the partner cannot come")
    assert state(it) == "cancelled"


def test_what_is_under_way_can_be_suspended_and_begins_anew(house):
    it = a_granted(house)
    begin_engagement(it.pk, actor=house.planner, at=IN_OCTOBER)
    suspend_clearance(it.dossier_id, actor=house.defence_minister, at=IN_OCTOBER, reason="an accident")
    resume_clearance(it.dossier_id, actor=house.defence_minister, at=IN_OCTOBER, reason="looked into")
    assert state(it) == "authorised"
