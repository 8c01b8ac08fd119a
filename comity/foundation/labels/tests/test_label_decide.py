"""`comity label decide`: the answer, its reasons and its exit status."""

import io
import json

import pytest
from django.core.management import call_command

READER = {"nationality": "abc", "clearances": {"otan": "Nato Secret"}, "briefings": {"NATO": ["ATOMAL"]}}


def decided(tmp_path, label, reader=READER, **options):
    (tmp_path / "reader.json").write_text(json.dumps(reader))
    out, error, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command("label_decide", label, str(tmp_path / "reader.json"), stdout=out, stderr=error, **options)
    except SystemExit as end:
        status = end.code
    return status, out.getvalue() + error.getvalue()


def test_it_says_yes_with_every_reason(tmp_path):
    status, said = decided(tmp_path, "NATO RESTRICTED ATOMAL REL TO ABC")
    assert status == 0
    assert said.startswith("May read NATO RESTRICTED ATOMAL REL TO ABC.")
    assert "yes  cleared to SECRET, and this is RESTRICTED" in said
    assert "yes  Releasable To ABC: held" in said


def test_it_says_no_with_every_reason(tmp_path):
    status, said = decided(tmp_path, "COSMIC TOP SECRET BOHEMIA DEF ONLY", json=True)
    answer = json.loads(said)
    refusing = {ground["rule"] for ground in answer["grounds"] if not ground["admits"]}
    assert (status, answer["allowed"], refusing) == (1, False, {"clearance", "briefing", "caveat"})
    assert len(answer["reasons"]) == 3


FILES = {
    "own.yaml": "policy: NATO\nlevel: secret\nreleasable_to: [ABC]\n",
    "own.json": '{"policy": "OTAN", "classification": "NS", "categories": {"rel to": "ABC"}}',
    "banner.txt": "NATO SECRET REL TO ABC\n",
    "standard.xml": """<originatorConfidentialityLabel xmlns="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
        ReviewDateTime="2030-01-01T00:00:00Z"><ConfidentialityInformation>
        <PolicyIdentifier URI="urn:oid:1.3.26.1.3.1">NATO</PolicyIdentifier><Classification>secret</Classification>
        <Category Type="PERMISSIVE" TagName="Releasable To"><GenericValue>ABC</GenericValue></Category>
        </ConfidentialityInformation><CreationDateTime>2026-01-01T00:00:00Z</CreationDateTime>
        </originatorConfidentialityLabel>""",
}


@pytest.mark.parametrize("name", FILES)
def test_a_label_is_taken_in_any_form(tmp_path, name):
    (tmp_path / name).write_text(FILES[name])
    status, said = decided(tmp_path, str(tmp_path / name), json=True)
    assert (status, json.loads(said)["banner"]) == (0, "NATO SECRET REL TO ABC")
    assert decided(tmp_path, str(tmp_path / name), {**READER, "nationality": "DEF"})[0] == 1


def test_it_decides_as_of_any_moment(tmp_path):
    later = {"policy": "DEMO", "level": "SECRET"}
    later["succession"] = {"at": "2027-01-01T00:00:00Z", "successor": {"policy": "DEMO", "level": "UNCLASSIFIED"}}
    (tmp_path / "l.json").write_text(json.dumps(later))
    reader = {"nationality": "FJI", "clearances": ["DEMO RESTRICTED"]}
    status, said = decided(tmp_path, str(tmp_path / "l.json"), reader, at="2026-12-31")
    assert status == 1
    assert "Ask again after 2027-01-01 00:00 UTC" in said
    assert decided(tmp_path, str(tmp_path / "l.json"), reader, at="2027-01-01T00:00Z")[0] == 0


@pytest.mark.parametrize(
    ("label", "reader", "why"),
    [
        ("SECRET", READER, "write the policy's name before it"),
        ("missing.xml", READER, "there is no file missing.xml"),
        ("NATO SECRET", {"nationallity": "ABC"}, "nationallity"),
        ("NATO SECRET", "nobody", "reader.json"),
        ("NATO SECRET", [1], "reader.json"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_words(tmp_path, label, reader, why):
    status, said = decided(tmp_path, label, reader)
    assert status == 2
    assert why in said


def test_a_clearance_that_is_not_known_here_reads_nothing_and_is_told(tmp_path):
    status, said = decided(tmp_path, "NATO UNCLASSIFIED", {"nationality": "ABC", "clearances": {"ELSEWHERE": "HIGH"}})
    assert status == 1
    assert "Note: the clearance ELSEWHERE HIGH is not known here." in said
