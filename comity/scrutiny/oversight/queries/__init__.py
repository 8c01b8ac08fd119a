"""Looks up what overseers look at. Every query is their own reading: oversight sees no more than it is cleared for."""

from .absences import held, proposals_waiting, waits_for_answer
from .decided import REFUSED, Decided, decided, decisions
from .frozen import snapshot_entry, snapshots
from .owing import (
    SOON,
    Authority,
    Owing,
    abroad,
    authorities,
    changes,
    due_first,
    missing,
    obligations_told,
    owed_to,
    owing,
)
from .reliability import Population, failing, findings

__all__ = [
    "REFUSED",
    "SOON",
    "Authority",
    "Decided",
    "Owing",
    "Population",
    "abroad",
    "authorities",
    "changes",
    "decided",
    "decisions",
    "due_first",
    "failing",
    "findings",
    "held",
    "missing",
    "obligations_told",
    "owed_to",
    "owing",
    "proposals_waiting",
    "snapshot_entry",
    "snapshots",
    "waits_for_answer",
]
