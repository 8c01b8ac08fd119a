"""What remains of a route under urgency: rules alone."""

import pytest
import yaml
from pydantic import ValidationError

from comity.procedure.clearance.rules.route import HourClock, Route
from comity.procedure.clearance.rules.urgency import outlives, skipped, unskippable, urgent_faults, urgent_route

from .builders import URGENT

CHARACTERS = {post["key"]: post["character"] for post in yaml.safe_load(URGENT)["posts"]}


def the_route(**urgent):
    data = yaml.safe_load(URGENT)["routes"][0]
    return Route.model_validate({**data, "urgent": {**data["urgent"], **urgent}})


def steps(route):
    return {step.key: step for stage in route.stages for step in stage.steps}


def faults(route):
    return " ".join(urgent_faults(route, characters=CHARACTERS, instruments=["act", "silence-rule"]))


def test_urgency_spares_what_it_may_and_asks_the_rest_at_once_by_the_hour():
    left = urgent_route(the_route())
    assert set(steps(left)) == {"desk", "legal", "consent"}
    assert [len(stage.steps) for stage in left.stages] == [0, 3]
    assert {step.clock.hours for step in steps(left).values()} == {6}
    assert isinstance(left.consolidate, HourClock)


def test_every_signature_stays_of_the_same_posts_under_urgency():
    route = the_route()
    left = urgent_route(route)
    assert [rule.post for rule in left.signatures] == [rule.post for rule in route.signatures]
    assert {rule.clock.hours for rule in left.signatures} == {4}
    assert [rule.on_lapse for rule in left.signatures] == [rule.on_lapse for rule in route.signatures]


@pytest.mark.parametrize("key", ["consent", "nothing"])
def test_a_framework_cannot_spare_what_is_never_skipped_nor_what_is_no_step(key):
    with pytest.raises(ValidationError, match=key):
        the_route(skip=[key])


def test_what_is_never_skipped_stays_even_in_a_route_made_past_its_own_check():
    route = the_route()
    forced = route.model_copy(update={"urgent": route.urgent.model_copy(update={"skip": tuple(steps(route))})})
    assert set(steps(urgent_route(forced))) == {"consent"}
    assert skipped([stage.steps for stage in forced.stages], forced.urgent) == tuple(
        step for step in steps(route).values() if not unskippable(step)
    )


def test_silence_of_hours_counts_only_under_an_instrument_that_says_so():
    data = yaml.safe_load(URGENT)
    data["routes"][0]["stages"][0]["steps"][0]["on_lapse"] = {"do": "silence", "instrument": "silence-rule"}
    quiet = Route.model_validate(data["routes"][0])
    assert steps(urgent_route(quiet))["desk"].on_lapse.do == "escalate"
    data["routes"][0]["urgent"]["silence"] = {"hours": 12, "instrument": "silence-rule"}
    said = steps(urgent_route(Route.model_validate(data["routes"][0])))["desk"]
    assert (said.on_lapse.do, said.on_lapse.instrument, said.clock.hours) == ("silence", "silence-rule", 12)


def test_an_hour_never_makes_a_clock_longer():
    left = urgent_route(the_route(hours={"answer": 96, "consolidate": 3, "sign": 96}))
    assert steps(left)["legal"].clock.hours == 96
    assert left.keys[0].clock.hours == 72
    ordinary = the_route().model_copy(update={"urgent": None})
    assert urgent_route(ordinary) is ordinary


def test_no_file_writes_a_clock_by_the_hour():
    data = yaml.safe_load(URGENT)["routes"][0]
    data["consolidate"] = {"hours": 3}
    with pytest.raises(ValidationError, match="hours"):
        Route.model_validate(data)


def test_an_urgent_path_is_bounded_reviewed_from_outside_and_told():
    assert faults(the_route()) == ""
    assert "never reviewed" in faults(the_route(review=None))
    review = yaml.safe_load(URGENT)["routes"][0]["urgent"]["review"]
    inside = the_route(review={**review, "posts": ["deputies"]})
    assert "parliament or of independent character" in faults(inside)
    assert "nobody outside the executive is told" in faults(the_route(tell=[]))
    assert "there is no post 'ghost'" in faults(the_route(review={**review, "reports_to": "ghost"}))
    assert "there is no instrument 'ghost'" in faults(the_route(instrument="ghost"))
    assert "class 'ghost'" in faults(the_route(classes=["ghost"]))
    alone = the_route()
    alone = alone.model_copy(update={"countersign": None, "keys": alone.keys[:1]})
    assert "one person alone" in faults(alone)
    military = {**CHARACTERS, "defence-minister": "military", "foreign-minister": "military"}
    assert "no civilian" in " ".join(urgent_faults(the_route(), characters=military, instruments=["act"]))


def test_only_what_a_post_said_itself_outlives_an_urgency():
    step = steps(the_route())["desk"]
    said = {"by_silence": False, "lapsed": False, "own_post": True}
    assert outlives(step, **said)
    for change in ({"by_silence": True}, {"lapsed": True}, {"own_post": False}):
        assert not outlives(step, **{**said, **change})
    assert not outlives(None, **said)
