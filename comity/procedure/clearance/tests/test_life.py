"""The tables, over every pair."""

from itertools import product

import pytest

from comity.procedure.clearance.rules.life import (
    CONSULTATION,
    LIFE,
    Asked,
    Move,
    OutOfTurn,
    State,
    Turn,
    after,
    as_mermaid,
)


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_a_dossier_moves_only_as_the_table_says(state, move):
    if (state, move) in LIFE:
        assert after(LIFE, state, move) is LIFE[state, move]
    else:
        with pytest.raises(OutOfTurn) as told:
            after(LIFE, state, move)
        assert move.value in str(told.value)


@pytest.mark.parametrize(("state", "turn"), list(product(Asked, Turn)))
def test_a_consultation_turns_only_as_the_table_says(state, turn):
    if (state, turn) in CONSULTATION:
        assert after(CONSULTATION, state, turn) is CONSULTATION[state, turn]
    else:
        with pytest.raises(OutOfTurn):
            after(CONSULTATION, state, turn)


def test_only_turning_keys_grants():
    assert {(s, m) for (s, m), then in LIFE.items() if then is State.GRANTED} == {
        (State.DECIDING, Move.GRANT),
        (State.SUSPENDED, Move.RESUME),
    }


def test_from_every_state_some_run_ends():
    ends = {State.REFUSED, State.WITHDRAWN, State.REVOKED, State.GRANTED}
    for state in State:
        reached, frontier = {state}, [state]
        while frontier:
            here = frontier.pop()
            for (source, _), then in LIFE.items():
                if source is here and then not in reached:
                    reached.add(then)
                    frontier.append(then)
        assert reached & ends, state


def test_every_state_and_move_is_in_the_diagram():
    drawn = as_mermaid(LIFE)
    for (state, move), then in LIFE.items():
        assert f"{state} --> {then}: {move}" in drawn
