"""A crisis is declared for one place, until a moment, by whom the framework lets."""

from datetime import timedelta

import pytest

from comity.activity.crises.actions.end_crisis import end_crisis
from comity.activity.crises.queries import crises, posts_alarmed, running, touched_by
from comity.activity.engagements.queries import people_in
from comity.activity.engagements.tests.builders import NOON, a_concept, a_granted
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.notices.queries import unread
from comity.foundation.record.tests.keeping import missing
from comity.mandate.institutions.queries import post_by_key

from ..rules.kept import KEPT
from .builders import a_crisis

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": " "}, "title"),
        ({"cause": "boredom"}, "cause"),
        ({"state": ""}, "state"),
        ({"zone": "asia_pacific"}, "state"),
        ({"state": "XXX"}, "state"),
        ({"state": "", "zone": "moon"}, "zone"),
        ({"why": ""}, "why"),
        ({"until": NOON}, "until"),
        ({"until": NOON + timedelta(days=400)}, "until"),
    ],
)
def test_it_names_one_place_a_cause_a_reason_and_an_end(house, said, field):
    with pytest.raises(Refused) as refused:
        a_crisis(house, **said)
    assert field in refused.value.fields


def test_only_whom_the_framework_lets_declares_and_ends(house):
    found = a_crisis(house)
    house.watch = house.planner
    with pytest.raises(NotAllowed, match="mandate"):
        a_crisis(house)
    with pytest.raises(NotAllowed, match="mandate"):
        end_crisis(found.pk, actor=house.planner, at=NOON, why="Over.")


def test_it_is_over_by_itself_and_can_be_ended_before(house):
    found = a_crisis(house)
    reader = house.watch.reader
    assert [row.pk for row in running(reader, NOON)] == [found.pk]
    assert not running(reader, NOON + timedelta(days=7)).exists()
    with pytest.raises(Refused, match="Say why"):
        end_crisis(found.pk, actor=house.watch, at=NOON, why=" ")
    end_crisis(found.pk, actor=house.watch, at=NOON + timedelta(days=1), why="It turned away.")
    with pytest.raises(Refused, match="is over"):
        end_crisis(found.pk, actor=house.watch, at=NOON + timedelta(days=1), why="Again.")
    assert crises(reader).get().ended_why == "It turned away."


def test_it_touches_what_a_country_hosts_or_takes_part_in_or_what_lies_in_a_region_and_is_not_over(house):
    hosted = a_granted(house, personnel=40)
    elsewhere = a_concept(house, host="IDN", host_name="Indonesia", parties=(), zone="indian_ocean")
    here = touched_by(a_crisis(house), house.watch.reader)
    assert [row.pk for row in here] == [hosted.pk]
    there = touched_by(a_crisis(house, state="", zone="indian_ocean"), house.watch.reader)
    assert [row.pk for row in there] == [elsewhere.pk]
    assert people_in(here) == 0
    hosted.state = "under_way"
    hosted.save()
    assert people_in(here) == 40
    hosted.state = "cancelled"
    hosted.save()
    assert not here.all().exists()


def test_the_embassy_there_and_those_who_may_act_are_told(house):
    found = a_crisis(house)
    wanted = {post_by_key(key).pk for key in ("envoy", "watch", "planner", "desk", "defence-minister")}
    assert set(posts_alarmed(found)) == wanted
    assert any("Cyclone" in str(notice.words) for notice in unread(house.envoy, NOON))
    assert not unread(house.liaison, NOON).exists()


@pytest.mark.parametrize("table", KEPT)
def test_what_was_declared_and_done_is_guarded_by_the_database(db, table):
    assert missing(table) == set()
