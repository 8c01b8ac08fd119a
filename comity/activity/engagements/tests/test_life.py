"""Every pair of state and move, visited."""

import pytest

from comity.activity.engagements.rules.life import LIFE, Move, NoSuchMove, State, after, diagram, moves_from

# Written down a second time on purpose: a slip in the table is not a slip here.
EXPECTED = {
    "concept": {"propose": "proposed", "withdraw": "withdrawn"},
    "proposed": {"open_clearance": "in_clearance", "withdraw": "withdrawn"},
    "in_clearance": {"authorise": "authorised", "refuse": "refused", "withdraw": "withdrawn"},
    "authorised": {
        "begin": "under_way",
        "reopen": "in_clearance",
        "suspend": "suspended",
        "revoke": "cancelled",
        "cancel": "cancelled",
    },
    "suspended": {
        "resume": "authorised",
        "reopen": "in_clearance",
        "revoke": "cancelled",
        "cancel": "cancelled",
    },
    "under_way": {
        "complete": "completed",
        "suspend": "suspended",
        "revoke": "cancelled",
        "cancel": "cancelled",
    },
    "completed": {"assess": "assessed"},
    "assessed": {"close": "closed"},
    "closed": {},
    "cancelled": {},
    "withdrawn": {"revise": "concept"},
    "refused": {"revise": "concept"},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_every_pair_leads_where_it_should_or_is_refused_in_words(state, move):
    if (expected := EXPECTED[state].get(move)) is not None:
        assert after(state, move) == expected
        return
    with pytest.raises(NoSuchMove) as refusal:
        after(state, move)
    assert state.words in refusal.value.message
    assert "Only what is" in refusal.value.message


def test_authorised_is_reached_only_through_clearance_or_a_lifted_suspension():
    assert {pair for pair, there in LIFE.items() if there is State.AUTHORISED} == {
        (State.IN_CLEARANCE, Move.AUTHORISE),
        (State.SUSPENDED, Move.RESUME),
    }


def test_every_state_can_be_reached_from_a_concept():
    reached, frontier = {State.CONCEPT}, [State.CONCEPT]
    while frontier:
        here = frontier.pop()
        for move in moves_from(here):
            if (there := LIFE[here, move]) not in reached:
                reached.add(there)
                frontier.append(there)
    assert reached == set(State)


def test_the_diagram_draws_every_move():
    drawn = diagram()
    assert drawn.startswith("stateDiagram-v2")
    assert all(f"{here} --> {there}: {move.words}" in drawn for (here, move), there in LIFE.items())
    assert "closed --> [*]" in drawn
