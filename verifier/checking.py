"""The decision: does this bundle hold, by the keys of this policy, and after these checkpoints that were kept?"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .bundle import Bundle, opened
from .checkpoint import Checkpoint, trusted, witnessed
from .entries import Counted
from .merkle import consistent
from .note import Signed
from .policy import Policy
from .refusals import Broken, Unreadable
from .runs import gone_through
from .telling import good_news, quorum_missing


@dataclass
class Result:
    """What was found. `verdict` is good, broken or unreadable; `first_broken` the number of the first bad entry."""

    verdict: str = "good"
    sentences: list[str] = field(default_factory=list)
    first_broken: int | None = None
    origin: str | None = None
    size: int | None = None
    root: str | None = None
    entries: int = 0
    withheld: int = 0
    erased: int = 0
    erased_by: list[int] = field(default_factory=list)
    erased_unshown: list[int] = field(default_factory=list)  # those of them that the bundle does not show
    witnesses: list[dict[str, Any]] = field(default_factory=list)
    quorum: int | None = None
    kept: list[int] = field(default_factory=list)

    @property
    def status(self) -> int:
        return {"good": 0, "broken": 1, "unreadable": 2}[self.verdict]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def check(path: Path, policy: Policy, kept: Sequence[bytes] = ()) -> Result:
    """Check the bundle in a file. Never raises for what is in the bundle: whatever is wrong stands in the result."""
    result = Result(quorum=policy.quorum)
    try:
        earlier = [_kept(data, policy) for data in kept]
        with opened(path) as bundle:
            _check(bundle, policy, earlier, result)
    except Broken as broken:
        _worse(result, broken)
    except Unreadable as problem:
        result.verdict = "unreadable" if result.verdict == "good" else result.verdict
        result.sentences.append(str(problem))
    return result


def _kept(data: bytes, policy: Policy) -> Checkpoint:
    try:
        return trusted(data, policy)[0]
    except (Broken, Unreadable) as problem:
        # What the auditor brought is at fault, not the bundle.
        raise Unreadable(f"Of the checkpoint you kept: {problem}") from problem


def _check(bundle: Bundle, policy: Policy, earlier: Sequence[Checkpoint], result: Result) -> None:
    said, note, _ = trusted(bundle.checkpoint, policy)
    result.origin, result.size, result.root = said.origin, said.size, said.root.hex()
    signed = witnessed(note, policy)
    result.witnesses = [{"name": one.by.name, "at": one.at} for one in signed]
    result.kept = [one.size for one in earlier]
    for step in (_quorum, _not_older):
        try:
            step(said, signed, policy, earlier)
        except Broken as broken:  # go on: the auditor wants to hear of the entries too
            _worse(result, broken)
    roots, found = _entries(bundle, said, [one.size for one in earlier], result)
    for one in earlier:
        _continues(one, said, roots, bundle)
    if result.verdict == "good":
        result.sentences += good_news(said, found, signed, policy, earlier)


def _worse(result: Result, broken: Broken) -> None:
    result.verdict = "broken"
    result.sentences.append(str(broken))
    result.first_broken = broken.seq if result.first_broken is None else result.first_broken


def _quorum(_said: Checkpoint, signed: Sequence[Signed], policy: Policy, _earlier: Sequence[Checkpoint]) -> None:
    if len(signed) < policy.quorum:
        raise Broken(quorum_missing(len(signed), policy))


def _not_older(said: Checkpoint, _signed: Sequence[Signed], _policy: Policy, earlier: Sequence[Checkpoint]) -> None:
    for one in earlier:
        if one.size > said.size:
            raise Broken(
                f"This bundle ends at {said.size} entries, but the record you kept had {one.size}: an old checkpoint "
                "was shown to you again, or entries were dropped."
            )
        if one.size == said.size and one.root != said.root:
            raise Broken(
                f"The record you kept at {one.size} entries is another than this one, which is as long: "
                "two histories were signed."
            )


def _entries(
    bundle: Bundle, said: Checkpoint, sizes: Sequence[int], result: Result
) -> tuple[dict[int, bytes], Counted]:
    """Go through every entry; roots of the record at the sizes asked for, as far as the runs tell them."""
    _in_the_record(bundle, said)
    found = Counted(said.size)
    try:
        roots = gone_through(bundle, said, sizes, found)
    finally:
        result.entries, result.withheld, result.erased = found.entries, found.withheld, found.erased
        result.erased_by = sorted(found.erased_by)
        result.erased_unshown = sorted(found.erased_by - found.told)
    if bundle.manifest["withheld"] != found.withheld:
        said_withheld = bundle.manifest["withheld"]
        raise Broken(f"The bundle says that {said_withheld} bodies are withheld, but {found.withheld} are.")
    return roots, found


def _in_the_record(bundle: Bundle, said: Checkpoint) -> None:
    if bundle.manifest["size"] != said.size:
        raise Broken(
            f"The bundle speaks of a record of {bundle.manifest['size']} entries, its checkpoint of {said.size}."
        )
    if bundle.manifest["entries"] != bundle.count:
        raise Broken(f"The bundle says that it holds {bundle.manifest['entries']} entries, but lists {bundle.count}.")
    if bundle.runs and bundle.runs[-1].first + bundle.runs[-1].count > said.size:
        raise Broken("it lies beyond the end of the record that was signed.", said.size)


def _continues(kept: Checkpoint, said: Checkpoint, roots: dict[int, bytes], bundle: Bundle) -> None:
    """That the record the auditor kept is the beginning of this one, from the entries themselves or from a proof."""
    if kept.size >= said.size:
        return  # compared at once
    if kept.size in roots:
        holds = roots[kept.size] == kept.root
    elif kept.size in bundle.consistency:
        holds = consistent(kept.size, kept.root, said.size, said.root, bundle.consistency[kept.size])
    else:
        raise Broken(
            f"The bundle does not show that it continues the record you kept at {kept.size} entries. "
            f"Ask for one with a proof from {kept.size}."
        )
    if not holds:
        raise Broken(
            f"The record you kept at {kept.size} entries is not the beginning of this one: "
            "history was rewritten or you were shown another."
        )
