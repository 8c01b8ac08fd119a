"""What one reader may read on one day, worked out once, so that thousands of labels are decided quickly.

`reads` decides one label and says why; this only says yes or no, and always says the same
(INVARIANT, held by `tests/test_same_answers.py`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from .label import CategoryKind, Label, Reader
from .policy import Policies
from .reading import held_under, is_cleared


@dataclass(frozen=True, slots=True)
class Admission:
    """`levels` that the reader is cleared for; for each tag of each policy its kind and what the reader holds of it."""

    at: datetime
    levels: frozenset[tuple[str, str]]
    held: dict[tuple[str, str], tuple[CategoryKind, frozenset[str]]]
    asked: dict[str, frozenset[str]]

    def admits(self, label: Label) -> bool:
        """Whether the reader may read under this label at the moment this was worked out for."""
        now = label.in_force(self.at) if label.succession else label
        return self._admits(now) and all(self._admits(one) for one in now.also)

    def _admits(self, label: Label) -> bool:
        if (label.policy, label.classification) not in self.levels:
            return False
        for one in label.categories:
            known = self.held.get((label.policy, one.tag))
            if known is None:
                if one.kind is not CategoryKind.INFORMATIVE:
                    return False
                continue
            kind, held = known
            if kind is not one.kind:
                return False
            if kind is CategoryKind.PERMISSIVE and held.isdisjoint(one.values):
                return False
            if kind is CategoryKind.RESTRICTIVE and not one.values <= held:
                return False
        asked = self.asked.get(label.policy)
        return not asked or asked <= {one.tag for one in label.categories}


def admission(reader: Reader, policies: Policies, at: datetime) -> Admission:
    """Everything about this reader that a decision at this moment looks at."""
    on = at.astimezone(UTC).date()
    levels = {
        (policy.name, level)
        for policy in policies.values()
        for level in policy.levels
        if is_cleared(level, policy, reader, policies, on)
    }
    held = {
        (policy.name, tag.name): (tag.kind, held_under(tag, policy, reader, on))
        for policy in policies.values()
        for tag in policy.tags
    }
    asked = {
        policy.name: tags
        for policy in policies.values()
        if (tags := frozenset(category.tag for category in policy.unsaid(Label(policy.name, ""))))
    }
    return Admission(at, frozenset(levels), held, asked)
