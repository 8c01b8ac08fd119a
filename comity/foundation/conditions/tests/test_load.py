from datetime import date, datetime
from decimal import Decimal

import pytest
import yaml
from hypothesis import given, settings

from comity.foundation.conditions.rules.load import Unreadable, load, load_data
from comity.foundation.conditions.rules.tree import All, AnyOf, Money, Not, Test, always, terms, to_data
from comity.foundation.conditions.tests.builders import ENGAGEMENT, a_condition

NOTICE = """\
all:
  - kind: {is: exercise}
  - zone: {is: osce}
  - any:
      - personnel: {over: 9000}
      - tanks: {at_least: 250}
  - not: {host: {in: [PHL, IDN]}}
"""


def read(text):
    return load(text, ENGAGEMENT, name="file.yaml")


def refused(text):
    with pytest.raises(Unreadable) as caught:
        read(text)
    return str(caught.value)


def test_a_condition_is_read_as_it_is_written():
    assert read(NOTICE) == All(
        (
            Test("kind", "is", "exercise"),
            Test("zone", "is", "osce"),
            AnyOf((Test("personnel", "over", 9000), Test("tanks", "at_least", 250))),
            Not(Test("host", "in", ("PHL", "IDN"))),
        )
    )
    assert terms(read(NOTICE)) == ("kind", "zone", "personnel", "tanks", "host")


def test_an_empty_all_always_holds():
    assert read("all: []") == always


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("host: {is: NO}", "NO"),
        ("title: {is: no}", "no"),
        ("title: {is: 12}", "12"),
        ("title: {is: 2026-03-09}", "2026-03-09"),
        ("title: {is: 'null'}", "null"),
        ("personnel: {over: 9000}", 9000),
        ("personnel: {over: 9000 people}", 9000),
        ("personnel: {over: 9_000}", 9000),
        ("personnel: {over: -0.5}", Decimal("-0.5")),
        ("cost: {over: 5000000 USD}", Money(Decimal(5000000), "USD")),
        ("cost: {between: [1 USD, 2.50 USD]}", (Money(Decimal(1), "USD"), Money(Decimal("2.50"), "USD"))),
        ("start: {before: 2026-03-09}", date(2026, 3, 9)),
        ("urgent: yes", True),
        ("urgent: no", False),
        ("urgent: {is: true}", True),
        ("urgent: 'False'", False),
        ("cost: {known: no}", False),
        ("partners: {includes: NO}", "NO"),
        ("partners: {includes_all: [PHL, NO]}", ("PHL", "NO")),
    ],
)
def test_a_value_takes_the_type_of_its_term(text, value):
    found = read(text).value
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("personel: {over: 1}", "1:1: unknown term 'personel'; did you mean 'personnel'? known: kind, zone"),
        (
            "all:\n  - kind: {is: exercize}",
            "2:16: 'exercize' is not a choice of 'kind'; did you mean 'exercise'?",
        ),
        ("host: {is: phl}", "1:12: 'phl' is not a choice of 'host'; did you mean 'PHL'?"),
        ("partners: {includes_any: [PHL, XX]}", "1:32: 'XX' is not a choice of 'partners'"),
        ("kind: {over: 3}", "1:8: 'kind' is a choice, without operator 'over'; known: is, is_not"),
        (
            "personnel: {overr: 3}",
            "1:13: 'personnel' is a number, without operator 'overr'; did you mean 'over'?",
        ),
        ("personnel: {is_not: 3}", "1:13: 'personnel' is a number, without operator 'is_not'"),
        ("cost: {before: 3 USD}", "1:8: 'cost' is money, without operator 'before'"),
        ("partners: {is: PHL}", "1:12: 'partners' is a set, without operator 'is'"),
        ("personnel: {over: many}", "1:19: 'personnel' needs a figure such as 9000 people, not 'many'"),
        ("personnel: {over: }", "'personnel' needs a figure such as 9000 people, not nothing"),
        ("personnel: {over: yes}", "needs a figure"),
        ("personnel: {over: 010}", "needs a figure"),
        ("personnel: {over: 0x10}", "needs a figure"),
        ("personnel: {over: 1e3}", "needs a figure"),
        ("personnel: {over: .inf}", "needs a figure"),
        ("personnel: {over: ٣}", "needs a figure"),
        ("personnel: {over: 9000 troops}", "'personnel' is counted in people, not in 'troops'"),
        ("tanks: {over: 9 people}", "'tanks' has no unit; leave out 'people'"),
        ("tanks: {over: 1234567890123456}", "15 digits"),
        ("share: {over: 0.1234567890123456}", "15 digits"),
        ("cost: {over: 5000}", "1:14: an amount needs its currency: write 5000 USD"),
        ("cost: {over: 5000 EUR}", "1:14: 'cost' is kept in USD, not in 'EUR'"),
        ("cost: {over: USD 5000}", "'cost' needs a figure such as 5000000 USD"),
        ("start: {after: 9 March}", "'start' needs a date such as 2026-03-09"),
        ("start: {after: 2026-02-30}", "there is no day 2026-02-30"),
        ("start: {between: [2026-03-09, 2026-03-08]}", "the lower value first"),
        ("start: {between: [2026-03-09]}", "'between' needs two values"),
        ("start: {between: 2026-03-09}", "'between' needs two values"),
        ("urgent: maybe", "1:9: 'urgent' must be yes or no, not 'maybe'"),
        ("urgent: {known: perhaps}", "'known' must be yes or no"),
        ("title: {is: ''}", "write {known: no}"),
        ("title: {is: ~}", "'title' is text, not nothing; write it in quotes"),
        ('title: {is: "a\\0"}', "control characters"),
        ('title: {is: "\\ud800"}', "control characters"),
        ("title: {is: !!binary abcd}", "the tag tag:yaml.org,2002:binary"),
        ("title: {is: [a]}", "here a single value is needed"),
        ("host: {in: PHL}", "1:12: here a list is needed"),
        ("host: {in: []}", "here a list is needed"),
        ("host: {in: [PHL, IDN, PHL]}", "1:23: 'PHL' is listed twice"),
        (
            "kind: exercise",
            "1:7: 'kind' takes one operator of: is, is_not, in, not_in, known; as in `kind: {is: exe",
        ),
        ("kind: {}", "here a test of 'kind' is needed"),
        ("tanks: {over: 1, under: 3}", "1:18: a test of 'tanks' has one key, and this is a second"),
        ("kind: {is: visit}\nzone: {is: osce}", "2:1: a condition has one key, and this is a second"),
        ("kind: {is: visit}\nkind: {is: visit}", "2:1: 'kind' is written twice"),
        ("all: []\nall: []", "2:1: 'all' is written twice"),
        ("any: []", "1:6: an empty 'any' would never hold"),
        ("all:", "1:5: here a list of conditions is needed"),
        ("all: {kind: {is: visit}}", "1:6: here a list of conditions is needed"),
        ("not: [urgent: yes]", "1:6: here a condition is needed"),
        ("exercise", "1:1: here a condition is needed"),
        ("? [a]\n: b", "1:3: a key must be a word"),
        ("<<: {kind: {is: visit}}", "unknown term '<<'"),
        ("", "1:1: nothing is written here"),
        ("--- \nall: []\n---\nall: []", "3:1: but found another document"),
        ("all: [", "file.yaml:1:7: "),
        ("all:\n  - x: \x07", "2:8: this character may not stand in YAML"),
        ("&again {all: [*again]}", "80 levels"),
        ("[" * 3000, "80 levels"),
        ("not: {" * 81 + "urgent: yes" + "}" * 81, "80 levels"),
        ("all: [" + "urgent: yes, " * 6000 + "]", "10000 pieces"),
    ],
)
def test_what_cannot_be_meant_is_refused_where_it_stands(text, complaint):
    told = refused(text)
    assert told.startswith("file.yaml:")
    assert complaint in told


