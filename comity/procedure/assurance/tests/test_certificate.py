"""A proof is checked by a program that shares no line with the prover, and every falsified one is refused."""

import json
from base64 import b64encode
from zlib import compress

import pytest

from comity.procedure.assurance.rules.certificate import certificate
from comity.procedure.assurance.rules.exploring import layers_towards, reachable, shortest_run
from comity.procedure.assurance.rules.space import Move, Procedure, When, Where
from verifier.proof import checked

from .builders import a_procedure, distances

GATE = Procedure(
    ("outside", "gate", "inside"),
    ("key",),
    (
        Move("walk up", 0, 1),
        Move("find the key", 0, 0, raises=1),
        Move("open", 1, 2, When(up=1)),
        Move("go back", 1, 0),
        Move("leave", 2, 0, lowers=1),
    ),
)
LOCKED_OUT = Where(frozenset({2}), When(down=1))
INSIDE = Where(frozenset({2}))


def a_certificate() -> dict:
    found = reachable(GATE)
    towards = layers_towards(GATE, [INSIDE], found)
    return certificate(GATE, found=found, never=[LOCKED_OUT], ends=[INSIDE], towards=towards, about={"of": "a gate"})


def check(said: dict) -> tuple[int, str]:
    return checked(json.dumps(said).encode())


def test_a_proof_holds():
    status, sentence = check(a_certificate())
    assert status == 0
    assert sentence == "The proof holds: 5 moves keep within 5 states, and none is one that must not be."


@pytest.mark.parametrize("seed", range(60))
def test_the_checker_agrees_with_a_plain_search(seed):
    procedure = a_procedure(seed)
    never = Where(frozenset({2}), When(0b011, 0b100))
    found = reachable(procedure)
    said = certificate(procedure, found=found, never=[never], about={})
    bad = any(place == 2 and never.when.holds(flags) for place, flags in distances(procedure))
    assert (shortest_run(procedure, [never]) is not None) is bad
    assert check(said)[0] == (1 if bad else 0)


def _without_start(said):
    said["reached"]["0"] = b64encode(compress(b"\x02")).decode()


def _leaving_out_a_place(said):
    del said["reached"]["2"]


def _with_what_must_not_be(said):
    said["reached"]["2"] = b64encode(compress(b"\x03")).decode()


def _with_a_move_more(said):
    said["moves"].append({"label": "climb", "from": 0, "to": 2, "up": [], "down": [], "raises": [], "lowers": []})


def _without_a_layer(said):
    del said["towards"][-1]


def _with_a_jump(said):
    del said["towards"][1]


def _calling_another_place_the_end(said):
    said["ends"] = [{"places": [1], "up": [], "down": []}]


@pytest.mark.parametrize(
    ("falsify", "told"),
    [
        (_without_start, "The start is not among"),
        (_leaving_out_a_place, "“open” leads out"),
        (_with_what_must_not_be, "must never be reached"),
        (_with_a_move_more, "“climb” leads out"),
        (_without_a_layer, "no run to an end"),
        (_with_a_jump, "no move leads nearer"),
        (_calling_another_place_the_end, "is none"),
    ],
)
def test_a_falsified_proof_is_refused(falsify, told):
    said = a_certificate()
    falsify(said)
    status, sentence = check(said)
    assert status == 1
    assert told in sentence


@pytest.mark.parametrize(
    "change",
    [
        {"format": "another"},
        {"flags": [str(n) for n in range(40)]},
        {"reached": {"0": b64encode(compress(bytes(1 << 16))).decode()}},
        {"reached": {"7": b64encode(compress(b"\x01")).decode()}},
        {"moves": [{"label": "x", "from": 0, "to": 0, "up": [9], "down": [], "raises": [], "lowers": []}]},
        {"moves": [{"label": "x"}]},
        {"never": [{"places": ["2"], "up": [], "down": []}]},
        {"moves": [{"label": "x", "from": "0", "to": 2, "up": [], "down": [], "raises": [], "lowers": []}]},
        {"start": None},
        {"towards": 3},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_no_certificate_is_said_to_be_none(change):
    status, sentence = check({**a_certificate(), **change})
    assert status == 2
    assert "no certificate" in sentence


def test_no_json_is_no_certificate():
    assert checked(b"{")[0] == 2
