"""Every possible engagement has one route: shown for all facts at once, and compared with `classify` fact by fact."""

import random
from itertools import product

import pytest

from comity.foundation.conditions.rules.evaluate import evaluate
from comity.foundation.conditions.rules.load import load
from comity.foundation.conditions.rules.tree import All, AnyOf, Not
from comity.mandate.institutions.rules.classes import EngagementClass, classify
from comity.procedure.assurance.rules.cells import TooMany, cells_for
from comity.procedure.assurance.rules.choosing import NeverChosen, Unclassed, WeakerFirst, wrong_choices
from comity.procedure.assurance.rules.space import bits

from .builders import VOCABULARY

LARGE = "any: [{personnel: {over: 500}}, {cost: {over: 250000 USD}}]"
EXERCISE = "kind: {is: exercise}"
OTHERS = "kind: {is_not: exercise}"
HERE = {"large": 2, "exercise": 1, "others": 0}


def a_class(key: str, when: str) -> EngagementClass:
    return EngagementClass(key, key, load(when, VOCABULARY, name="a test"))


def classes_of(**texts: str) -> list[EngagementClass]:
    return [a_class(key, text) for key, text in texts.items()]


def stricter(one: str, other: str) -> bool:
    return HERE[one] >= HERE[other]


def found_wrong(**texts: str) -> list[object]:
    return wrong_choices(classes_of(**texts), VOCABULARY, as_strict=stricter)[0]


def test_complete_classes_in_a_good_order_are_right():
    assert found_wrong(large=LARGE, exercise=EXERCISE, others=OTHERS) == []


def test_an_engagement_of_no_class_is_shown():
    (wrong,) = found_wrong(large=LARGE, exercise=EXERCISE)
    assert isinstance(wrong, Unclassed)
    assert classify(classes_of(large=LARGE, exercise=EXERCISE), wrong.facts, VOCABULARY).found is None


def test_a_lighter_class_before_a_graver_one_is_shown_with_an_engagement_that_escapes():
    wrong = found_wrong(exercise=EXERCISE, large=LARGE, others=OTHERS)
    assert [type(one) for one in wrong] == [WeakerFirst]
    assert (wrong[0].first, wrong[0].later) == ("exercise", "large")
    assert all(evaluate(entry.when, wrong[0].facts).value for entry in classes_of(exercise=EXERCISE, large=LARGE))


def test_a_class_that_is_never_chosen_is_named():
    assert NeverChosen("exercise") in found_wrong(large="kind: {is: exercise}", exercise=EXERCISE, others=OTHERS)


def test_at_most_a_figure_and_at_least_the_next_leave_no_gap():
    assert found_wrong(large="personnel: {at_least: 501}", others="personnel: {at_most: 500}") == []
    assert found_wrong(large="cost: {over: 10.50 USD}", others="cost: {at_most: 10.50 USD}") == []


def test_a_gap_of_one_is_found():
    (wrong,) = found_wrong(large="personnel: {over: 501}", others="personnel: {at_most: 500}")
    assert wrong == Unclassed({"personnel": 501})


def test_more_combinations_than_are_tried_are_said_to_be_too_many():
    named = ", ".join(f"X{n:02}" for n in range(9))
    with pytest.raises(TooMany, match="at most"):
        cells_for([load(f"partners: {{includes_any: [{named}]}}", VOCABULARY, name="a test")], VOCABULARY)


CONDITIONS = (
    EXERCISE,
    "personnel: {between: [100, 500]}",
    "cost: {at_least: 1000 USD}",
    "partners: {includes: FJI}",
    "partners: {includes_all: [FJI, IDN]}",
    "host: {in: [PHL, IDN]}",
    "live_fire: {is: yes}",
    "start: {before: 2026-05-01}",
)


@pytest.mark.parametrize("seed", range(40))
def test_cells_say_what_evaluating_says(seed):
    dice = random.Random(seed)
    loaded = [load(text, VOCABULARY, name="a test") for text in dice.sample(CONDITIONS, 3)]
    one, two, three = loaded
    condition = dice.choice(
        [AnyOf((All((one, two)), Not(three))), All((Not(one), AnyOf((two, three)))), Not(All((one,)))]
    )
    cells = cells_for([condition], VOCABULARY)
    holding = set(bits(cells.where(condition)))
    names = [name for name, _ in cells.examples]
    # The first term changes quickest.
    for number, values in enumerate(product(*(values for _, values in reversed(cells.examples)))):
        facts = dict(zip(reversed(names), values, strict=True))
        assert evaluate(condition, facts).value is (number in holding)
        assert cells.example(1 << number) == facts
