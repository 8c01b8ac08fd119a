from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from comity.foundation.conditions.rules.evaluate import evaluate
from comity.foundation.conditions.rules.explain import describe, explain
from comity.foundation.conditions.rules.load import load
from comity.foundation.conditions.rules.phrases import patterns
from comity.foundation.conditions.rules.tree import All, AnyOf, Not, Test
from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary
from comity.foundation.conditions.tests.builders import ENGAGEMENT, a_condition, some_facts
from comity.foundation.conditions.tests.test_load import NOTICE

thousands = settings(derandomize=True, max_examples=1000, deadline=None, database=None)


def because(text, **facts):
    return explain(load(text, ENGAGEMENT), facts, ENGAGEMENT)


def rule(text):
    return describe(load(text, ENGAGEMENT), ENGAGEMENT)


def test_a_true_condition_is_explained_by_the_values_that_made_it_true():
    facts = {"kind": "exercise", "zone": "osce", "personnel": 9400, "tanks": 12, "host": "NO"}
    assert because("all: [{kind: {is: exercise}}, {personnel: {over: 9000}}]", **facts) == (
        "it is an exercise and personnel is 9,400, over 9,000 people"
    )
    assert because(NOTICE, **facts) == (
        "it is an exercise; zone is the OSCE area; personnel is 9,400, over 9,000 people; "
        "and host is NO, not PHL or IDN"
    )


def test_a_false_condition_is_explained_by_the_values_that_made_it_false():
    assert because(NOTICE, kind="visit", zone="osce") == "it is a visit, not an exercise"
    assert because(NOTICE, personnel=8400, tanks=12) == (
        "personnel is 8,400, not over 9,000 people, and tanks are 12, under 250"
    )


def test_an_unknown_condition_is_explained_by_what_is_not_given():
    facts = {"kind": "exercise", "zone": "osce", "host": "NO", "tanks": 3}
    assert because(NOTICE, **facts) == "it cannot be told: personnel is not given"
    assert because(NOTICE, **facts | {"tanks": None}) == "it cannot be told: personnel and tanks are not given"
    assert because("tanks: {over: 3}") == "it cannot be told: tanks are not given"


@pytest.mark.parametrize(
    ("text", "fact", "said"),
    [
        ("kind: {in: [visit, talks]}", "visit", "it is a visit"),
        ("kind: {not_in: [visit, talks]}", "exercise", "it is an exercise, not a visit or staff talks"),
        ("host: {in: [NO, PHL, IDN, JPN, AUS, FRA]}", "XX", "host is XX, none of the 6 listed"),
        ("title: {is: Rim}", "Rim of {x}", "title is “Rim of {x}”, not “Rim”"),
        ("personnel: {is: 9400}", 9400, "personnel is 9,400 people"),
        ("personnel: {between: [100, 200]}", 1000, "personnel is 1,000, not between 100 and 200 people"),
        ("share: {under: 2.5}", Decimal("2.50"), "share of the cost is 2.50, not under 2.5 percent"),
        ("cost: {over: 5000000 USD}", Decimal("5200000.00"), "cost is 5,200,000 USD, over 5,000,000 USD"),
        ("start: {before: 2026-03-09}", date(2026, 3, 10), "start is 10 March 2026, not before 9 March 2026"),
        ("urgent: yes", False, "urgency is answered no"),
        ("live: no", True, "live fire is planned"),
        ("cost: {known: yes}", None, "cost is not given"),
        ("partners: {includes: NO}", {"PHL"}, "NO is not among the partner states"),
        ("partners: {includes_any: [NO, PHL]}", {"PHL"}, "PHL is among the partner states"),
        ("partners: {includes_any: [NO, PHL]}", (), "NO and PHL are not among the partner states"),
        ("partners: {includes_all: [NO, PHL]}", {"PHL"}, "NO is not among the partner states"),
        ("partners: {includes_all: [NO, PHL]}", ["NO", "PHL"], "NO and PHL are among the partner states"),
        (
            "partners: {includes_any: [NO, PHL, IDN, JPN, AUS, FRA]}",
            [],
            "none of the 6 listed is among the partner states",
        ),
        ("all: []", None, "it always holds"),
        ("not: {all: []}", None, "it never holds"),
    ],
)
def test_each_test_has_its_own_words(text, fact, said):
    condition = load(text, ENGAGEMENT)
    assert explain(condition, {getattr(condition, "term", ""): fact}, ENGAGEMENT) == said


