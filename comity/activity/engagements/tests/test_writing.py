"""Beginning, changing and amending an engagement."""

from uuid import uuid4

import pytest

from comity.activity.engagements.actions.amend_engagement import amend_engagement
from comity.activity.engagements.actions.begin_concept import begin_concept
from comity.activity.engagements.actions.change_marking import change_marking
from comity.activity.engagements.actions.save_concept import save_concept
from comity.activity.engagements.actions.withdraw_engagement import withdraw_engagement
from comity.activity.engagements.models import Engagement
from comity.activity.engagements.queries import authors_of, snapshot_of, thing, versions_of
from comity.activity.engagements.rules.dates import read
from comity.activity.engagements.rules.life import NoSuchMove
from comity.activity.engagements.rules.particulars import Party, ShipLine
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.rules.label import label
from comity.foundation.record.queries import entire_history, history
from comity.procedure.clearance.queries import standing

from .builders import NOON, a_concept, a_granted, a_proposed, a_snapshot, answer_all, now_says

LOW = label("DEMO", "UNCLASSIFIED")


def kinds(it):
    return list(entire_history("a test", about=thing(it), newest_first=False).values_list("kind", flat=True))


def test_what_is_said_is_kept_whole(house):
    said = {"has_ships": True, "ships": (ShipLine("frigate", 2, 3600),), "start": read("2026-10"), "tanks": 3}
    it = a_concept(house, **said)
    assert snapshot_of(Engagement.objects.whole("a test").get(pk=it.pk)) == a_snapshot(**said)
    assert (it.reference, it.state, it.version) == ("ENG-2026-0001", "concept", 1)
    assert kinds(it) == ["engagement.concept-begun"]


def test_the_foreign_ministry_begins_as_well_as_defence(house):
    it = a_concept(house, actor=house.desk)
    assert snapshot_of(it).lead == "foreign"


def test_without_a_mandate_nothing_is_begun_and_the_attempt_is_recorded(house):
    with pytest.raises(NotAllowed, match="holds no mandate to propose"):
        a_concept(house, actor=house.counsel)
    assert not Engagement.objects.whole("a test").exists()
    tried = history(reader=house.planner.reader, kind="access.refused").get()
    assert "tried to begin the engagement" in tried.sentence


def test_the_same_form_handed_in_twice_begins_once(house):
    key = uuid4()
    begin_concept(a_snapshot(), actor=house.planner, at=NOON, key=key, label=LOW)
    with pytest.raises(Refused, match="handed in already"):
        begin_concept(a_snapshot(), actor=house.planner, at=NOON, key=key, label=LOW)
    assert Engagement.objects.whole("a test").count() == 1


def test_nobody_marks_what_they_could_not_read(house):
    house.people["planner"].clearances = {"DEMO": "RESTRICTED"}
    house.people["planner"].save()
    from dataclasses import replace

    actor = replace(house.planner, reader=house.people["planner"].reader)
    with pytest.raises(Refused, match="could not read it yourself"):
        a_concept(house, actor=actor, marked="SECRET")


def test_what_contradicts_itself_is_refused_with_its_field(house):
    with pytest.raises(Refused) as refusal:
        a_concept(house, start=read("2026-10-05"), end=read("2026-09-05"))
    assert refusal.value.fields == {"end": "It ends before it begins."}


def test_each_change_of_a_concept_is_a_version_with_its_author(house):
    it = a_concept(house)
    save_concept(it.pk, actor=house.desk, at=NOON, said=a_snapshot(personnel=4200), seen_version=1)
    it.refresh_from_db()
    assert it.version == 2
    versions = list(versions_of(it, house.planner.reader))
    assert [v.by.username for v in versions] == ["planner", "desk"]
    assert authors_of(it) == {house.planner.person_id, house.desk.person_id}
    told = history(reader=house.planner.reader, about=thing(it)).first()
    assert "personnel from 9,400 people to 4,200 people" in told.sentence


def test_saving_what_is_there_changes_nothing_and_says_nothing(house):
    it = a_concept(house)
    save_concept(it.pk, actor=house.planner, at=NOON, said=a_snapshot(), seen_version=1)
    it.refresh_from_db()
    assert it.version == 1
    assert kinds(it) == ["engagement.concept-begun"]


def test_whoever_saves_over_somebody_elses_change_is_told_what_changed(house):
    it = a_concept(house)
    save_concept(it.pk, actor=house.desk, at=NOON, said=a_snapshot(personnel=4200), seen_version=1)
    with pytest.raises(Refused) as refusal:
        save_concept(it.pk, actor=house.planner, at=NOON, said=a_snapshot(place="Manila"), seen_version=1)
    assert "Desk" in refusal.value.message
    assert "personnel from 9,400 people to 4,200 people" in refusal.value.message
    assert now_says(it).place == "Subic Bay"


def test_rows_that_were_taken_out_are_gone_and_stand_in_the_version(house):
    it = a_concept(house)
    fewer = a_snapshot(parties=(Party("Philippines", "PHL"),))
    save_concept(it.pk, actor=house.planner, at=NOON, said=fewer, seen_version=1)
    assert [party.name for party in now_says(it).parties] == ["Philippines"]
    first = versions_of(it, house.planner.reader).first()
    assert "Home State, Philippines" in str(first.particulars)


