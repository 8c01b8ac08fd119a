"""What remains of a route under urgency: rules alone."""

# ruff: noqa: E501  rows of tables, each on its line

import pytest
import yaml
from pydantic import ValidationError

from comity.procedure.clearance.rules.route import HourClock, Route
from comity.procedure.clearance.rules.urgency import outlives, skipped, unskippable, urgent_route

from .builders import URGENT
from .test_whole import spot_of, told


def the_route(**urgent):
    data = yaml.safe_load(URGENT)["routes"][0]
    return Route.model_validate({**data, "urgent": {**data["urgent"], **urgent}})


def steps(route):
    return {step.key: step for stage in route.stages for step in stage.steps}


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


@pytest.mark.parametrize(
    ("was", "becomes", "at", "says"),
    [
        ("skip: [money]", "skip: [moni]", "moni", "“moni” is no step of the route “exercise”; did you mean “money”?"),
        ("skip: [money]", "skip: [consent]", "consent", "“consent” is never skipped"),
        ("skip: [money]", "skip: [desk, legal, money]", "[desk, legal", "it may ask nobody"),
        ("causes: [evacuation, disaster]", "causes: [convenience]", "convenience", "cannot be “convenience”; known: evac"),
        ("{answer: 6,", "{answer: 100,", "100", "“answer” is at most 96, not 100"),
        ("lapses_after: 48", "lapses_afer: 48", "lapses_afer", "is not a word of this section; did you mean “lapses_after”?"),
        ("s. 9\n      causes", "s. 9\n      classes: [talks]\n      causes", "talks", "class “talks” is not on the route"),
        ("posts: [clerk, auditor]", "posts: [clerk, ghost]", "ghost", "there is no post “ghost”"),
        ("posts: [clerk, auditor]", "posts: [deputies]", "[deputies", "nobody of parliament or of independent character reviews"),
        ("posts: [clerk, auditor]", "posts: [clerk, desk]", "desk]", "nobody reviews what they took part in"),
        ("post: clerk, within", "post: deputies, within", None, "nobody outside the executive is told"),
        ("post: clerk, within", "post: clerk, by: clerk, within", "clerk, within", "a post does not tell itself"),
        ("instrument: act, article: s. 10", "instrument: akt, article: s. 10", "akt", "there is no instrument “akt”"),
        ("deputies, may: [declare]", "deputies, may: [opine]", None, None),
        ("principals, may: [declare, opine]", "principals, may: [opine]", None, None),
    ],
)  # fmt: skip
def test_an_urgent_path_that_is_unbounded_is_told_of_in_its_line(was, becomes, at, says):
    assert was in URGENT
    text = URGENT.replace(was, becomes, 1)
    found = [line for line in told(text) if says is None or says in line]
    if says is None:  # another post may declare it still
        assert found == []
        return
    assert found, told(text)
    if at is not None:
        assert any(line.startswith(f"f.yaml:{spot_of(text, becomes, at)}: ") for line in found), found


def without(text, first, until):
    return text[: text.index(first)] + text[text.index(until, text.index(first)) :]


def test_an_urgent_path_without_review_telling_or_anybody_to_declare_it_is_refused():
    assert told(URGENT) == []
    (fault,) = told(without(URGENT, "      review:\n", "  - key: talks\n"))
    assert "it is never reviewed" in fault
    (fault,) = told(without(URGENT, "      tell:\n", "      review:\n"))
    assert "nobody outside the executive is told" in fault
    nobody = URGENT.replace("may: [declare]", "may: [opine]").replace("may: [declare, opine]", "may: [opine]")
    (fault,) = told(nobody)
    assert "nobody may declare this urgent for the class “exercise”" in fault
    (fault,) = told(
        nobody.replace("foreign-minister, may: [decide, revoke]", "foreign-minister, may: [decide, declare]")
    )
    assert "give the mandate to declare to a post that does not sign here" in fault


def test_nothing_is_hurried_that_one_person_or_no_civilian_clears():
    military = URGENT.replace(
        "title: Defence Minister, institution: mod, character: civilian",
        "title: Defence Minister, institution: mod, character: military",
    )
    military = military.replace(
        "title: Foreign Minister, institution: mfa, character: civilian",
        "title: Foreign Minister, institution: mfa, character: military",
    )
    assert any("no civilian post turns a key" in fault for fault in told(military))
    alone = without(URGENT, "    countersign: {post: director", "    elevate: [deputies")
    alone = without(alone, "      - {post: foreign-minister, instrument", "    material: {personnel")
    assert any("one person alone would clear it" in fault for fault in told(alone))


def test_only_what_a_post_said_itself_outlives_an_urgency():
    step = steps(the_route())["desk"]
    said = {"by_silence": False, "lapsed": False, "own_post": True}
    assert outlives(step, **said)
    for change in ({"by_silence": True}, {"lapsed": True}, {"own_post": False}):
        assert not outlives(step, **{**said, **change})
    assert not outlives(None, **said)
