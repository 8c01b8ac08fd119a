"""What `comity framework check` says of a file: everything that is wrong, where, and what to write instead."""

# ruff: noqa: E501  rows of tables, each on its line

import json

import pytest
from django.conf import settings

from comity.foundation.conditions.rules.evaluate import evaluate
from comity.foundation.conditions.rules.load import load
from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary, named
from comity.mandate.institutions.rules.classes import EngagementClass
from comity.mandate.institutions.rules.coverage import coverage
from comity.mandate.institutions.rules.framework import parsed
from comity.mandate.institutions.rules.lines import lines_of
from comity.procedure.clearance.rules.schema import published
from comity.procedure.clearance.rules.whole import Known, check

from .builders import FRAMEWORK

KNOWN = Known(states={"XTS"}, policies={"DEMO": ("OPEN", "RESTRICTED")}, fields={"matter": {"title"}})


def told(text, known=KNOWN):
    return [fault.told("f.yaml") for fault in check(text, known=known).faults]


def spot_of(text, part, within=""):
    """``line:column`` of the first place where this stands."""
    at = text.index(part) + len(part) - len(part.lstrip()) + (part.lstrip().index(within) if within else 0)
    return f"{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}"


def test_a_whole_file_has_no_fault_and_is_read():
    found = check(FRAMEWORK, known=KNOWN)
    assert found.faults == ()
    assert found.file.routes[0].keys[1].post == "foreign-minister"


@pytest.mark.parametrize(
    ("was", "becomes", "at", "says"),
    [
        ("needs: concurrence", "nedes: concurrence", "nedes", "“nedes” is not a word of this section; did you mean “needs”?"),
        ("needs: concurrence", "needs: agreement", "agreement", "“needs” cannot be “agreement”; known: concurrence, coordination, consultation"),
        ("post: counsel, needs", "post: councel, needs", "councel", "there is no post “councel”; did you mean “counsel”?"),
        ("instrument: act, article: s. 2,", "instrument: akt, article: s. 2,", "akt", "there is no instrument “akt”; did you mean “act”?"),
        ("classes: [talks, courtesy]\n", "classes: [talks]\n", None, "class “courtesy” has no route"),
        ("classes: [talks, courtesy]\n", "classes: [talks, courtesy, exercise]\n", "exercise]", "class “exercise” already takes the route “exercise”"),
        ("clock: {days: 10, count: calendar}", "clock: {days: 10, calendar: moon}", "moon", "there is no calendar “moon”; known: home"),
        ("clock: {days: 10, count: calendar}", "clock: {days: 10, count: sitting}", "{days: 10, count: sitting}", "“home” lists 0 sitting days"),
        ("clock: {days: 10, count: calendar}", "clock: {days: 0, count: calendar}", "0, count", "“days” is at least 1, not 0"),
        ("on_lapse: {do: silence, instrument: silence-rule}", "on_lapse: {do: silence}", "{do: silence}", "silence counts only under an instrument"),
        ("on_lapse: {do: tell, to: principals}", "on_lapse: {do: tell}", "{do: tell}", "this clock leads nowhere: “defence-minister” has no superior"),
        ("on_lapse: {do: escalate}", "on_lapse: {do: escalate, to: desk}", "desk}", "the clock of “desk” leads back to it"),
        ("{post: director, may: [countersign], instrument: act, article: s. 3,", "{post: desk, may: [countersign], instrument: act,", None, "“director” signs here and holds no mandate to countersign for the class “exercise”"),
        ("countersign: {post: director", "countersign: {post: defence-minister", None, "countersigns and decides"),
        ("ceiling: {cost: 1000}", "ceiling: {costs: 1000}", "1000", "“costs” is no figure of the subject; did you mean “cost”?"),
        ("concerns: [host, personnel]", "concerns: [hosts, personnel]", "hosts", "“hosts” is no field of the subject; did you mean “host” or “cost”?"),
        ("when: {host: {is: FJI}}", "when: {hosts: {is: FJI}}", "hosts", "unknown term 'hosts'"),
        ("when: {kind: {is: courtesy}}", "when: {kind: {is: talks}}", None, "no engagement ever reaches “courtesy”"),
        ("when: {kind: {is: courtesy}}", "when: {all: [{kind: {is: courtesy}}, {personnel: {under: 5}}]}", None, "no class takes an engagement with kind: courtesy, personnel: 5"),
        ("superior: defence-minister}", "superior: planner}", None, "would be above itself"),
        ('version: "1"', "version: 1.0", "1.0", "“version” is a text: put 1.0 in quotes"),
        ("checked: 2026-01-01", "checked: yesterday", "yesterday", "“checked” is a day, written 2026-11-23"),
        ("title: Testland", "title: Testland\ntitle: Twice", None, "“title” is written twice here, first in line 4"),
        ("{percent: 10}, host: any", "{percent: 10}, host: some", "some", "“host” is any, or a tolerance"),
        ("classification: RESTRICTED", "classification: HIGH", "HIGH", "DEMO has no level “HIGH”; known: OPEN, RESTRICTED"),
        ("policy: DEMO", "policy: DEMOS", "DEMOS", "there is no marking policy “DEMOS”; did you mean “DEMO”?"),
        ("state: FJI}", "state: FIJ}", None, "no state FIJ is known"),
        ("approved_by: principals", "approved_by: planner", "planner", "“planner” is a military post"),
        ("approved_by: principals", "approved_by: appointer", None, "would approve what it proposes itself"),
        ("adoption:", "oversight:\n  - {key: a, tell: desk, by: desk, when: granted, what: All., within: {days: 1}, instrument: act}\nadoption:", "desk, when", "a post does not tell itself"),
        ("adoption:", "properties: [{hold: two-keys, except_under: [act]}]\nadoption:", "{hold", "two-keys takes classes beside its name, and no except_under"),
        ("adoption:", "properties: [{hold: three-keys}]\nadoption:", "three-keys", "“hold” cannot be “three-keys”; known: civilian-control, two-keys"),
        ("subject: matter", "subject: mater", "mater", "no vocabulary 'mater' is declared"),
    ],
)  # fmt: skip
def test_a_fault_is_told_where_it_stands_with_what_to_do(was, becomes, at, says):
    assert was in FRAMEWORK
    text = FRAMEWORK.replace(was, becomes, 1)
    found = [line for line in told(text) if says in line]
    assert found, told(text)
    if at is not None:
        assert any(line.startswith(f"f.yaml:{spot_of(text, becomes, at)}: ") for line in found), found


