"""Which tables of this room only grow, and which of their columns may change all the same."""

from collections.abc import Mapping

KEPT: Mapping[str, tuple[str, ...]] = {
    "emergency_opening": ("ended_at", "ended_by_id"),
    "emergency_openedthing": (),
    "emergency_page": (),
}
