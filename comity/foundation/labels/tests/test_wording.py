"""Banners and portions are written in each policy's style, and a banner is read back as the label it was."""

from random import Random

import pytest

from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.banner_text import NoBanner, read_banner
from comity.foundation.labels.rules.label import Category, CategoryKind, Label, label
from comity.foundation.labels.rules.wording import banner, portion

from .drawn import NOON, a_label


def said(text):
    return read_banner(text, policies())


@pytest.mark.parametrize(
    ("written", "banner_said", "portion_said"),
    [
        ("NATO RESTRICTED REL TO ABC", "NATO RESTRICTED REL TO ABC", "(NR REL ABC)"),
        ("cosmic top secret bohemia", "COSMIC TOP SECRET BOHEMIA", "(CTS BOHEMIA)"),
        ("OTAN DIFFUSION RESTREINTE", "NATO RESTRICTED", "(NR)"),
        ("SECRET//REL TO USA, AUS, GBR", "SECRET//REL TO AUS, GBR, USA", "(S//REL AUS, GBR, USA)"),
        ("NATIONAL SECRET//NTK alpha two//AUS/GBR EYES ONLY", "SECRET//AUS/GBR EYES ONLY//NTK alpha two", None),
        ("EU SECRET - RELEASABLE TO NATO", "SECRET UE/EU SECRET - RELEASABLE TO NATO", "(S-UE/EU-S - REL NATO)"),
        ("TLP:AMBER+STRICT", "TLP:AMBER+STRICT", "(TLP:AMBER+STRICT)"),
        ("TLP:WHITE", "TLP:CLEAR", "(TLP:CLEAR)"),
        ("DEMO SECRET · Releasable To nobody", "SECRET · Releasable To nobody", "(S//REL nobody)"),
        ("DEMO SECRET | NATO SECRET", "SECRET | NATO SECRET", "(S) (NS)"),
        ("NATO CONFIDENTIAL CONTEXT NATO/EAPC", "NATO CONFIDENTIAL CONTEXT NATO/EAPC", None),
        ("NR", "NATO RESTRICTED", "(NR)"),
        ("(NATIONAL S//REL AUS)", "SECRET//REL TO AUS", "(S//REL AUS)"),
    ],
)
def test_a_banner_is_read_and_written_in_its_policys_style(written, banner_said, portion_said):
    assert banner(said(written), policies()) == banner_said
    assert portion_said is None or portion(said(written), policies()) == portion_said


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "one line"),
        ("RESTRICTED", "write the policy's name before it"),
        ("NATO RESTRICTEDLY", "no known policy"),
        ("NATO SECRET FOR MY EYES", "nothing that stands in a banner"),
        ("DEMO SECRET | DEMO SECRET", "different policies"),
        ("X" * 3000, "one line"),
    ],
)
def test_what_is_no_banner_is_not_guessed(written, why):
    with pytest.raises(NoBanner, match=why):
        said(written)


def test_a_limit_that_is_written_twice_is_two_limits_not_a_wider_one():
    twice = said("NATIONAL SECRET//REL TO NATO//REL TO EU")
    assert twice.releasable_to == frozenset()
    assert banner(twice, policies()) == "SECRET//REL TO EU//REL TO NATO"


def test_every_banner_of_the_library_is_read_back_as_its_label():
    chance, house, read = Random(77), policies(), 0
    for _ in range(300):
        policy = chance.choice(list(house.values()))
        drawn = a_label(chance, {policy.name: policy}, odd=False)
        one = policy.completed(Label(drawn.policy, drawn.classification, drawn.categories))
        unwritten = {tag.name for tag in policy.tags if not tag.banner}
        one = Label(one.policy, one.classification, frozenset(c for c in one.categories if c.tag not in unwritten))
        if any(c.kind is not CategoryKind.PERMISSIVE and not c.values for c in one.categories):
            continue  # it limits nothing, and is not written
        assert read_banner(f"{policy.name} {banner(one, house)}", house) == one, banner(one, house)
        read += 1
    assert read > 200


def test_on_a_page_for_the_same_readers_a_paragraph_says_so_in_short():
    page = label("NATIONAL", "SECRET", releasable_to=["AUS", "FJI"])
    part = label("NATIONAL", "RESTRICTED", releasable_to=["AUS", "FJI"])
    assert portion(part, policies(), page) == "(R//REL)"
    assert portion(label("NATIONAL", "RESTRICTED", releasable_to=["AUS"]), policies(), page) == "(R//REL AUS)"


def test_what_no_policy_knows_is_written_in_words_that_all_share():
    odd = Label("NOWHERE", "ODD", frozenset({Category("Tag", CategoryKind.RESTRICTIVE, frozenset({"x"}))}))
    assert banner(odd, policies(), NOON) == "ODD · Tag x"
    assert portion(odd, policies()) == "(ODD · Tag x)"
