"""A proof that somebody else can check: everything that can be reached, written down with the moves.

The checker needs no trust in how it was found. That the start is in it, that no move leads out of it and that nothing
bad is in it: these three make it a proof, and each is a small sum (`verifier/proof.py`, docs/reference/proofs.md).
"""

import zlib
from base64 import b64encode
from collections.abc import Mapping, Sequence

from .exploring import Region
from .space import Move, Procedure, When, Where, bits

FORMAT = "comity-proof/1"
Plain = dict[str, object]


def certificate(
    procedure: Procedure,
    *,
    found: Region,
    never: Sequence[Where] = (),
    ends: Sequence[Where] = (),
    towards: Sequence[Region] = (),
    about: Mapping[str, object],
) -> Plain:
    """As plain JSON. `never`: what must not be reached. `ends` and `towards`: where every state can still come to, and
    the regions from which it is at most 0, 1, 2, … moves away. `about` says what was proved of which framework.
    """
    return {
        "format": FORMAT,
        "about": dict(about),
        "places": list(procedure.places),
        "flags": list(procedure.flags),
        "start": {"place": procedure.start[0], "flags": list(bits(procedure.start[1]))},
        "moves": [_move(move) for move in procedure.moves],
        "never": [_where(where) for where in never],
        "ends": [_where(where) for where in ends],
        "reached": _region(found),
        "towards": [_region(region) for region in towards],
    }


def _move(move: Move) -> Plain:
    return {
        "label": move.label,
        "from": move.source,
        "to": move.target,
        **_when(move.when),
        "raises": list(bits(move.raises)),
        "lowers": list(bits(move.lowers)),
    }


def _where(where: Where) -> Plain:
    return {"places": sorted(where.places), **_when(where.when)}


def _when(when: When) -> Plain:
    return {"up": list(bits(when.up)), "down": list(bits(when.down))}


def _region(region: Region) -> Plain:
    """By place, the set of states: bit v of a number, little-endian bytes, deflated, in base 64."""
    return {
        str(place): b64encode(zlib.compress(states.to_bytes((states.bit_length() + 7) // 8, "little"), 9)).decode()
        for place, states in sorted(region.items())
        if states
    }
