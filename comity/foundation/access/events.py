"""Facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event


@dataclass(frozen=True, kw_only=True)
class ActRefused(Event):
    """Somebody tried what they may not do. Nothing else changed."""

    kind: ClassVar[str] = "access.refused"
    who: str
    doing: str
    why: str

    def sentence(self) -> str:
        return f"{self.who} tried to {self.doing} and was refused: {self.why}."


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    kind: ClassVar[str] = "access.signed-in"
    who: str
    way: str

    def sentence(self) -> str:
        return f"{self.who} signed in ({self.way})."


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    kind: ClassVar[str] = "access.signed-out"
    who: str

    def sentence(self) -> str:
        return f"{self.who} signed out."
