"""Worlds that are refused, and a world on another day: each of these needs an empty house of its own."""

import json
import shutil
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from comity.foundation.access.queries import Person
from comity.foundation.record.queries import head
from comity.mandate.institutions.queries import framework_in_force
from comity.mandate.institutions.rules.framework import CalendarEntry
from comity.web import world
from comity.web.world import load_world, path_of
from comity.web.world_file import BadWorld, Days, read_world

pytestmark = pytest.mark.alike

WORLD = "asia-pacific"
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)  # a Wednesday
SUNDAY = datetime(2026, 11, 29, 20, 15, tzinfo=UTC)


def test_on_a_sunday_it_is_the_same_world(db):
    loaded = load_world(path_of(WORLD), at=SUNDAY, life=False)
    assert loaded.standing["in_clearance"] == 12
    assert loaded.standing["authorised"] == 4
    assert head().last_at < SUNDAY


def test_the_clock_looks_in_the_morning_after_an_act_of_that_night(monkeypatch):
    """Whoever acts in the far east acts before the morning of the world's clock; what lapses on that day is seen."""
    due, woken = [None], []
    monkeypatch.setattr(world, "next_clock", lambda: due[0])
    monkeypatch.setattr(world, "tick", woken.append)
    clock = world._Clock(datetime(2026, 10, 26, 8, 0, tzinfo=UTC))
    clock.reach(datetime(2026, 10, 26, 9, 45, tzinfo=UTC))
    due[0] = datetime(2026, 10, 27, 9, 45, tzinfo=UTC)
    clock.reach(datetime(2026, 10, 27, 0, 40, tzinfo=UTC))
    clock.reach(datetime(2026, 10, 27, 10, 20, tzinfo=UTC))
    assert woken == [datetime(2026, 10, 27, 10, 20, tzinfo=UTC)]


@pytest.mark.parametrize("option", [[], ["--fresh"]])
def test_a_house_with_somebody_real_in_it_is_left_alone(db, option):
    Person.objects.create(username="real", name="Somebody Real", nationality="FJI")
    said = StringIO()
    with pytest.raises(SystemExit) as refusal:
        call_command("demo", "--json", *option, stdout=said)
    assert refusal.value.code == 2
    assert json.loads(said.getvalue())["refused"]
    assert [person.username for person in Person.objects.all()] == ["real"]


def test_an_unknown_world_is_refused_with_the_ones_there_are(db):
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("demo", "--world", "atlantis", stderr=said)
    assert WORLD in said.getvalue()


@pytest.fixture
def a_library(tmp_path):
    """A copy of the library, with the world cut to its first engagement so that it loads quickly."""
    for name in ("frameworks", "worlds"):
        shutil.copytree(settings.LIBRARY / name, tmp_path / name)
    path = tmp_path / "worlds" / f"{WORLD}.yaml"
    whole = path.read_text(encoding="utf-8")
    first, _, _ = whole.partition("  # Both ministries agree, one key is turned")
    path.write_text(first, encoding="utf-8")
    return path


def test_of_a_world_with_one_forbidden_act_nothing_is_left(db, a_library):
    text = a_library.read_text(encoding="utf-8")
    grant = "as: foreign-minister\n        do: grant"
    assert grant in text
    a_library.write_text(text.replace(grant, "as: chief-of-defence\n        do: grant"), encoding="utf-8")
    with pytest.raises(BadWorld, match="coral-bridge, -46 17:20, chief-of-defence to grant"):
        load_world(a_library, at=NOW, life=False)
    assert head().size == 0
    assert not Person.objects.exists()
    assert framework_in_force() is None


def test_an_act_after_now_is_refused(db, a_library):
    text = a_library.read_text(encoding="utf-8")
    a_library.write_text(text.replace('"-64 09:40"', '"-640 09:40"'), encoding="utf-8")
    with pytest.raises(BadWorld, match="between the founding"):
        load_world(a_library, at=NOW, life=False)


def test_a_misspelt_word_is_named_with_its_line(a_library):
    text = a_library.read_text(encoding="utf-8").replace("recommendation:", "recomendation:", 1)
    a_library.write_text(text, encoding="utf-8")
    line = next(i for i, row in enumerate(text.splitlines(), 1) if "recomendation:" in row)
    with pytest.raises(BadWorld, match=rf"asia-pacific\.yaml:{line}: Extra inputs"):
        read_world(a_library)


# -- days


def days(today):
    return Days(today, CalendarEntry(weekend=(6, 7), days_off=(date(2026, 11, 20),)))


def test_working_days_pass_over_weekends_and_days_off():
    assert days(date(2026, 11, 23)).working(-1) == date(2026, 11, 19)
    assert days(date(2026, 11, 29)).working(-1) == date(2026, 11, 27)


def test_a_month_is_known_to_the_month_across_the_year():
    rough = days(date(2026, 11, 23)).rough("+7 months")
    assert (rough.first, str(rough.precision)) == (date(2027, 6, 1), "month")


@pytest.mark.parametrize("written", ["-12", "12 09:30", "-12 25:00x", "soon"])
def test_a_moment_that_is_none_is_refused(written):
    with pytest.raises(BadWorld):
        days(date(2026, 11, 23)).moment(written)
