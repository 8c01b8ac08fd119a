"""Which tables of this room only grow, and which of their columns may change all the same."""

from collections.abc import Mapping

KEPT: Mapping[str, tuple[str, ...]] = {
    "institutions_framework": (),
    "institutions_versionproposal": (),
    "institutions_proposalend": (),
}
