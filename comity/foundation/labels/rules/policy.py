"""A marking policy: its levels, lowest first. Content comes from ``library/markings``."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    name: str
    levels: tuple[str, ...]

    def rank(self, classification: str) -> int | None:
        """Height of a classification, 0 lowest; None when this policy does not know it."""
        return self.levels.index(classification) if classification in self.levels else None


Policies = Mapping[str, Policy]
