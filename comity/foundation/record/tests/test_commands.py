"""The record on the command line."""

import json

import pytest
from django.core.management import CommandError, call_command

from .builders import EXERCISE, VISIT, Struck, an_entry, behind_its_back

pytestmark = pytest.mark.django_db


def test_it_shows_the_life_of_a_thing_oldest_first_and_says_that_it_shows_all(capsys):
    an_entry("rain")
    an_entry("visit", about=(VISIT,))
    an_entry("sun", about=(EXERCISE, VISIT))
    call_command("record_show", "ENG-2026-0012")
    out, err = capsys.readouterr()
    first, second = out.splitlines()
    assert "It was noted: rain." in first
    assert "Ana Leiva, Planner" in first
    assert "2026-03-01 12:00 UTC" in first
    assert "[OFFICIAL]" in first
    assert "It was noted: sun." in second
    assert "whatever its marking" in err


def test_it_shows_the_last_entries(capsys):
    for n in range(25):
        an_entry(str(n))
    call_command("record_show")
    assert len(capsys.readouterr().out.splitlines()) == 20
    call_command("record_show", last=3)
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["22", "23", "24"]


def test_it_answers_in_json(capsys):
    an_entry("rain")
    an_entry(event=Struck(text="rain"))
    call_command("record_show", "ENG-2026-0012", json=True, kind="record-tests.struck")
    [entry] = json.loads(capsys.readouterr().out)
    assert entry["sentence"] == "It was struck out: rain."
    assert entry["about"] == [{"kind": "engagement", "key": "12", "reference": "ENG-2026-0012"}]
    assert (entry["seq"], entry["at"], entry["under"]) == (
        1,
        "2026-03-01T12:00:00.000000Z",
        ["Defence Act s. 4"],
    )


def test_it_says_when_nothing_is_called_so():
    with pytest.raises(CommandError, match="Nothing in the record is called ENG-0"):
        call_command("record_show", "ENG-0")


def test_it_wants_a_sensible_number():
    with pytest.raises(CommandError, match="from 1 up"):
        call_command("record_show", last=0)


def test_a_whole_record_is_checked(capsys):
    an_entry()
    call_command("record_check")
    assert "The record is whole: 1 entries" in capsys.readouterr().out


def test_a_broken_record_is_named_and_fails(capsys):
    an_entry()
    behind_its_back("UPDATE record_entry SET version = 2")
    with pytest.raises(SystemExit) as end:
        call_command("record_check", json=True)
    assert end.value.code == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["whole"] is False
    assert answer["broken"]["seq"] == 0
