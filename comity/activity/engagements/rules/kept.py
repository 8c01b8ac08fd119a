"""Which tables of this room only grow, and which of their columns may change all the same."""

from collections.abc import Mapping

KEPT: Mapping[str, tuple[str, ...]] = {"engagements_version": ()}
