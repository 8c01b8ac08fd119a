"""Verdicts carry their reasons; actors answer for what they do; people are found as they are."""

import pytest

from comity.foundation.access.models import Person
from comity.foundation.access.queries import (
    demonstration_people,
    everyone_is_invented,
    people_exist,
    person_named,
)
from comity.foundation.access.rules.actor import Actor, the_clock
from comity.foundation.access.rules.verdict import NotAllowed, allow, deny, first_denial, require
from comity.foundation.labels.rules.label import Reader


def test_a_verdict_is_as_true_as_it_allows_and_says_why():
    yes, no = allow("holds the post", source="the Act"), deny("wrong post", "wrong day")
    assert (bool(yes), yes.why, yes.source) == (True, "holds the post", "the Act")
    assert (bool(no), no.why) == (False, "wrong post; wrong day")


def test_the_first_denial_counts():
    assert first_denial(allow("a"), deny("b"), deny("c")).why == "b"
    assert first_denial(allow("a"), allow("last")).why == "last"


def test_where_no_rule_is_asked_nothing_is_allowed():
    assert not first_denial()


def test_require_returns_what_allows_and_raises_what_denies():
    verdict = allow("may")
    assert require(verdict, doing="go", about=[], marking_id=1) is verdict
    with pytest.raises(NotAllowed, match="Not allowed to go: no") as refused:
        require(deny("no"), doing="go", about=[], marking_id=1)
    assert refused.value.about == ()


def test_the_clock_answers_for_nothing_and_reads_nothing():
    clock = the_clock()
    assert (clock.person_id, clock.post_id, str(clock)) == (None, None, "The clock")
    assert clock.reader == Reader("")
    with pytest.raises(LookupError, match="nobody who can answer"):
        _ = clock.who
    with pytest.raises(LookupError, match="no post"):
        _ = clock.from_post


def test_an_actor_is_named_with_their_post():
    actor = Actor(person_id=1, person="Ana", post_id=2, post="Planner", reader=Reader("XTS"))
    assert (str(actor), actor.who, actor.from_post) == ("Ana, Planner", 1, 2)


def a_person(username, **said):
    return Person.objects.create(username=username, name=username.title(), nationality="XTS", **said)


@pytest.mark.django_db
def test_a_person_reads_with_their_own_clearances():
    ana = a_person("ana", clearances={"DEMO": "SECRET"}, groups=["budget"])
    assert ana.reader == Reader("XTS", frozenset({("DEMO", "SECRET")}), frozenset({"budget"}))
    assert a_person("bea").reader == Reader("XTS")


@pytest.mark.django_db
def test_a_name_is_found_however_it_is_written_unless_the_account_is_closed():
    ana = a_person("ana")
    assert person_named("ANA") == ana
    ana.is_active = False
    ana.save()
    assert person_named("ana") is None


@pytest.mark.django_db
def test_one_real_account_ends_the_demonstration():
    assert not people_exist()
    assert everyone_is_invented()
    a_person("ana", demonstration=True)
    assert everyone_is_invented()
    a_person("bea", demonstration=True, is_active=False)
    assert [person.username for person in demonstration_people()] == ["ana"]
    a_person("real", is_active=False)
    assert not everyone_is_invented(), "a closed account is a real one all the same"
