"""The record forgets only by two keys of two institutions, and what it forgot is found nowhere."""

from dataclasses import replace

import pytest
from django.urls import reverse

from comity.activity.engagements.tests.builders import FRAMEWORK, NOON, a_concept
from comity.activity.papers.actions.make_remark import make_remark
from comity.foundation.access.rules.actor import the_clock, the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.record.queries import absent_bodies, entry_read, history, verify_all
from comity.foundation.record.rules.absence import Erased, Withheld
from comity.mandate.institutions.rules.framework import BadFramework, read_framework
from comity.scrutiny.oversight.actions.confirm_absence import confirm_absence
from comity.scrutiny.oversight.actions.decline_absence import decline_absence
from comity.scrutiny.oversight.actions.show_again import show_again

from .forgetful import CITED, LAW, a_proposal, an_erasure, an_overseen_house

WORD = "rendezvous"


@pytest.fixture
def house(db):
    house = an_overseen_house()
    house.it = a_concept(house, title="Calm Water")
    make_remark(house.it.pk, actor=house.planner, at=NOON, words=f"A {WORD} @desk must not be known.")
    house.seq = history(reader=house.desk.reader, kind="papers.remark-made").get().seq
    return house


def said(house, seq=None):
    return str(entry_read(house.seq if seq is None else seq, house.desk.reader).told)


def test_two_keys_erase_it_and_the_proof_holds(house):
    teller = an_erasure(house, house.seq)
    assert said(house) == f"Entry {house.seq} was erased: {LAW['reason']} ({CITED}), by entry {teller.seq}."
    assert absent_bodies(0, 99) == {house.seq: Erased(teller.seq, CITED)}
    assert verify_all().whole, verify_all().sentence()
    assert (teller.person_id, teller.post) == (house.auditor.person_id, "Auditor")
    proposal = entry_read(teller.body["event"]["proposal"], house.desk.reader)
    assert (proposal.kind, proposal.post) == ("record.absence-proposed", "Records officer")


def test_the_first_key_alone_changes_nothing(house):
    before = said(house)
    a_proposal(house, house.seq)
    assert said(house) == before
    assert absent_bodies(0, 99) == {}
    with pytest.raises(Refused, match="waits for an answer already"):
        a_proposal(house, house.seq)


@pytest.mark.parametrize("who", ["counsel", "defence_minister", "chair", "general"])
def test_only_who_holds_the_mandate_proposes(house, who):
    with pytest.raises(NotAllowed, match="holds no mandate"):
        a_proposal(house, house.seq, by=getattr(house, who))


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("archivist", "parliamentary or an independent post"),
        ("defence_minister", "parliamentary or an independent post"),
        ("general", "parliamentary or an independent post"),
        ("inspector", "proposed from the same institution"),
    ],
)
def test_who_belongs_to_those_that_propose_does_not_confirm(house, who, why):
    told = a_proposal(house, house.seq).told_id
    for answer in (confirm_absence, lambda *a, **o: decline_absence(*a, reason="no", **o)):
        with pytest.raises(NotAllowed, match=why):
            answer(told, actor=getattr(house, who), at=NOON)
    assert WORD in said(house)


def test_one_person_cannot_turn_both_keys_from_two_posts(house):
    told = a_proposal(house, house.seq).told_id
    both = replace(house.auditor, person_id=house.archivist.person_id)
    with pytest.raises(NotAllowed, match="nobody answers their own proposal"):
        confirm_absence(told, actor=both, at=NOON)


def test_two_people_of_one_institution_cannot_even_outside_the_ministry(house):
    told = a_proposal(house, house.seq, by=house.auditor).told_id
    colleague = replace(house.auditor, person_id=house.chair.person_id)
    with pytest.raises(NotAllowed, match="from the same institution"):
        confirm_absence(told, actor=colleague, at=NOON)
    assert confirm_absence(told, actor=house.chair, at=NOON).kind == "record.body-erased"


def test_nobody_has_their_own_acts_forgotten(house):
    own = replace(house.archivist, person_id=house.planner.person_id)
    with pytest.raises(NotAllowed, match="own acts forgotten"):
        a_proposal(house, house.seq, by=own)
    told = a_proposal(house, house.seq).told_id
    with pytest.raises(NotAllowed, match="own acts forgotten"):
        confirm_absence(told, actor=replace(house.auditor, person_id=house.planner.person_id), at=NOON)


@pytest.mark.parametrize("nobody", [the_console(), the_clock()], ids=["console", "clock"])
def test_neither_the_operator_nor_the_clock_turns_a_key(house, nobody):
    reading = replace(nobody, reader=house.planner.reader)
    with pytest.raises(NotAllowed, match="never the house itself"):
        a_proposal(house, house.seq, by=reading)
    told = a_proposal(house, house.seq).told_id
    with pytest.raises(NotAllowed, match="never the house itself"):
        confirm_absence(told, actor=reading, at=NOON)


