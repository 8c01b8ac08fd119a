"""A label in time: who set it when, when it is to be looked at again, and what it says later."""

from dataclasses import dataclass
from datetime import datetime

from comity.foundation.words.rules.said import say

from .label import Label


@dataclass(frozen=True, slots=True)
class Validity:
    """When a label was set and when it is to be looked at again; every moment has its zone.

    A review that is overdue does not end a label (ADatP-4774): only a succession changes what it says.
    """

    created: datetime
    review: datetime | None = None

    def review_is_due(self, label: Label, at: datetime) -> bool:
        """Whether the day of review is past and no successor has taken the label's place."""
        return self.review is not None and self.review <= at and label.in_force(at) == label

    def faults(self, label: Label) -> tuple[str, ...]:
        """What the standard asks of the dates of a label that is written: what is missing or runs backwards."""
        found = []
        if self.review is None and label.succession is None:
            found.append(say("a label without a successor says when it is to be reviewed"))
        if self.review is not None and self.review < self.created:
            found.append(say("its review lies before its creation"))
        if label.succession is not None and label.succession.at < self.created:
            found.append(say("its successor takes its place before its creation"))
        return tuple(found)
