"""Evidence is handed out on pages and from the console: to whom, of what, what is withheld; and the record says so."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import StringIO
from itertools import islice
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from comity.activity.engagements.tests.builders import NOON, a_concept, a_granted, a_house
from comity.foundation.access.actions.make_record_key import make_record_key
from comity.foundation.access.rules.actor import the_clock, the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import label
from comity.foundation.record.actions.publish import publish
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import entire_history, head, history, record_keys, verify_all
from comity.mandate.institutions.queries import posts
from comity.procedure.clearance.queries import dossiers
from comity.scrutiny.oversight.actions.export_evidence import export_evidence
from comity.scrutiny.oversight.actions.prepare_evidence import prepare_evidence
from comity.scrutiny.oversight.permissions import may_export_evidence
from comity.scrutiny.oversight.queries import verifier_file
from comity.scrutiny.oversight.rules.handed_out import HandedOut
from comity.scrutiny.oversight.rules.scope import Scope, ScopeKind
from verifier.checking import check
from verifier.policy import policy

ALL = Scope(kind=ScopeKind.ALL)
ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def house(db):
    """With a granted engagement, and a secret one that the counsel, here an independent post, may not read."""
    house = a_house()
    make_record_key(marking_for(label("DEMO", "UNCLASSIFIED")).pk, actor=the_console(), at=NOON)
    house.granted = a_granted(house)
    house.secret = a_concept(house, title="Hidden Reef", marked="SECRET")
    posts().filter(key="counsel").update(character="independent")
    counsel = house.people["counsel"]
    counsel.clearances = {"DEMO": "RESTRICTED"}
    counsel.save()
    house.counsel = replace(house.counsel, character="independent", reader=counsel.reader)
    publish(NOON)
    return house


@pytest.fixture
def taken(client, tmp_path):
    """A bundle from the page, and what the verifier finds."""

    def take(**said):
        answer = client.post(reverse("oversight-evidence-file"), said)
        assert answer.status_code == 200, answer.content
        file = tmp_path / "evidence.zip"
        file.write_bytes(b"".join(answer.streaming_content))
        return file, found_by_the_verifier(file)

    return take


def found_by_the_verifier(file):
    return check(file, policy(f"log {record_keys()[0].key}\nquorum 0\n"))


def exports():
    return list(entire_history("a test", kind="evidence.exported"))


def test_overseers_take_everything_and_what_they_may_not_read_is_withheld_and_counted(house, client, taken):
    client.force_login(house.people["counsel"])
    whole, readable = head().size, history(reader=house.counsel.reader).count()
    file, result = taken(kind="all")
    assert (result.status, result.entries) == (0, whole), result.sentences
    assert result.withheld == whole - readable > 0
    assert b"Hidden Reef" not in file.read_bytes()
    told = exports()[0]
    assert told.body["event"]["digest"] == sha256(file.read_bytes()).hexdigest()
    assert (told.body["event"]["entries"], told.body["event"]["withheld"]) == (whole, result.withheld)
    assert told.sentence.startswith(f"Evidence of the whole record was exported for Counsel, Counsel: {whole} entries")
    assert told.marking.words == "RESTRICTED"
    assert verify_all().whole


def test_a_thing_is_taken_with_its_subject_by_whoever_may_read_it(house, client, taken):
    client.force_login(house.people["desk"])
    dossier = dossiers(house.desk.reader).get()
    about = {
        seq
        for thing in (Thing("dossier", str(dossier.pk)), Thing("engagement", str(house.granted.pk)))
        for seq in entire_history("a test", about=thing).values_list("seq", flat=True)
    }
    for kind, reference in (("dossier", dossier.reference), ("engagement", house.granted.reference.lower())):
        _, result = taken(kind=kind, reference=reference)
        assert (result.status, result.withheld) == (0, 0), result.sentences
        assert result.entries == len(about)
        about |= {exports()[0].seq} if kind == "dossier" else set()
        publish(NOON)


def test_it_holds_days_and_what_an_institution_did(house, client, taken):
    client.force_login(house.people["counsel"])
    _, result = taken(kind="period", first="2026-06-01", last="2026-06-01")
    on_that_day = entire_history("a test", since=Scope(kind=ScopeKind.PERIOD, first=date(2026, 6, 1)).begins).count()
    assert (result.status, result.entries) == (0, on_that_day - len(exports()))
    _, result = taken(kind="institution", institution="foreign", since="3 7")
    of_theirs = posts().filter(institution__key="foreign").values_list("pk", flat=True)
    theirs = sum(entire_history("a test", post_id=pk).count() for pk in of_theirs)
    assert (result.status, result.entries) == (0, theirs)
    assert theirs > 0


def test_nobody_learns_by_asking_that_something_exists(house, client):
    client.force_login(house.people["counsel"])
    answers = []
    for reference in (house.secret.reference, "ENG-1999-0001"):
        answer = client.post(reverse("oversight-evidence-file"), {"kind": "engagement", "reference": reference})
        assert answer.status_code == 422
        answers.append(answer.content.decode().replace(reference, "…"))
    assert "Nothing on the record that may be read here is called …" in answers[0]
    assert answers[0].count("called …") == answers[1].count("called …")
    assert exports() == []


def test_who_acts_from_no_post_or_asks_for_more_than_a_thing_is_refused(house, client):
    client.force_login(house.people["planner"])
    assert client.post(reverse("oversight-evidence-file"), {"kind": "all"}).status_code == 422
    client.force_login(house.stranger_person)
    said = {"kind": "engagement", "reference": house.granted.reference}
    assert client.post(reverse("oversight-evidence-file"), said).status_code == 403
    assert b"You act from no post" in client.get(reverse("oversight-evidence")).content
    for actor in (house.planner, house.stranger, the_clock()):
        before = head().size
        with pytest.raises(NotAllowed):
            prepare_evidence(ALL, actor=actor, at=NOON, reader=actor.reader)
        handed = HandedOut(scope=ALL, recipient="x", entries=0, withheld=0, digest="0" * 64, record_size=0)
        with pytest.raises(NotAllowed):
            export_evidence(handed, actor=actor, at=NOON, marking_id=marking_for(label("DEMO", "UNCLASSIFIED")).pk)
        assert head().size == before + 2, "both attempts are on the record"
    assert may_export_evidence(house.counsel, ALL)
    assert may_export_evidence(the_console(), ALL)


def test_a_form_that_cannot_be_read_is_shown_again(house, client):
    client.force_login(house.people["counsel"])
    for said in (
        {},
        {"kind": "dossier"},
        {"kind": "period", "first": "2026-06-02", "last": "2026-06-01"},
        {"kind": "all", "since": "many"},
        {"kind": "all", "since": "999999"},
        {"kind": "institution", "institution": "nowhere"},
    ):
        assert client.post(reverse("oversight-evidence-file"), said).status_code == 422, said
    assert exports() == []


def test_what_breaks_off_is_no_bundle_and_stands_nowhere(house, client, tmp_path):
    client.force_login(house.people["counsel"])
    answer = client.post(reverse("oversight-evidence-file"), {"kind": "all"})
    (tmp_path / "cut.zip").write_bytes(b"".join(islice(answer.streaming_content, 6)))
    assert found_by_the_verifier(tmp_path / "cut.zip").status == 2
    assert exports() == []


def test_pages_of_a_decision_show_its_proof(house, client):
    client.force_login(house.people["planner"])
    granted = entire_history("a test", kind="clearance.granted").get().seq
    dossier = dossiers(house.planner.reader).get()
    for page in (reverse("dossier", args=[dossier.reference]), reverse("engagement", args=[house.granted.reference])):
        content = client.get(page).content.decode()
        assert f"The decision is entry <strong>{granted}</strong> of the record." in content
        assert f"entry {granted} of {head().size}\nleaf " in content
        assert "Download the evidence" in content
    later = a_concept(house, title="Late Bay")
    content = client.get(reverse("engagement", args=[later.reference])).content.decode()
    assert "It is signed within a minute." in content


def test_the_program_handed_out_is_the_one_that_anybody_can_make(house, client, tmp_path):
    client.force_login(house.people["counsel"])
    made = tmp_path / "made.pyz"
    subprocess.run([sys.executable, ROOT / "scripts" / "make_verifier.py", made], check=True, capture_output=True)
    got = client.get(reverse("oversight-verifier")).content
    assert got == made.read_bytes() == verifier_file()[0]
    assert sha256(got).hexdigest() in client.get(reverse("oversight-evidence")).content.decode()
    assert (
        policy(client.get(reverse("oversight-policy")).content.decode()).logs[0].name == record_keys()[0].verifier.name
    )


def called(*words):
    said, aside = StringIO(), StringIO()
    call_command("record_export", *map(str, words), stdout=said, stderr=aside)
    return said.getvalue(), aside.getvalue()


def test_the_console_exports_everything_or_what_somebody_may_read(house, tmp_path):
    file = tmp_path / "evidence.zip"
    said, aside = called("--out", file, "--all", "--json")
    assert json.loads(said)["sha256"] == sha256(file.read_bytes()).hexdigest() == exports()[0].body["event"]["digest"]
    assert "whatever its marking" in aside
    assert found_by_the_verifier(file).withheld == 0
    said, _ = called("--out", file, "--all", "--as", "counsel", "--json")
    assert json.loads(said)["withheld"] == found_by_the_verifier(file).withheld > 0
    said, _ = called("--out", file, "--institution", "Ministry of Defence", "--from", 2)
    assert f"entry {exports()[0].seq} says so" in said
    assert found_by_the_verifier(file).status == 0
    said, _ = called("--out", file, "--since", "2026-06-01", "--until", "2026-06-01")
    assert found_by_the_verifier(file).status == 0
    for wrong in (
        ["--dossier", "DOS-1999-0001"],
        ["--institution", "Nowhere"],
        ["--all", "--from", 999999],
        ["--all", "--until", "2026-06-01"],
        ["--all", "--as", "nobody"],
    ):
        with pytest.raises(CommandError):
            called("--out", tmp_path / "wrong.zip", *wrong)
    assert not (tmp_path / "wrong.zip").exists()


def test_a_record_that_is_not_signed_proves_nothing(db):
    a_house()
    with pytest.raises(Refused, match="not signed yet"):
        prepare_evidence(ALL, actor=the_console(), at=NOON, reader=None)
