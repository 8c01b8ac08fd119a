"""Which tables of this room only grow, and which of their columns may change all the same."""

from collections.abc import Mapping

KEPT: Mapping[str, tuple[str, ...]] = {
    "oversight_finding": ("last_seen", "gone_at"),
    "oversight_acknowledgement": (),
}
