"""The sentences of a good result, and of a quorum that is missing."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from .checkpoint import Checkpoint
from .entries import Counted
from .note import Signed
from .policy import Policy


def good_news(
    said: Checkpoint,
    found: Counted,
    signed: Sequence[Signed],
    policy: Policy,
    earlier: Sequence[Checkpoint],
) -> list[str]:
    """What holds, and what is not shown by it."""
    return [
        f"The record {said.origin} with {_many(said.size, 'entry', 'entries')} is signed by the log of your policy.",
        *_witnesses(signed, policy),
        *(f"It begins with the record you kept at {_many(one.size, 'entry', 'entries')}." for one in earlier),
        *_extent(said, found),
        *_hidden(found),
    ]


def quorum_missing(signed: int, policy: Policy) -> str:
    have = f"Only {signed} of {len(policy.witnesses)} witnesses have" if signed else "No witness has"
    return f"{have} signed; your policy asks for {policy.quorum}."


def _witnesses(signed: Sequence[Signed], policy: Policy) -> list[str]:
    if not signed and not policy.quorum:
        return ["No witness has signed it, and your policy asks for none: its log alone vouches for it."]
    return [
        f"{len(signed)} of {len(policy.witnesses)} witnesses have signed; your policy asks for {policy.quorum}.",
        *(f"{one.by.name} signed at {_time(one.at or 0)}." for one in signed),
    ]


def _extent(said: Checkpoint, found: Counted) -> list[str]:
    if found.entries == said.size:
        return [f"All {found.entries} entries are here, none is missing or changed." if said.size else "It is empty."]
    if not found.entries:
        return ["The bundle shows none of its entries."]
    return [
        f"{_many(found.entries, 'entry is', 'entries are')} shown, unchanged and in place.",
        "The bundle does not show the others: who made it chose which to show.",
    ]


def _hidden(found: Counted) -> list[str]:
    told = []
    if found.withheld:
        told.append(
            f"{_many(found.withheld, 'body is', 'bodies are')} withheld: that they exist is proved, not what they say."
        )
    if found.erased:
        for by, where in (
            (found.told, "as is told here by entry {}: look there for who did it and why."),
            (found.erased_by - found.told, "it is said by entry {}, which the bundle does not show: ask for it."),
        ):
            if by:
                told.append(f"{_many(len(by), 'body was', 'bodies were')} erased, {where.format(_listed(by))}")
    return told


def _listed(numbers: Collection[int]) -> str:
    return ", ".join(map(str, sorted(numbers)[:10])) + (" and others" if len(numbers) > 10 else "")


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _time(at: int) -> str:
    try:
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OverflowError, ValueError, OSError):
        return f"second {at} since 1970"