def test_aliases_cannot_unfold_into_a_condition_without_end():
    doubling = ["x0: &x0 {urgent: yes}"]
    doubling += [f"x{i}: &x{i} {{all: [*x{i - 1}, *x{i - 1}]}}" for i in range(1, 30)]
    node = yaml.compose("\n".join(doubling), Loader=yaml.SafeLoader).value[-1][1]
    with pytest.raises(Unreadable, match="10000 pieces"):
        load(node, ENGAGEMENT)


def test_a_composed_node_keeps_its_lines_in_the_whole_file():
    whole = yaml.compose("title: T\nwhen:\n  kind:\n    is: trip\n", Loader=yaml.SafeLoader)
    with pytest.raises(Unreadable) as caught:
        load(whole.value[1][1], ENGAGEMENT, name="norms.yaml")
    assert (caught.value.name, caught.value.line, caught.value.column) == ("norms.yaml", 4, 9)
    assert str(caught.value).startswith("norms.yaml:4:9: 'trip' is not a choice")


def test_parsed_data_is_refused_with_the_path_to_the_fault():
    data = {"all": [{"kind": {"is": "visit"}}, {"any": [{"tanks": {"over": "x"}}]}]}
    with pytest.raises(Unreadable) as caught:
        load_data(data, ENGAGEMENT, name="my filter")
    assert str(caught.value).startswith("my filter: at all > 2 > any > 1 > tanks > over: 'tanks' needs a figure")
    assert caught.value.line is None


@pytest.mark.parametrize(
    "data",
    [
        {"tanks": {"over": 2.5}},
        {"tanks": {"over": True}},
        {"tanks": {"over": Decimal("NaN")}},
        {"host": {"is": False}},  # what a careless reader makes of NO
        {"title": {"is": 12}},
        {"start": {"after": datetime(2026, 3, 9)}},
        {1: {"is": 2}},
        {"urgent": 1},
        None,
        [],
        "all",
    ],
)
def test_parsed_data_must_have_the_right_types(data):
    with pytest.raises(Unreadable):
        load_data(data, ENGAGEMENT)


def test_data_parsed_by_a_yaml_reader_may_hold_dates_and_figures():
    assert load_data({"start": {"on": date(2026, 3, 9)}}, ENGAGEMENT) == Test("start", "on", date(2026, 3, 9))
    assert load_data({"share": {"is": Decimal("0.50")}}, ENGAGEMENT) == Test("share", "is", Decimal("0.5"))
    assert load_data({"urgent": True}, ENGAGEMENT) == Test("urgent", "is", True)


@settings(derandomize=True, max_examples=1000, deadline=None, database=None)
@given(a_condition())
def test_what_is_written_down_loads_again_as_the_same_condition(condition):
    data = to_data(condition)
    assert load_data(data, ENGAGEMENT) == condition
    assert load(yaml.safe_dump(data, allow_unicode=True), ENGAGEMENT) == condition