def test_the_lead_and_the_marking_are_never_what_a_form_says(house):
    it = a_concept(house, lead="foreign", lead_name="Elsewhere", marking="SECRET")
    assert (snapshot_of(it).lead, snapshot_of(it).marking) == ("defence", "UNCLASSIFIED")


def test_a_concept_cannot_be_amended_nor_a_proposal_saved(house):
    it = a_concept(house)
    with pytest.raises(Refused, match="only what is in clearance"):
        amend_engagement(it.pk, actor=house.planner, at=NOON, said=a_snapshot(), seen_version=1, why="x")
    it = a_proposed(house)
    with pytest.raises(Refused, match="concept no longer"):
        save_concept(it.pk, actor=house.planner, at=NOON, said=a_snapshot(), seen_version=1)


def test_an_amendment_needs_a_reason_and_a_change(house):
    it = a_proposed(house)
    with pytest.raises(Refused) as refusal:
        amend_engagement(it.pk, actor=house.planner, at=NOON, said=a_snapshot(personnel=1), seen_version=1, why=" ")
    assert "why" in refusal.value.fields
    with pytest.raises(Refused, match="Nothing is different"):
        amend_engagement(it.pk, actor=house.planner, at=NOON, said=a_snapshot(), seen_version=1, why="because")


def test_an_amendment_stays_complete(house):
    it = a_proposed(house)
    with pytest.raises(Refused) as refusal:
        amend_engagement(it.pk, actor=house.planner, at=NOON, said=a_snapshot(cost=None), seen_version=1, why="because")
    assert set(refusal.value.fields) == {"cost"}


def test_a_small_amendment_reaches_clearance_without_reopening_it(house):
    it = a_granted(house)
    from comity.activity.engagements.actions.authorise_engagement import authorise_engagement

    if it.state == "in_clearance":
        authorise_engagement(it.pk, actor=house.foreign_minister, at=NOON)
    amend_engagement(
        it.pk, actor=house.planner, at=NOON, said=a_snapshot(personnel=9500), seen_version=1, why="ten more"
    )
    it.refresh_from_db()
    assert (it.state, it.version) == ("authorised", 2)
    assert standing(it.dossier_id).state == "granted"


def test_a_material_amendment_takes_the_authorisation_away(house):
    it = a_granted(house)
    from comity.activity.engagements.actions.authorise_engagement import authorise_engagement

    if it.state == "in_clearance":
        authorise_engagement(it.pk, actor=house.foreign_minister, at=NOON)
    amend_engagement(
        it.pk, actor=house.planner, at=NOON, said=a_snapshot(personnel=14000), seen_version=1, why="more come"
    )
    it.refresh_from_db()
    assert it.state == "in_clearance"
    assert standing(it.dossier_id).state == "consulting"
    assert kinds(it)[-2:] == ["engagement.clearance-reopened", "engagement.amended"]


def test_who_has_spoken_on_its_clearance_may_not_amend_it(house):
    it = a_proposed(house)
    answer_all(house, it)
    with pytest.raises(NotAllowed, match="who clears a proposal does not rewrite it"):
        amend_engagement(it.pk, actor=house.desk, at=NOON, said=a_snapshot(personnel=1), seen_version=1, why="because")


def test_a_new_marking_is_a_version_and_needs_a_reason_and_the_lead(house):
    it = a_concept(house)
    higher = label("DEMO", "RESTRICTED")
    with pytest.raises(NotAllowed, match="only its lead"):
        change_marking(it.pk, actor=house.desk, at=NOON, label=higher, reason="sensitive", seen_version=1)
    with pytest.raises(Refused):
        change_marking(it.pk, actor=house.planner, at=NOON, label=higher, reason="", seen_version=1)
    change_marking(it.pk, actor=house.planner, at=NOON, label=higher, reason="sensitive", seen_version=1)
    it = Engagement.objects.whole("a test").get(pk=it.pk)
    assert (it.marking.words, it.version) == ("RESTRICTED", 2)
    assert (
        "RESTRICTED instead of UNCLASSIFIED" in history(reader=house.planner.reader, about=thing(it)).first().sentence
    )


def test_an_earlier_version_keeps_the_marking_it_was_written_under(house):
    it = a_concept(house, marked="SECRET")
    change_marking(it.pk, actor=house.planner, at=NOON, label=LOW, reason="announced", seen_version=1)
    house.people["desk"].clearances = {"DEMO": "UNCLASSIFIED"}
    seen = versions_of(it, house.people["desk"].reader)
    assert [version.number for version in seen] == [2]


def test_withdrawing_takes_the_dossier_along(house):
    it = a_proposed(house)
    with pytest.raises(NotAllowed):
        withdraw_engagement(it.pk, actor=house.desk, at=NOON, reason="no longer wanted")
    withdraw_engagement(it.pk, actor=house.planner, at=NOON, reason="no longer wanted")
    it.refresh_from_db()
    assert (it.state, standing(it.dossier_id).state) == ("withdrawn", "withdrawn")
    with pytest.raises(NoSuchMove):
        withdraw_engagement(it.pk, actor=house.planner, at=NOON, reason="again")