def test_a_reason_is_given_once():
    assert because("all: [{urgent: yes}, {any: [{urgent: yes}, {tanks: {over: 1}}]}]", urgent=True) == (
        "urgency is answered yes"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            NOTICE,
            "it is an exercise; zone is the OSCE area; either personnel is over 9,000 people or tanks are "
            "at least 250; and host is not PHL or IDN",
        ),
        ("not: {all: [{urgent: yes}, {live: yes}]}", "urgency is answered no or no live fire is planned"),
        ("not: {personnel: {at_least: 9000}}", "personnel is under 9,000 people"),
        ("start: {at_least: 2026-03-09}", "start is on or after 9 March 2026"),
        ("not: {start: {on: 2026-03-09}}", "start is not on 9 March 2026"),
        ("partners: {includes_any: [NO, PHL]}", "at least one of NO and PHL is among the partner states"),
        ("not: {partners: {includes_all: [NO, PHL]}}", "not all of NO and PHL are among the partner states"),
        ("partners: {includes_all: [NO]}", "NO is among the partner states"),
        ("not: {cost: {known: no}}", "cost is given"),
        ("all: [all: [all: []]]", "it always holds"),
        ("not: {all: []}", "it never holds"),
    ],
)
def test_a_condition_is_described_without_facts(text, said):
    assert rule(text) == said


def test_a_description_can_be_read_one_way_only():
    urgent, live, dear = Test("urgent", "is", True), Test("live", "is", True), Test("cost", "known", True)

    def said(condition):
        return describe(condition, ENGAGEMENT)

    assert said(AnyOf((All((urgent, live)), dear))) == (
        "(urgency is answered yes and live fire is planned), or cost is given"
    )
    assert said(All((urgent, AnyOf((live, dear))))) == (
        "urgency is answered yes and either live fire is planned or cost is given"
    )
    assert said(AnyOf((urgent, All((live, dear))))) == (
        "urgency is answered yes or both live fire is planned and cost is given"
    )
    assert said(All((urgent, All((live, dear))))) == ("urgency is answered yes, live fire is planned and cost is given")


@thousands
@given(a_condition(), some_facts())
def test_what_is_missing_is_always_named(condition, facts):
    answer, told = evaluate(condition, facts), explain(condition, facts, ENGAGEMENT)
    assert told
    assert told.startswith("it cannot be told") is (answer.value is None)
    for name in answer.missing:
        assert ENGAGEMENT.term(name).label in told


# Subjects that no value contains, so that a sentence shows which facts it speaks of.
TRACED = Vocabulary(
    "traced",
    tuple(Term(t.name, t.type, f"<{t.name}>", t.unit, () if t.type == "flag" else t.choices) for t in ENGAGEMENT.terms),
)


@thousands
@given(a_condition(), some_facts())
def test_the_facts_that_are_named_decide_alone(condition, facts):
    """Forget every fact that the explanation does not speak of: the answer stays."""
    answer, told = evaluate(condition, facts), explain(condition, facts, TRACED)
    spoken_of = {name: fact for name, fact in facts.items() if f"<{name}>" in told}
    if answer.value is not None:
        assert evaluate(condition, spoken_of).value is answer.value


@thousands
@given(a_condition())
def test_every_test_of_a_condition_is_described(condition):
    told = describe(condition, TRACED)
    alone = describe(Not(Not(condition)), TRACED)
    assert told == alone
    for name in {t.name for t in TRACED.terms}:
        assert (f"<{name}>" in told) is (f"'{name}'" in str(condition).replace("operator='", ""))


VOCABULARY_WORDS = {
    word
    for term in ENGAGEMENT.terms
    for word in (term.label, term.subject, term.unit, *term.words.values(), *term.values)
}


@thousands
@given(a_condition(), some_facts())
def test_a_translator_is_asked_only_for_patterns_and_words_of_the_vocabulary(condition, facts):
    asked = set()

    def say(pattern):
        asked.add(pattern)
        return pattern

    describe(condition, ENGAGEMENT, say)
    explain(condition, facts, ENGAGEMENT, say)
    assert asked <= patterns() | VOCABULARY_WORDS


def test_a_translation_may_reorder_the_sentence_and_writes_figures_its_own_way():
    french = {
        "{subject} is {fact}, over {value}": "{subject} : {fact} (plus de {value})",
        "{figure} {unit}": "{figure} {unit}",
        "people": "personnes",
        "personnel": "effectif",
        "1,234.5": "1 234,5",
    }
    condition = load("personnel: {over: 9000}", ENGAGEMENT)
    assert explain(condition, {"personnel": 9400}, ENGAGEMENT, french.__getitem__) == (
        "effectif : 9 400 (plus de 9 000 personnes)"
    )
