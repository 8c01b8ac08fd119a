"""A framework file says where it is wrong; what it says decides classes, covers and ceilings."""

import re

import pytest

from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.mandate.institutions.actions.adopt_framework import adopt_framework
from comity.mandate.institutions.models import Framework, Post
from comity.mandate.institutions.queries import classified, file_of, framework_in_force, framework_over, post_by_key
from comity.mandate.institutions.rules.framework import BadFramework, read_framework
from comity.mandate.institutions.rules.powers import covers

from .builders import CONSOLE_ACTOR, FRAMEWORK, MONDAY, House, line_with


def faults(text):
    with pytest.raises(BadFramework) as bad:
        read_framework(text, name="small.yaml")
    return bad.value.faults


def test_a_good_file_is_read_whole():
    file = read_framework(FRAMEWORK, name="small.yaml")
    assert [post.key for post in file.posts] == ["clerk", "head", "minister", "attache", "registrar"]
    assert file.calendars["home"].weekend == (6, 7)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "institution: embassy, character",
            "institution: ambassy, character",
            "there is no institution “ambassy”; did you mean “embassy”?",
        ),
        ("superior: minister", "superior: ministre", "there is no post “ministre”; did you mean “minister”?"),
        ("post: clerk, may", "post: clark, may", "there is no post “clark”; did you mean “clerk”?"),
        ("classes: [talks], ceiling", "classes: [talk], ceiling", "there is no class “talk”; did you mean “talks”?"),
        ("over: [mod]", "over: [moon]", "there is no institution “moon”; known: mod, embassy"),
        (
            "may: [propose], instrument: act",
            "may: [propose], instrument: pact",
            "there is no instrument “pact”; did you mean “act”?",
        ),
        ("may: [propose]", "may: [purpose]", "cannot be “purpose”; known: propose, import"),
        ("character: diplomatic", "character: shady", "“character” cannot be “shady”; known: civilian"),
        ("kind: embassy, state", "kind: palace, state", "“kind” cannot be “palace”; known: ministry"),
        (
            "{code: XTS, name: Testland}",
            "{code: xts, name: Testland}",
            "“xts” is no code of a state: three capital letters",
        ),
        ("ceiling: {cost: 1000}", "ceiling: {cost: much}", "“cost” is a figure without unit or separators"),
        (
            "kind: statute, source",
            "kind: statute, sauce",
            "“sauce” is not a word of this section; did you mean “source”?",
        ),
    ],
)
def test_a_fault_is_named_with_its_line(old, new, says):
    text = FRAMEWORK.replace(old, new)
    assert text != FRAMEWORK
    found = faults(text)
    assert any(says in fault for fault in found), found
    lines = {int(re.match(r"small\.yaml:(\d+):\d+: ", fault).group(1)) for fault in found}
    assert line_with(new, text) in lines


def test_every_fault_is_told_at_once():
    text = FRAMEWORK.replace("superior: minister", "superior: nobody").replace("over: [mod]", "over: [moon]")
    assert len(faults(text)) == 2


def test_a_post_is_not_above_itself_by_whatever_way():
    minister = "title: Minister, institution: mod, character: civilian"
    text = FRAMEWORK.replace(minister, f"{minister}, superior: clerk")
    found = faults(text)
    assert len(found) == 3
    assert all("would be above itself" in fault for fault in found)


@pytest.mark.parametrize(
    ("text", "line"), [("posts: [", 1), ("just words", 1), ("", 1), ("a: b\nc: d: e\n", 2), ("- one\n- two\n", 1)]
)
def test_what_is_no_framework_is_said_to_be_none(text, line):
    assert faults(text)[0].startswith(f"small.yaml:{line}:")


def test_a_section_that_is_missing_is_named():
    text = "\n".join(row for row in FRAMEWORK.splitlines() if not row.startswith("calendars"))
    assert any("“calendars” is missing here" in fault for fault in faults(text))


def test_a_word_that_no_framework_knows_is_refused():
    assert any("“poets” is not a word of this section" in fault for fault in faults(FRAMEWORK + "poets: []\n"))


# -- covering --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("classes", "ceiling", "class_key", "facts", "expected", "why"),
    [
        ([], {}, None, {}, True, "no ceiling"),
        (["talks"], {}, "talks", {}, True, "no ceiling"),
        (["talks"], {}, "visit", {}, False, "not for a visit"),
        (["talks"], {}, None, {}, None, "cannot be told yet"),
        ([], {"cost": "1000"}, "talks", {"cost": 1000}, True, "cost up to 1,000"),
        ([], {"cost": "1000"}, "talks", {"cost": "1000.01"}, False, "above its ceiling of 1,000"),
        ([], {"cost": "1000"}, "talks", {}, None, "which is not given"),
        ([], {"cost": "1000", "big_people": 5}, "talks", {"cost": 1, "big_people": 6}, False, "big people of 6"),
    ],
)
def test_a_mandate_covers_its_classes_up_to_its_ceiling(classes, ceiling, class_key, facts, expected, why):
    found = covers(classes, ceiling, class_key=class_key, class_title="A visit", facts=facts)
    assert found.covers is expected
    assert why in found.why


# -- adopting --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_adopting_lays_posts_with_their_superiors_and_mandates():
    house = House()
    assert post_by_key("clerk").superior.superior.key == "minister"
    assert framework_over(post_by_key("attache")) == house.framework == framework_in_force()
    assert house.mandate("head").cites == "Errands Act, s. 2"
    assert str(house.mandate("head")) == "Head may decide"
    assert file_of(house.framework).title == "Smalland"


@pytest.mark.django_db
def test_a_bad_file_is_refused_whole():
    with pytest.raises(Refused, match="there is no institution “moon”"):
        adopt_framework(FRAMEWORK.replace("over: [mod]", "over: [moon]"), actor=CONSOLE_ACTOR, at=MONDAY)
    assert not Framework.objects.exists()
    assert not Post.objects.exists()


@pytest.mark.django_db
def test_only_the_console_founds_and_only_once():
    house = House()
    second = FRAMEWORK.replace('version: "1"', 'version: "2"')
    for actor in (CONSOLE_ACTOR, house.as_("minister"), house.as_("registrar")):
        with pytest.raises(NotAllowed):
            adopt_framework(second, actor=actor, at=MONDAY)
    assert framework_in_force("smalland").version == "1"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "key", "missing"),
    [
        ({"kind": "talks"}, "talks", set()),
        ({"kind": "visit", "people": 51}, "large", set()),
        ({"kind": "visit", "people": 50}, "visit", set()),
        ({"kind": "visit"}, None, {"people"}),
        ({}, None, {"kind"}),
        ({"kind": "other", "people": 3}, None, set()),
    ],
)
def test_the_first_class_that_holds_is_the_class_and_missing_facts_choose_none(facts, key, missing):
    found = classified(House().framework, facts)
    assert (found.found.key if found.found else None) == key
    assert found.missing == missing
    assert found.why
