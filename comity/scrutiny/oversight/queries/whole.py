"""The monitor of the whole: every entry recomputed, a slice at a time."""

from collections.abc import Iterator

from comity.foundation.record.queries import verify_further
from comity.foundation.record.rules.checking import Verification
from comity.foundation.record.rules.merkle import Peaks

from ..rules import found
from ..rules.trouble import Trouble


def recomputed(size: int, peaks: bytes, at_most: int) -> tuple[Peaks, list[Trouble] | None]:
    """Recompute at most so many entries further. Gives the tree to go on from, and what is wrong once the end is
    reached.

    What was kept of the tree is believed only if it can be one; else, and where the record became shorter, it begins
    anew.
    """
    try:
        tree, verified = verify_further(Peaks.from_bytes(size, peaks), at_most=at_most)
    except ValueError:
        tree, verified = verify_further(Peaks(), at_most=at_most)
    return tree, None if verified is None else list(_wrong(verified))


def _wrong(verified: Verification) -> Iterator[Trouble]:
    if verified.broken:
        seq = verified.broken.seq
        place = "head" if seq is None else str(seq)
        yield Trouble(key=f"broken:{place}", words=found.broken(str(verified.broken)), seq=seq)
    if verified.missing_guards:
        yield Trouble(key="guards", words=found.unguarded(", ".join(verified.missing_guards)))
