"""The decision binds what was seen: a material change reopens for those concerned, and for nobody else."""

from datetime import timedelta

import pytest

from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.procedure.clearance.actions.amend_subject import amend_subject
from comity.procedure.clearance.jobs import tick
from comity.procedure.clearance.models import Consultation, Opinion
from comity.procedure.clearance.rules.life import State
from comity.procedure.clearance.rules.opinion import OpinionKind

from .builders import (
    MONDAY,
    a_granted_dossier,
    a_house,
    a_subject,
    an_open_dossier,
    answer,
    asked,
    before_the_ministers,
    everyone_concurs,
    now,
    turned,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return a_house()


def amend(house, dossier, by="planner", **facts):
    subject = a_subject(house, version=2, **facts)
    return amend_subject(
        dossier.pk, actor=house.as_(by), at=MONDAY + timedelta(days=1), subject=subject, why="Plans changed."
    )


def state_of(dossier, post):
    rows = Consultation.objects.whole("test").filter(dossier=dossier, post__key=post)
    return list(rows.order_by("asked_at", "pk").values_list("state", flat=True))


def test_a_change_within_tolerance_reopens_nothing(house):
    dossier = a_granted_dossier(house, host="PHL")
    assert amend(house, dossier, host="PHL", personnel=950) is False
    assert now(dossier).state == State.GRANTED


def test_a_material_change_after_the_grant_asks_only_those_concerned(house):
    dossier = a_granted_dossier(house, host="PHL")
    assert amend(house, dossier, host="PHL", cost="90000") is True
    assert now(dossier).state == State.CONSULTING
    assert sorted(state_of(dossier, "budget")) == ["pending", "superseded"]
    assert state_of(dossier, "desk") == ["answered"]
    assert not now(dossier).signatures.filter(standing=True).exists()
    answer(house, now(dossier), "budget")
    assert now(dossier).state == State.CONSOLIDATING


def test_a_changed_host_brings_the_step_that_the_new_text_needs(house):
    dossier = a_granted_dossier(house, host="PHL")
    amend(house, dossier, host="FJI")
    answer(house, now(dossier), "desk")
    assert asked(dossier, "liaison").state == "pending"


def test_a_host_that_no_longer_applies_is_no_longer_asked(house):
    dossier = an_open_dossier(house, host="FJI")
    everyone_concurs(house, dossier)
    amend(house, dossier, host="PHL")
    assert state_of(dossier, "liaison") == ["superseded"]


def test_a_change_before_the_ministers_takes_back_their_keys(house):
    dossier = before_the_ministers(house, host="PHL")
    turned(house, dossier, "defence-minister")
    assert amend(house, dossier, host="PHL", personnel=905) is False
    assert now(dossier).state == State.CONSOLIDATING
    assert not now(dossier).signatures.filter(standing=True).exists()


def test_another_class_is_another_route(house):
    dossier = a_granted_dossier(house, host="PHL")
    assert amend(house, dossier, host="PHL", kind="talks", cost="50000") is True
    assert now(dossier).route_key == "talks"
    assert state_of(dossier, "counsel") == ["superseded"]


def test_what_silence_agreed_to_on_one_route_is_asked_anew_on_another(house):
    dossier = an_open_dossier(house, host="PHL", kind="talks", cost="500")
    tick(MONDAY + timedelta(days=9))
    assert Opinion.objects.get().kind == OpinionKind.SILENCE
    amend(house, dossier, host="PHL", kind="exercise", cost="500")
    assert now(dossier).route_key == "exercise"
    assert asked(now(dossier), "desk").state == "pending"


def test_the_same_text_changes_nothing(house):
    dossier = a_granted_dossier(house, host="PHL")
    assert amend(house, dossier, host="PHL") is False
    assert now(dossier).versions.count() == 1


def test_who_has_spoken_does_not_rewrite_it(house):
    dossier = an_open_dossier(house, host="PHL")
    answer(house, dossier, "desk")
    with pytest.raises(NotAllowed, match="spoken"):
        amend(house, dossier, by="desk", host="PHL", personnel=2000)


def test_who_rewrote_it_does_not_clear_it(house):
    dossier = an_open_dossier(house, host="PHL")
    amend(house, dossier, by="desk", host="PHL", personnel=2000)
    with pytest.raises(NotAllowed, match="own"):
        answer(house, now(dossier), "desk")


def test_a_refused_dossier_is_not_amended(house):
    dossier = before_the_ministers(house, host="PHL")
    turned(house, dossier, "defence-minister", grant=False, reason="No.")
    with pytest.raises(Refused, match="Propose anew"):
        amend(house, dossier, host="PHL", personnel=5000)