def test_many_faults_are_told_at_once_in_the_order_of_the_file_whatever_their_kind():
    text = FRAMEWORK.replace("superior: director}", "superior: directer}").replace(
        "may: [propose, import]", "may: [propos]"
    )
    text = text.replace("post: counsel, needs", "post: councel, needs").replace(
        "when: {kind: {is: talks}}", "when: {kind: {is: chats}}"
    )
    lines = [int(line.split(":")[1]) for line in told(text)]
    assert len(lines) == 4
    assert lines == sorted(lines)


def test_an_entry_that_cannot_be_read_does_not_make_what_names_it_look_wrong():
    assert (
        len(told(FRAMEWORK.replace("{key: counsel, title: Legal Counsel", "{key: counsel, titel: Legal Counsel"))) == 2
    )


ANCHORED = FRAMEWORK.replace("- {key: desk, post: desk, needs: concurrence, why: Foreign policy., instrument: act, clock: {days: 2},\n             on_lapse: {do: silence, instrument: silence-rule}}", "- *legal").replace("- {key: legal", "- &legal {key: legal")  # fmt: skip


def test_a_fault_behind_an_anchor_is_told_once_where_it_is_written():
    assert told(ANCHORED) == []
    text = ANCHORED.replace("post: counsel, needs", "post: councel, needs")
    assert told(text) == [
        f"f.yaml:{spot_of(text, 'councel, needs')}: there is no post “councel”; did you mean “counsel”?"
    ]


def test_what_is_wrong_with_the_alias_itself_is_told_where_the_alias_stands():
    text = ANCHORED.replace("- *legal", "- *legal\n          - *legal")
    assert any("two steps have the same key" in line for line in told(text))
    lines = lines_of("a: &x {b: 1}\nc:\n  - *x\nd: {<<: *x, e: 2}\n")
    assert (lines.at(("c", 0)).line, lines.at(("c", 0, "b")).line) == (3, 1)
    assert lines.at(("d", "b")).line == 1  # through a merge key


