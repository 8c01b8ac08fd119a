"""Why a body is not shown: it no longer exists, or it may not leave the house. The leaf and every proof stay."""

from dataclasses import dataclass

ERASE, WITHHOLD = "erase", "withhold"  # what is proposed
BODY_ERASED, BODY_WITHHELD, BODY_SHOWN_AGAIN = "record.body-erased", "record.body-withheld", "record.body-shown-again"
# An erased body as its row has it. No body that was ever written is empty, and no salt is.
NO_BODY: dict[str, object] = {}
NO_SALT = b""


@dataclass(frozen=True)
class Erased:
    """The body was erased; `by` is the number of the later entry that tells of it.

    `reason` is what is said to whoever may not read that entry: the legal basis and nothing more.
    """

    by: int
    reason: str


@dataclass(frozen=True)
class Withheld:
    """The body exists and is not shown; `reason` is the legal basis and nothing more."""

    reason: str
