"""What the frameworks that ship promise is proved, and what breaks a promise is told as a run."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from comity.activity.engagements.rules.vocabulary import VOCABULARY
from comity.mandate.institutions.rules.promises import Property
from comity.procedure.assurance.rules.lines import CIVIL, Lines
from comity.procedure.assurance.rules.proving import Answer, broken_promises, prove, story
from comity.procedure.clearance.rules.whole import check
from verifier.proof import main as check_proof

FRAMEWORKS = settings.LIBRARY / "frameworks"
SHIPPED = sorted(file.stem for file in FRAMEWORKS.glob("*.yaml"))
TO_THE_COAST_GUARD = (
    ("lend: {to: [kestrel-permanent-secretary], classes", "lend: {to: [kestrel-commander], classes"),
    (
        "lend: {to: [kestrel-legal-officer], classes: [contact]",
        "lend: {to: [kestrel-commander], classes: [force-visit]",
    ),
)


def text_of(name):
    return (FRAMEWORKS / f"{name}.yaml").read_text(encoding="utf-8")


def the_file(text):
    found = check(text)
    assert found.file is not None, found.faults
    return found.file


def altered(text, *changes):
    for was, becomes in changes:
        assert was in text
        text = text.replace(was, becomes)
    return text


def prove_it(*words):
    out = StringIO()
    try:
        call_command("framework_prove", *map(str, words), stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


@pytest.mark.parametrize("name", SHIPPED)
def test_every_promise_of_a_framework_that_ships_is_proved(name):
    file = the_file(text_of(name))
    verdicts = prove(file, VOCABULARY)
    assert broken_promises(file, verdicts) == []
    assert {v.promise for v in verdicts if v.answer is not Answer.PROVED} <= {Property.TWO_KEYS}  # one key: no promise
    assert {entry.hold for entry in file.properties} == set(Property)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_power_of_a_civil_post_may_be_lent_to_a_military_one(name):
    lines = Lines(the_file(text_of(name)))
    every = tuple(entry.key for entry in lines.file.classes)
    lent = [
        (lines.posts[mandate.post].character, lines.posts[to].character)
        for mandate in lines.file.mandates
        if mandate.lend
        for to in lines.lent_to(mandate, mandate.classes or every)
    ]
    assert lent
    assert [pair for pair in lent if pair[0] in CIVIL and pair[1] == "military"] == []


def test_both_keys_lent_to_a_soldier_break_civilian_control_and_the_run_names_who_signed():
    file = the_file(altered(text_of("small-state"), *TO_THE_COAST_GUARD))
    (broken,) = broken_promises(file, prove(file, VOCABULARY))
    assert broken.promise is Property.CIVILIAN_CONTROL
    assert sum("from Commander of the Coast Guard to whom the power was lent" in step for step in story(broken)) == 2


def test_the_console_proves_a_file_and_another_program_checks_every_certificate(tmp_path):
    said, code = prove_it(FRAMEWORKS / "small-state.yaml", "--certificates", tmp_path / "proofs")
    assert (code, said.splitlines()[-1]) == (0, "Every promise is proved.")
    written = sorted((tmp_path / "proofs").glob("*.json"))
    assert len(written) > 40
    assert {check_proof([str(file)]) for file in written} == {0}
    said = json.loads(written[0].read_text("utf-8"))
    assert said["about"]["framework"] == "kestrel-islands"


def test_the_console_tells_the_run_that_breaks_a_promise_and_ends_with_one(tmp_path):
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text(altered(text_of("small-state"), *TO_THE_COAST_GUARD), encoding="utf-8")
    said, code = prove_it(faulty, "--json")
    answer = json.loads(said)
    assert (code, answer["proved"]) == (1, False)
    (broken,) = [one for one in answer["verdicts"] if one["answer"] == "fails"]
    assert len(broken["story"]) >= 4
