"""What stands before the next step of a dossier, and which of it is the gravest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from comity.foundation.words.rules.said import say


class Gravity(IntEnum):
    """The order in which people should look at it; waiting within the time allowed blocks nothing."""

    HOLD = 1
    OBJECTION = 2
    LATE = 3
    QUESTION = 4
    COMMENT = 5
    WAITING = 6


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that keeps a dossier where it is: whose it is, since when, until when, and what they said."""

    gravity: Gravity
    who: str
    since: datetime
    words: str
    due: datetime | None = None

    @property
    def blocks(self) -> bool:
        return self.gravity is not Gravity.WAITING

    @property
    def sentence(self) -> str:
        match self.gravity:
            case Gravity.HOLD:
                return say("On hold: {words}", words=self.words)
            case Gravity.OBJECTION:
                return say("Objects: {words}", words=self.words)
            case Gravity.LATE:
                return say("Late: {words}", words=self.words)
            case Gravity.QUESTION:
                return say("Asks: {words}", words=self.words)
            case Gravity.COMMENT:
                return say("To adjudicate: {words}", words=self.words)
            case Gravity.WAITING:
                return say("Waits for: {words}", words=self.words)


def in_order(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The gravest first; of two alike the one that has lasted longer."""
    return tuple(sorted(blocks, key=lambda block: (block.gravity, block.since)))