def test_what_gives_power_or_decides_or_tells_of_the_record_stays(house):
    teller = an_erasure(house, house.seq)
    appointed = history(reader=house.desk.reader, kind="post.person-appointed").first()
    for seq, why in ((0, "which rules were in force"), (appointed.seq, "gives or takes away a power")):
        with pytest.raises(Refused, match=why):
            a_proposal(house, seq)
    with pytest.raises(Refused, match="of the record itself"):
        a_proposal(house, teller.seq)
    with pytest.raises(Refused, match="erased already"):
        a_proposal(house, house.seq)


@pytest.mark.parametrize(
    ("different", "why"),
    [({"reason": " "}, "Say why"), ({"instrument": "nowhere"}, "Name the law"), ({"article": ""}, "Name the article")],
)
def test_without_a_reason_and_a_law_in_force_nothing_is_proposed(house, different, why):
    with pytest.raises(Refused, match=why):
        a_proposal(house, house.seq, **different)


def test_what_one_may_not_read_one_neither_proposes_nor_confirms(house, client):
    secret = a_concept(house, title="Hidden Reef", marked="SECRET")
    entry = history(reader=house.planner.reader).get(mentions__thing_key=str(secret.pk))
    blind = replace(house.archivist, reader=house.stranger.reader)
    with pytest.raises(Refused, match="no entry"):
        a_proposal(house, entry.seq, by=blind)
    told = a_proposal(house, entry.seq).told_id
    with pytest.raises(Refused, match="no proposal"):
        confirm_absence(told, actor=replace(house.auditor, reader=house.stranger.reader), at=NOON)
    client.force_login(house.stranger_person)
    for page in (reverse("entry-by-key", args=[entry.seq]), reverse("oversight-absence", args=[told])):
        assert client.get(page).status_code == 404
    assert str(entry.seq) not in client.get(reverse("oversight-absences-file")).text


def test_a_proposal_is_answered_once(house):
    told = a_proposal(house, house.seq).told_id
    declined = decline_absence(told, actor=house.chair, at=NOON, reason="The court still needs it.")
    assert declined.sentence.endswith("is not erased, as entry " + f"{told} proposed: The court still needs it.")
    with pytest.raises(Refused, match="was answered by entry"):
        confirm_absence(told, actor=house.auditor, at=NOON)
    assert WORD in said(house)
    an_erasure(house, house.seq)
    assert WORD not in said(house)


def test_what_is_withheld_is_read_in_the_house_and_either_key_shows_it_again(house):
    an_erasure(house, house.seq, what="withhold")
    assert WORD in said(house)
    assert absent_bodies(0, 99) == {house.seq: Withheld(CITED)}
    with pytest.raises(NotAllowed):
        show_again(house.seq, actor=house.planner, at=NOON, reason="why not")
    show_again(house.seq, actor=house.chair, at=NOON, reason="the partner agreed")
    assert absent_bodies(0, 99) == {}
    assert verify_all().whole, verify_all().sentence()


def test_one_proposes_after_seeing_what_the_record_would_say(house, client):
    client.force_login(house.people["archivist"])
    page = reverse("entry-by-key", args=[house.seq])
    assert page in client.get(reverse("record")).text
    form = {"act": "propose", "what": "erase", **LAW}
    seen = client.post(page, form)
    assert seen.status_code == 200
    assert f"erase for ever what entry {house.seq} says: {LAW['reason']} ({CITED})" in seen.text
    assert history(reader=house.desk.reader, kind="record.absence-proposed").count() == 0
    done = client.post(page, {**form, "sure": "yes"}, follow=True)
    assert done.status_code == 200
    proposal = done.redirect_chain[-1][0]
    assert client.post(proposal, {"act": "confirm"}).status_code == 403
    client.force_login(house.people["chair"])
    assert proposal in client.get(reverse("oversight-absences")).text
    assert proposal in client.get(reverse("waits")).text
    assert client.post(proposal, {"act": "decline", "reason": ""}).status_code == 422
    confirmed = client.post(proposal, {"act": "confirm"}, follow=True)
    assert "was erased for ever, as proposed" in confirmed.text
    assert f"A {WORD}" not in confirmed.text


def test_who_holds_no_power_is_offered_no_form(house, client):
    client.force_login(house.people["planner"])
    page = client.get(reverse("entry-by-key", args=[house.seq]))
    assert page.status_code == 200
    assert 'name="instrument"' not in page.text
    assert (
        client.post(page.request["PATH_INFO"], {"act": "propose", "sure": "yes", "what": "erase", **LAW}).status_code
        == 403
    )


def test_a_framework_gives_the_second_key_to_nobody_inside():
    bold = FRAMEWORK.replace("may: [decide, revoke]", "may: [decide, revoke, confirm-erasure]")
    with pytest.raises(BadFramework, match="neither parliamentary nor independent"):
        read_framework(bold, name="bold.yaml")
