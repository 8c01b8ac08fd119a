"""Findings are told to overseers as far as they may read, cannot be hushed up, and are noted by overseers alone."""

import csv
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from comity.activity.engagements.tests.builders import NOON, a_proposed
from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import the_clock
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import label
from comity.foundation.notices.queries import Notice
from comity.foundation.record.queries import history, verify_all
from comity.foundation.record.tests.builders import an_entry
from comity.foundation.record.tests.keeping import missing, only_added_to
from comity.mandate.institutions.queries import actor_for
from comity.scrutiny.oversight import jobs
from comity.scrutiny.oversight.actions.acknowledge_finding import acknowledge_finding
from comity.scrutiny.oversight.models import Acknowledgement, Finding
from comity.scrutiny.oversight.queries import MONITORS, beyond_ones_clearance, found_for, found_waiting, unnoted
from comity.scrutiny.oversight.rules import watching
from comity.scrutiny.oversight.rules.kept import KEPT

from .builders import LATER, a_key_turned, a_watched_house, entries, looked


@pytest.fixture(autouse=True)
def without_the_rows(monkeypatch):
    """Faults are laid into rows here, and people made, without an act: the monitor of the rows would name each, and
    those of what is promised name once more what was done out of turn."""
    others = (watching.ROWS, *watching.PROMISES.values())
    monkeypatch.setattr(jobs, "MONITORS", tuple(one for one in MONITORS if one.watch not in others))


@pytest.fixture
def house(db):
    return a_watched_house()


@pytest.fixture
def finding(house):
    """Counsel turned a key without a mandate, on something secret."""
    it = a_proposed(house, marked="SECRET")
    a_key_turned(it, actor=house.counsel)
    (row,) = looked()
    return row


def cleared_for(house, key, level):
    person = house.people[key]
    Person.objects.filter(pk=person.pk).update(clearances={"DEMO": level})
    person.refresh_from_db()
    return actor_for(person, LATER)


def waiting(actor):
    return list(unnoted(found_for(actor.reader), actor))


def test_a_finding_is_an_entry_under_the_marking_of_the_entry_it_is_about(house, finding):
    (made,) = entries(house.clerk.reader, "oversight.finding-made")
    about = history(reader=house.clerk.reader).get(seq=finding.seq)
    assert made.marking_id == finding.marking_id == about.marking_id
    assert made.sentence == f"Finding {finding.reference}: {finding.sentence}"
    assert {m.thing_kind for m in made.mentions.all()} == {"finding", "dossier", "engagement"}
    assert made.person_id is None
    assert verify_all().whole


def test_who_may_not_read_the_entry_reads_nothing_of_the_finding_and_only_overseers_learn_that_there_is_one(
    house, finding, client
):
    clerk, planner = cleared_for(house, "clerk", "RESTRICTED"), cleared_for(house, "planner", "RESTRICTED")
    for actor, beyond in ((clerk, 1), (planner, 0)):
        assert waiting(actor) == []
        assert beyond_ones_clearance(actor) == found_waiting(actor).beyond == beyond
        client.force_login(Person.objects.get(pk=actor.person_id))
        page = client.get(reverse("oversight-findings")).text
        assert finding.sentence not in page
        assert finding.reference not in page
        assert ("1 finding more is about an entry that you are not cleared for" in page) is bool(beyond)
        assert client.get(reverse("finding", args=[finding.pk])).status_code == 404
        assert finding.sentence not in client.get(reverse("oversight-findings-file")).text
    refused = entries(house.auditor.reader, "access.refused")
    assert len(refused) == 2
    assert {entry.marking_id for entry in refused} == {finding.marking_id}


def test_an_overseer_of_another_policy_is_not_told_that_there_is_anything(house, finding):
    Person.objects.filter(pk=house.people["clerk"].pk).update(clearances={"CONCORD": "SECRET"})
    house.people["clerk"].refresh_from_db()
    assert beyond_ones_clearance(actor_for(house.people["clerk"], LATER)) == 0


def test_only_overseers_take_note_and_each_for_their_own_post(house, finding):
    with pytest.raises(NotAllowed):
        acknowledge_finding(finding.pk, actor=house.defence_minister, at=LATER, remark="Nothing to see.")
    with pytest.raises(Refused):
        acknowledge_finding(finding.pk, actor=house.clerk, at=LATER, remark="  ")
    acknowledge_finding(finding.pk, actor=house.clerk, at=LATER, remark="Put to the committee.")
    assert waiting(house.clerk) == []
    assert waiting(house.auditor) == [finding]
    with pytest.raises(Refused):
        acknowledge_finding(finding.pk, actor=house.clerk, at=LATER, remark="Again.")
    (entry,) = entries(house.clerk.reader, "oversight.finding-acknowledged")
    assert entry.sentence == f"Clerk took note of finding {finding.reference}: “Put to the committee.”"
    with pytest.raises(Finding.DoesNotExist):
        acknowledge_finding(finding.pk, actor=cleared_for(house, "auditor", "RESTRICTED"), at=LATER, remark="Seen.")


