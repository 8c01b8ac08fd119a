"""Which tables of this room only grow, and which of their columns may change all the same."""

from collections.abc import Mapping

KEPT: Mapping[str, tuple[str, ...]] = {
    "papers_paper": ("withdrawn_at", "withdrawn_by_id"),
    "papers_remark": ("taken_back_at",),
    "papers_writtenpaper": ("withdrawn_at", "withdrawn_by_id"),
}
