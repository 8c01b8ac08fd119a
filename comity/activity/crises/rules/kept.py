"""Which tables of this room only grow, and which of their columns may change all the same."""

from collections.abc import Mapping

KEPT: Mapping[str, tuple[str, ...]] = {
    "crises_crisis": ("ended_at", "ended_by_id", "ended_why"),
    "crises_round": (),
    "crises_roundline": ("outcome", "why", "at"),
}