def test_overseers_are_told_and_who_took_note_is_told_no_more(house, finding):
    told = Notice.objects.whole("a test").filter(topic="finding")
    assert {row.person_id for row in told} == {house.clerk.person_id, house.auditor.person_id}
    acknowledge_finding(finding.pk, actor=house.clerk, at=LATER, remark="Seen.")
    assert [row.person_id for row in told.filter(read_at__isnull=True)] == [house.auditor.person_id]


def test_what_is_found_of_the_record_as_a_whole_is_for_everyone_cleared_at_all(house):
    from comity.scrutiny.oversight.jobs import _enter
    from comity.scrutiny.oversight.rules.found import missing as gap
    from comity.scrutiny.oversight.rules.trouble import Trouble
    from comity.scrutiny.oversight.rules.watching import SEQUENCE

    assert _enter(SEQUENCE, [Trouble(key="missing:3", words=gap(3, 3))], LATER) == 1
    assert [row.sentence for row in waiting(cleared_for(house, "clerk", "RESTRICTED"))] == [
        "Entry 3 is missing from the record."
    ]


def test_the_page_says_who_when_and_under_what_and_takes_the_remark(house, finding, client):
    client.force_login(house.people["clerk"])
    page = client.get(reverse("oversight-findings")).text
    for said in (finding.reference, "Counsel", "Engagement Act, art. 4", "Waits for overseers", "SECRET"):
        assert said in page
    one = reverse("finding", args=[finding.pk])
    assert client.post(one, {"remark": ""}).status_code == 422
    assert client.post(one, {"remark": "Asked the ministry."}).status_code == 302
    assert "Asked the ministry." in client.get(one).text
    assert finding.reference not in client.get(reverse("oversight-findings")).text
    assert finding.reference in client.get(reverse("oversight-findings"), {"show": "noted", "watch": "powers"}).text
    client.force_login(house.people["planner"])
    assert client.post(one, {"remark": "Explained."}).status_code == 403
    assert "What is to be said of it" not in client.get(one).text


def test_the_file_begins_with_its_marking_and_runs_no_formula(house, finding, client):
    acknowledge_finding(finding.pk, actor=house.clerk, at=LATER, remark="=1+1")
    client.force_login(house.people["auditor"])
    rows = list(csv.reader(StringIO(client.get(reverse("oversight-findings-file")).text)))
    assert rows[0] == ["SECRET"]
    assert rows[2][:3] == [finding.reference, "Acts without a mandate", finding.sentence]
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_an_empty_page_teaches_what_is_looked_at(house, client):
    looked()
    client.force_login(house.people["clerk"])
    page = client.get(reverse("oversight-findings")).text
    assert "Nothing waits" in page
    assert "more than two minutes before" in page


def test_the_command_ends_with_1_while_something_is_open(house, capsys):
    call_command("oversight_look")
    an_entry(actor=the_clock(), at=NOON - timedelta(days=300), marking=marking_for(label("DEMO", "RESTRICTED")))
    with pytest.raises(SystemExit) as ended:
        call_command("oversight_look", "--all", "--json")
    assert ended.value.code == 1
    said = json.loads(capsys.readouterr().out.partition("\n{")[2].join(["{", ""]))
    assert [row["monitor"] for row in said["open"]] == ["clock"]
    row = Finding.objects.whole("a test").get()
    acknowledge_finding(row.pk, actor=house.clerk, at=timezone.now(), remark="The console told of the past.")
    call_command("oversight_look")


@pytest.mark.parametrize("table", KEPT)
def test_the_database_refuses_to_edit_or_remove(table, house, finding):
    acknowledge_finding(finding.pk, actor=house.clerk, at=LATER, remark="Seen.")
    only_added_to(table, KEPT[table])
    assert missing(table) == set()


def test_a_finding_is_not_rewritten_by_the_application_either(house, finding):
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        Finding.objects.whole("a test").update(sentence="All is well.")
    acknowledge_finding(finding.pk, actor=house.clerk, at=LATER, remark="Seen.")
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        Acknowledgement.objects.update(remark="It was nothing.")
