"""Why a body is not shown: it no longer exists, or it may not leave the house. The leaf and every proof stay."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Erased:
    """The body was erased; `by` is the number of the later entry that tells of it."""

    by: int
    reason: str


@dataclass(frozen=True)
class Withheld:
    """The body exists and is not shown."""

    reason: str
