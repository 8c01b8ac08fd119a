"""Which tables of this room only grow, and which of their columns may change all the same."""

from collections.abc import Mapping

KEPT: Mapping[str, tuple[str, ...]] = {
    "clearance_frozensubject": (),
    "clearance_author": (),
    "clearance_opinion": ("standing",),
    "clearance_condition": (),
    "clearance_comment": (),
    "clearance_adjudication": (),
    "clearance_consolidation": (),
    "clearance_signature": ("standing",),
    "clearance_urgency": ("ended_at", "ended_as", "review_at"),
    "clearance_review": (),
    "clearance_reviewanswer": (),
}
