from datetime import date, datetime
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings

from comity.foundation.conditions.rules.evaluate import Answer, evaluate
from comity.foundation.conditions.rules.load import load
from comity.foundation.conditions.rules.tree import All, AnyOf, Not, Test, always, terms
from comity.foundation.conditions.tests.builders import ENGAGEMENT, a_condition, some_facts

thousands = settings(derandomize=True, max_examples=1000, deadline=None, database=None)


def answer(text, **facts):
    return evaluate(load(text, ENGAGEMENT), facts)


@pytest.mark.parametrize(
    ("text", "fact", "expected"),
    [
        ("kind: {is: visit}", "visit", True),
        ("kind: {is: visit}", "talks", False),
        ("kind: {is_not: visit}", "visit", False),
        ("kind: {in: [visit, talks]}", "talks", True),
        ("kind: {not_in: [visit, talks]}", "talks", False),
        ("title: {is: osce}", "OSCE", False),
        ("title: {is: osce}", "osce ", False),
        ("personnel: {over: 9000}", 9000, False),
        ("personnel: {over: 9000}", 9001, True),
        ("personnel: {at_least: 9000}", 9000, True),
        ("personnel: {under: 9000}", 9000, False),
        ("personnel: {at_most: 9000}", 9000, True),
        ("personnel: {is: 9000}", Decimal("9000.00"), True),
        ("personnel: {between: [1, 2]}", 1, True),
        ("personnel: {between: [1, 2]}", 2, True),
        ("personnel: {between: [1, 2]}", 3, False),
        ("cost: {over: 0.1 USD}", Decimal("0.1"), False),
        ("cost: {over: 0.1 USD}", 1, True),
        ("start: {before: 2026-03-09}", date(2026, 3, 9), False),
        ("start: {after: 2026-03-09}", date(2026, 3, 10), True),
        ("start: {on: 2026-03-09}", date(2026, 3, 9), True),
        ("start: {at_most: 2026-03-09}", date(2026, 3, 9), True),
        ("urgent: yes", True, True),
        ("urgent: no", True, False),
        ("urgent: {is: no}", False, True),
        ("partners: {includes: PHL}", {"PHL", "IDN"}, True),
        ("partners: {includes: PHL}", [], False),
        ("partners: {includes_any: [PHL, JPN]}", ("JPN",), True),
        ("partners: {includes_all: [PHL, JPN]}", frozenset({"JPN"}), False),
        ("partners: {known: yes}", frozenset(), True),
        ("partners: {known: no}", None, True),
        ("urgent: {known: yes}", False, True),
    ],
)
def test_a_test_compares_as_its_operator_says(text, fact, expected):
    condition = load(text, ENGAGEMENT)
    assert evaluate(condition, {condition.term: fact}) == Answer(expected)


def test_a_missing_fact_is_unknown_and_named():
    assert answer("personnel: {over: 1}") == Answer(None, frozenset({"personnel"}))
    assert answer("partners: {includes: PHL}", partners=None) == Answer(None, frozenset({"partners"}))


def test_only_facts_that_could_change_the_answer_are_missing():
    either = "any: [{all: [{urgent: no}, {tanks: {over: 1}}]}, {host: {is: PHL}}]"
    assert answer(either) == Answer(None, frozenset({"urgent", "tanks", "host"}))
    assert answer(either, urgent=True) == Answer(None, frozenset({"host"}))
    assert answer(either, urgent=False, host="IDN") == Answer(None, frozenset({"tanks"}))
    assert answer(either, host="PHL") == Answer(True)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("personnel: {over: 1}", "2"),
        ("personnel: {over: 1}", 2.0),
        ("personnel: {over: 1}", True),
        ("personnel: {over: 1}", Decimal("NaN")),
        ("start: {after: 2026-03-09}", datetime(2026, 3, 10)),
        ("start: {after: 2026-03-09}", "2026-03-10"),
        ("kind: {is: visit}", 3),
        ("urgent: yes", 1),
        ("partners: {includes: PHL}", "PHL"),
    ],
)
def test_a_fact_of_the_wrong_type_is_an_error_and_no_answer(text, fact):
    condition = load(text, ENGAGEMENT)
    with pytest.raises(TypeError, match=condition.term):
        evaluate(condition, {condition.term: fact})


ATOMS = {True: always, False: Not(always), None: Test("urgent", "is", True)}
AND = {(a, b): False if False in (a, b) else None if None in (a, b) else True for a, b in product(ATOMS, ATOMS)}


@pytest.mark.parametrize(("a", "b"), list(AND))
def test_the_three_values_join_by_kleenes_tables(a, b):
    turned = {True: False, False: True, None: None}
    assert evaluate(All((ATOMS[a], ATOMS[b])), {}).value is AND[a, b]
    assert evaluate(AnyOf((ATOMS[a], ATOMS[b])), {}).value is turned[AND[turned[a], turned[b]]]
    assert evaluate(Not(ATOMS[a]), {}).value is turned[a]


@thousands
@given(a_condition(), a_condition(), a_condition(), some_facts())
def test_kleenes_laws_hold_for_whole_conditions(a, b, c, facts):
    def same(one, other):
        assert evaluate(one, facts).value is evaluate(other, facts).value

    same(Not(Not(a)), a)
    same(Not(All((a, b))), AnyOf((Not(a), Not(b))))
    same(Not(AnyOf((a, b))), All((Not(a), Not(b))))
    same(All((a, b)), All((b, a)))
    same(AnyOf((a, AnyOf((b, c)))), AnyOf((AnyOf((a, b)), c)))
    same(All((a, AnyOf((b, c)))), AnyOf((All((a, b)), All((a, c)))))
    same(AnyOf((a, All((a, b)))), a)
    assert evaluate(All((a, Not(a))), facts).value is not True


@thousands
@given(a_condition(), some_facts(), some_facts())
def test_learning_what_was_missing_never_turns_an_answer_around(condition, facts, more):
    before = evaluate(condition, facts)
    known = {name for name, fact in facts.items() if fact is not None}
    asks_what_is_known = "known" in str(condition)
    if before.value is None:
        assert before.missing <= set(terms(condition)) - known
    elif not asks_what_is_known:
        learned = more | {name: facts[name] for name in known}
        assert evaluate(condition, learned).value is before.value


@thousands
@given(a_condition(), some_facts(), some_facts())
def test_an_answer_stays_unknown_until_one_of_the_missing_facts_is_given(condition, facts, more):
    found = evaluate(condition, facts)
    assert (found.value is None) is bool(found.missing)
    others = {n: fact for n, fact in more.items() if n not in found.missing and facts.get(n) is None}
    if found.value is None and "known" not in str(condition):
        assert evaluate(condition, facts | others).missing == found.missing
