"""Everything or nothing; and who tried what they may not do is written down, once, and alone."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from django.db import connection

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.models import Person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import NotAllowed, Refused, allow, deny, require
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import Reader, label
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.actions.take_turn import Untold
from comity.foundation.record.events import Event, Thing
from comity.foundation.record.queries import entire_history, head, history, verify_all

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def somebody():
    return Person.objects.create(username="ana", name="Ana", nationality="XTS", clearances={"DEMO": "SECRET"})


@pytest.fixture
def actor(somebody):
    return Actor(person_id=somebody.pk, person="Ana", post_id=7, post="Planner", reader=somebody.reader)


@dataclass(frozen=True, kw_only=True)
class Renamed(Event):
    kind: ClassVar[str] = "access-tests.renamed"
    to: str

    def sentence(self):
        return f"Somebody was renamed {self.to}."


def asked(may, *, level="RESTRICTED"):
    """Ask under a marking of this level."""
    thing = Thing("person", 1, "P-1")
    require(may, doing="rename somebody", about=[thing], marking_id=marking_for(label("DEMO", level)).pk)


@attempt
def rename(person, *, actor, at, to, may=True):
    """Writes first and asks afterwards, so that a refusal has something to undo."""
    Person.objects.filter(pk=person.pk).update(name=to)
    asked(allow("it is theirs") if may else deny("it is not theirs", "and it is late"))
    announce(Renamed(to=to), actor=actor, at=at, about=[], marking_id=marking_for(label("DEMO", "RESTRICTED")).pk)
    return Person.objects.get(pk=person.pk)


@attempt
def rename_twice(person, *, actor, at, may=(True, True)):
    rename(person, actor=actor, at=at, to="First", may=may[0])
    return rename(person, actor=actor, at=at, to="Second", may=may[1])


def name_of(person):
    return Person.objects.values_list("name", flat=True).get(pk=person.pk)


def refusals():
    return list(entire_history("a test", kind="access.refused", newest_first=False))


def test_what_is_allowed_is_done_and_returned(somebody, actor):
    assert rename(somebody, actor=actor, at=NOON, to="Bea").name == "Bea"
    assert refusals() == []


def test_what_is_not_allowed_is_undone_and_written_down(somebody, actor):
    with pytest.raises(NotAllowed, match="Not allowed to rename somebody: it is not theirs; and it is late"):
        rename(somebody, actor=actor, at=NOON, to="Bea", may=False)
    assert name_of(somebody) == "Ana"
    (entry,) = refusals()
    assert entry.sentence == "Ana, Planner tried to rename somebody and was refused: it is not theirs; and it is late."
    assert (entry.person_id, entry.post_id, entry.at) == (somebody.pk, 7, NOON)
    assert [mention.thing for mention in entry.mentions.all()] == [Thing("person", 1)]
    assert verify_all().whole


def test_a_refusal_is_read_under_the_marking_of_what_it_was_about(somebody, actor):
    with pytest.raises(NotAllowed):
        rename(somebody, actor=actor, at=NOON, to="Bea", may=False)
    cleared = Reader("XTS", frozenset({("DEMO", "RESTRICTED")}))
    assert history(reader=cleared).count() == 1
    assert history(reader=Reader("XTS", frozenset({("DEMO", "UNCLASSIFIED")}))).count() == 0


def test_a_refusal_keeps_a_marking_that_the_refused_act_was_the_first_to_use(somebody, actor):
    """Its row is undone with the act, and the database may give its id to another marking."""
    with pytest.raises(NotAllowed):
        rename(somebody, actor=actor, at=NOON, to="Bea", may=False)
    assert refusals()[0].marking.label == label("DEMO", "RESTRICTED")


def test_a_refusal_within_another_act_undoes_both_and_is_written_once(somebody, actor):
    with pytest.raises(NotAllowed):
        rename_twice(somebody, actor=actor, at=NOON, may=(True, False))
    assert name_of(somebody) == "Ana"
    assert len(refusals()) == 1


def test_an_act_within_an_act_joins_its_transaction(somebody, actor):
    assert rename_twice(somebody, actor=actor, at=NOON).name == "Second"


def test_what_is_not_right_leaves_nothing_at_all(somebody, actor):
    @attempt
    def stumble(person, *, actor, at):
        rename(person, actor=actor, at=at, to="Bea")
        raise Refused("It is not the time.", fields={"name": "later"})

    with pytest.raises(Refused, match="not the time") as refused:
        stumble(somebody, actor=actor, at=NOON)
    assert refused.value.fields == {"name": "later"}
    assert name_of(somebody) == "Ana"
    assert head().size == 0


def test_a_fault_leaves_nothing_at_all(somebody, actor):
    @attempt
    def break_down(person, *, actor, at):
        rename(person, actor=actor, at=at, to="Bea")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_down(somebody, actor=actor, at=NOON)
    assert name_of(somebody) == "Ana"
    assert head().size == 0


def test_what_is_changed_and_told_nobody_is_undone(somebody, actor):
    @attempt
    def whisper(person, *, actor, at):
        Person.objects.filter(pk=person.pk).update(name="Bea")

    with pytest.raises(Untold, match="access_person"):
        whisper(somebody, actor=actor, at=NOON)
    assert name_of(somebody) == "Ana"


def test_after_a_refusal_the_next_act_is_an_outermost_one_again(somebody, actor):
    for _ in range(2):
        with pytest.raises(NotAllowed):
            rename_twice(somebody, actor=actor, at=NOON, may=(False, True))
    assert len(refusals()) == 2
    assert rename(somebody, actor=actor, at=NOON, to="Bea").name == "Bea"


def test_acts_take_turns_from_their_first_moment(somebody, actor):
    """Before it reads anything, an act has locked the head of the record."""
    seen = []

    @attempt
    def look(person, *, actor, at):
        seen.append(True)

    statements = []

    def watch(execute, sql, params, many, context):
        statements.append((sql, bool(seen)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        look(somebody, actor=actor, at=NOON)
    assert any("record_head" in sql and not done for sql, done in statements)


def test_a_refused_reading_is_written_down_by_itself(actor):
    marking = marking_for(label("DEMO", "SECRET"))
    refusal = NotAllowed(deny("not cleared"), "open D-1", [Thing("dossier", 1, "D-1")], marking.pk)
    record_refusal(refusal, actor=actor, at=NOON)
    assert refusals()[0].sentence == "Ana, Planner tried to open D-1 and was refused: not cleared."
