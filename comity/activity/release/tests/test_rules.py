"""What may follow what, who must agree, what is asked, and what a package holds."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.activity.release.rules.checks import Check, asked, faults
from comity.activity.release.rules.life import LIFE, SERVED, Move, State, after
from comity.activity.release.rules.packing import Content, Piece, package
from comity.activity.release.rules.standing import expired, why_not_served
from comity.activity.release.rules.third_parties import may_leave, must_agree
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.labels.rules.label import label

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
DAY = date(2026, 6, 10)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_a_release_moves_only_as_the_table_says(state, move):
    if (state, move) in LIFE:
        assert after(state, move) is LIFE[state, move]
    else:
        with pytest.raises(Refused):
            after(state, move)


def test_nothing_is_handed_over_but_what_was_agreed_and_nothing_comes_back_from_a_recall():
    assert {state for state, move in LIFE if move is Move.HAND_OVER} == {State.AGREED}
    assert {after for (state, _), after in LIFE.items() if state is State.RECALLED} == {State.GIVEN_BACK}


states = st.sampled_from(["XHM", "PHL", "IDN", "FJI"])


@given(st.lists(st.frozensets(states), max_size=4), states, states, st.frozensets(states))
def test_a_part_leaves_only_when_every_other_originator_has_agreed(parts, home, recipient, agreed):
    labels = [label("DEMO", "RESTRICTED", originators=one) for one in parts]
    wanted = must_agree(labels, home=home, recipient=recipient)
    assert home not in wanted
    assert recipient not in wanted
    said = {"home": home, "recipient": recipient, "agreed": agreed}
    assert all(may_leave(one, **said) for one in labels) == (wanted <= agreed)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("cleared", ["granted", "suspended", "revoked", ""])
@pytest.mark.parametrize("agreed", [True, False])
@pytest.mark.parametrize("today", [DAY, date(2026, 6, 11)])
def test_a_package_is_opened_only_while_everything_stands(state, cleared, agreed, today):
    opened = not why_not_served(state=state, cleared=cleared, until=DAY, today=today, agreed=agreed)
    assert opened == (state in SERVED and cleared == "granted" and agreed and today <= DAY)


def test_what_is_past_its_last_day_has_expired_and_what_was_recalled_has_not():
    assert expired(State.RECEIVED, DAY, date(2026, 6, 11))
    assert not expired(State.RECALLED, DAY, date(2026, 6, 11))
    assert not expired(State.RECEIVED, None, date(2026, 6, 11))


def a_check(key, **said):
    return Check(key=key, title=key, question="Is it?", source="made for tests", **said)


CHECKS = [a_check("law"), a_check("export", asked_when="technology"), a_check("others", asked_when="third_party")]


def test_a_release_is_asked_what_concerns_it():
    assert [one.key for one in asked(CHECKS, third_party=False, technology=False)] == ["law"]
    assert len(asked(CHECKS, third_party=True, technology=True)) == 3


@pytest.mark.parametrize(
    ("answer", "met"),
    [
        (("met", "The agreement."), True),
        (("met", " "), False),
        (("not_met", "No agreement."), False),
        (("does_not_apply", "Nothing of the kind."), False),
        (("perhaps", "Who knows."), False),
    ],
)
def test_a_check_is_met_in_words_or_stands_against_it(answer, met):
    assert (not faults(CHECKS[:1], {"law": answer})) == met


def test_a_check_may_not_apply_only_where_its_file_says_so():
    assert not faults([a_check("law", may_not_apply=True)], {"law": ("does_not_apply", "No law here.")})
    assert faults(CHECKS[:1], {}) == {"law": "Answer it."}


def a_content(**said):
    return Content(
        **{
            "reference": "REL-2026-0001",
            "title": "Moorings",
            "originator": "Ministry of Defence",
            "recipient": "Liaison <b>",
            "use": "To moor.",
            "marking": "RESTRICTED",
            "conditions": ("Not to be passed on.",),
            "until": DAY,
            "at": NOON,
            "pieces": (Piece("Two hundred tonnes & more.", "RESTRICTED"),),
            **said,
        }
    )


def test_the_same_content_makes_the_same_bytes_and_another_recipient_others():
    assert package(a_content()) == package(a_content())
    assert package(a_content()) != package(a_content(recipient="Somebody else"))


def test_what_is_written_in_a_package_is_never_markup():
    from comity.activity.release.rules.packing import page

    assert "<b>" not in page(a_content())
    assert "&lt;b&gt;" in page(a_content())