def test_a_merged_step_keeps_its_condition():
    """Dropped silently, a condition would ask a post that is not to be asked, or spare one that is."""
    text = FRAMEWORK.replace("- {key: consent, post: liaison", "- &consent {key: consent, post: liaison").replace(
        "- {key: desk, post: desk, needs: concurrence, why: Foreign policy., instrument: act, clock: {days: 2},\n             on_lapse",
        "- {<<: *consent, key: desk, on_lapse",
    )
    assert told(text) == []
    assert parsed(text)["routes"][1]["stages"][0]["steps"][0]["when"] == {"host": {"is": "FJI"}}
    wrong = text.replace("when: {host: {is: FJI}}", "when: {host: {are: FJI}}")
    assert len(told(wrong)) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "a framework is a mapping"), ("a: [", "this is no YAML"), ("- a", "a framework is a mapping")],
)
def test_what_is_no_framework_is_said_to_be_none(text, says):
    assert says in told(text)[0]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{c}: &{c} [{', '.join([f'*{b}'] * 10)}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            FRAMEWORK.replace("checked: 2026-01-01", "checked: 2026-02-30"),
            "“2026-02-30” cannot be read: day is out of range",
        ),
        (BOMB + "title: *i\n", "unfolds into too many pieces"),
        ("title: &a [*a]\n", "an alias cannot name what it is a part of"),
        ("title: " + "[" * 90 + "]" * 90, "nested too deeply"),
        ("title: " + "[" * 9000, "nested too deeply"),
        ("title: \x07", "a character that no text may hold"),
    ],
)
def test_what_would_harm_whoever_reads_it_is_refused_in_a_moment_with_its_line(text, says):
    (fault,) = told(text)
    assert says in fault


# -- classes --------------------------------------------------------------------------------------------


PLAIN = Vocabulary("plain", (Term("kind", "choice", "kind", choices=("a", "b")), Term("size", "number", "size"), Term("fire", "flag", "fire"), Term("who", "set", "who")))  # fmt: skip


def classes(*written):
    return [EngagementClass(str(n), str(n), load(text, PLAIN)) for n, text in enumerate(written)]


@pytest.mark.parametrize(
    ("written", "hole", "never"),
    [
        (["kind: {is: a}", "kind: {is: b}"], None, ()),
        (["kind: {is: a}"], {"kind": "b"}, ()),
        (["size: {over: 5}", "size: {at_most: 5}"], None, ()),
        (["size: {over: 5}", "size: {under: 5}"], {"size": 5}, ()),
        (["size: {over: 5}", "size: {over: 9}", "all: []"], None, ("1",)),
        (["fire: yes", "all: [{fire: no}, {kind: {is: a}}]"], {"fire": False, "kind": "b"}, ()),
        (["who: {includes: X}"], {"who": frozenset()}, ()),
        (["size: {known: no}", "size: {at_least: 0}"], None, ()),
    ],
)
def test_whether_classes_are_complete_is_told_exactly(written, hole, never):
    found = coverage(classes(*written), PLAIN)
    assert found.decided
    assert found.never == never
    assert (found.hole is None) == (hole is None)
    if hole is not None:
        assert all(evaluate(entry.when, found.hole).value is False for entry in classes(*written))
        assert {k: v for k, v in found.hole.items() if k in hole} == hole


def test_too_many_combinations_are_said_to_be_undecided_and_never_passed_off_as_complete():
    many = Vocabulary("many", tuple(Term(f"n{i}", "number", f"n{i}") for i in range(12)))
    entry = EngagementClass(
        "x", "x", load("{{all: [{}]}}".format(", ".join(f"{{n{i}: {{over: 1}}}}" for i in range(12))), many)
    )
    assert not coverage([entry], many).decided


# -- the published schema ---------------------------------------------------------------------------------


def test_the_published_schema_is_that_of_the_models():
    path = settings.LIBRARY.parent / "docs" / "reference" / "framework.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == published(), (
        "run: comity framework schema > docs/reference/framework.schema.json"
    )


def test_the_schema_knows_every_fact_a_condition_may_speak_of():
    definitions = published()["$defs"]
    assert {term.name for term in named("engagement").terms} | {"all", "any", "not"} == set(
        definitions["Condition"]["properties"]
    )
    assert definitions["Step"]["properties"]["when"]["$ref"] == "#/$defs/Condition"
    assert set(published()["required"]) >= {"framework", "version", "posts", "routes", "classes"}


@pytest.mark.parametrize("name", ["asia-pacific", "alliance", "small-state", "european"])
def test_every_framework_that_ships_names_its_schema_and_shows_no_word_the_schema_lacks(name):
    path = settings.LIBRARY / "frameworks" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert (path.parent / first.partition("$schema=")[2]).resolve().is_file()
    assert set(parsed(text)) <= set(published()["properties"])
