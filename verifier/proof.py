"""`python -m verifier.proof CERTIFICATE [--json]`: checks a proof about a framework without trusting who made it.

The certificate lists the places, flags and moves of a finite procedure, and a set of states. The proof holds when

1. the start is in the set;
2. no move leads from a state in the set to one that is not;
3. no state that must never be reached is in the set;
4. if the certificate names ends: every state of the set is in the last of the regions given, the first region holds
   ends only, and from each other state of a region some move leads into the region before.

It tells what was checked of the procedure as written down, not whether the procedure is the framework's: that is for
whoever reads its moves, and for the runs by which the platform compares the two. Exit status 0, 1 or 2 as `verifier`.

A set of states of one place is a whole number: bit v is set when the state with the flags v is in the set.
"""

import argparse
import json
import sys
import zlib
from base64 import b64decode
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

FORMAT, MOST_FLAGS, LARGEST = "comity-proof/1", 24, 1 << 30
Region = dict[int, int]


class Wrong(Exception):
    """The proof does not hold, and why."""


class Checker:
    """The arithmetic, and the sets of one certificate. Raises KeyError, ValueError or TypeError for what is no
    certificate."""

    def __init__(self, said: dict[str, Any]) -> None:
        if said["format"] != FORMAT:
            raise ValueError(f"it is not of the format {FORMAT}")
        self.flags, self.places, self.moves = len(said["flags"]), len(said["places"]), said["moves"]
        if self.flags > MOST_FLAGS:
            raise ValueError(f"it has more than {MOST_FLAGS} flags")
        self.all = (1 << (1 << self.flags)) - 1
        self.up = [self._states_with(flag) for flag in range(self.flags)]
        self.found = self._region(said["reached"])
        named = [said["start"]["place"], *(move[end] for move in self.moves for end in ("from", "to"))]
        for place in (*named, *(place for where in (*said["never"], *said["ends"]) for place in where["places"])):
            if type(place) is not int or not 0 <= place < self.places:
                raise ValueError("a place is named that is not there")
        self.said = said

    def _states_with(self, flag: int) -> int:
        ones = ((1 << (1 << flag)) - 1) << (1 << flag)
        return ones * (self.all // ((1 << (2 << flag)) - 1))

    def _region(self, said: dict[str, str]) -> Region:
        found = {}
        for place, packed in said.items():
            unpacking = zlib.decompressobj()
            states = int.from_bytes(unpacking.decompress(b64decode(packed), (1 << self.flags) // 8 + 1), "little")
            if unpacking.unconsumed_tail or states > self.all or not 0 <= int(place) < self.places:
                raise ValueError("a set of states is larger than there are states")
            found[int(place)] = states
        return found

    def _where(self, said: dict[str, Any]) -> int:
        states = self.all
        for flag in said["up"]:
            states &= self.up[self._flag(flag)]
        for flag in said["down"]:
            states &= self.all ^ self.up[self._flag(flag)]
        return states

    def _flag(self, flag: Any) -> int:
        if type(flag) is not int or not 0 <= flag < self.flags:
            raise ValueError("a flag is named that is not there")
        return flag

    def _after(self, move: dict[str, Any], states: int) -> int:
        states &= self._where(move)
        for flag in map(self._flag, move["raises"]):
            states = (states & self.up[flag]) | (states & ~self.up[flag]) << (1 << flag)
        for flag in map(self._flag, move["lowers"]):
            states = (states & ~self.up[flag]) | (states & self.up[flag]) >> (1 << flag)
        return states

    def _before(self, move: dict[str, Any], states: int) -> int:
        for flag in map(self._flag, reversed(move["lowers"])):
            states &= ~self.up[flag]
            states |= states << (1 << flag)
        for flag in map(self._flag, reversed(move["raises"])):
            states &= self.up[flag]
            states |= states >> (1 << flag)
        return states & self._where(move)

    def check(self) -> None:
        """Raises Wrong."""
        start = self.said["start"]
        flags = sum(1 << self._flag(flag) for flag in set(start["flags"]))
        if not self.found.get(start["place"], 0) >> flags & 1:
            raise Wrong("The start is not among the states that are said to be all there are.")
        for move in self.moves:
            reached = self._after(move, self.found.get(move["from"], 0))
            if reached & ~self.found.get(move["to"], 0):
                raise Wrong(f"The move “{move['label']}” leads out of the states that are said to be all there are.")
        for bad in self.said["never"]:
            if any(self.found.get(p, 0) & self._where(bad) for p in bad["places"] or self.found):
                raise Wrong("A state that must never be reached is among those that are.")
        if self.said["ends"]:
            self._ends()

    def _ends(self) -> None:
        layers = [self._region(said) for said in self.said["towards"]] or [{}]
        for place, states in layers[0].items():
            ends = 0
            for end in self.said["ends"]:
                ends |= self._where(end) if not end["places"] or place in end["places"] else 0
            if states & ~ends:
                raise Wrong("A state that is said to be an end is none.")
        for nearer, further in pairwise(layers):
            into = dict(nearer)
            for move in self.moves:
                into[move["from"]] = into.get(move["from"], 0) | self._before(move, nearer.get(move["to"], 0))
            if any(states & ~into.get(place, 0) for place, states in further.items()):
                raise Wrong("From some state no move leads nearer to an end, though it is said that one does.")
        if any(states & ~layers[-1].get(place, 0) for place, states in self.found.items()):
            raise Wrong("Some state that can be reached has no run to an end.")


def checked(data: bytes) -> tuple[int, str]:
    """Exit status and sentence for the bytes of a certificate."""
    try:
        said = json.loads(data)
        checker = Checker(said)
        checker.check()
    except Wrong as wrong:
        return 1, str(wrong)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, RecursionError, zlib.error) as problem:
        return 2, f"This is no certificate that can be checked: {problem}."
    states = sum(found.bit_count() for found in checker.found.values())
    return (
        0,
        f"The proof holds: {len(checker.moves)} moves keep within {states} states, and none is one that must not be.",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, tell, and give the exit status."""
    parser = argparse.ArgumentParser(prog="comity-proof", description="Checks a proof about a framework, offline.")
    parser.add_argument("certificate", type=Path)
    parser.add_argument("--json", action="store_true", help="the result for a program")
    asked = parser.parse_args(arguments)
    try:
        with asked.certificate.open("rb") as file:
            status, sentence = checked(file.read(LARGEST))
    except OSError as problem:
        status, sentence = 2, f"{asked.certificate} cannot be read: {problem.strerror}."
    print(json.dumps({"status": status, "sentence": sentence}) if asked.json else sentence)
    return status


if __name__ == "__main__":
    sys.exit(main())
