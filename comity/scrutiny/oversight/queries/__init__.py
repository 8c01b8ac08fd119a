"""Looks up what overseers look at. Every query is their own reading: oversight sees no more than it is cleared for."""

from .decided import REFUSED, Decided, decided, decisions
from .evidence import (
    every_number,
    export_entry,
    exports,
    institution_called,
    institutions_known,
    marking_over,
    numbers,
    policy_text,
    things_asked,
    verifier_file,
)
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
    "every_number",
    "export_entry",
    "exports",
    "failing",
    "findings",
    "institution_called",
    "institutions_known",
    "marking_over",
    "missing",
    "numbers",
    "obligations_told",
    "owed_to",
    "owing",
    "policy_text",
    "snapshot_entry",
    "snapshots",
    "things_asked",
    "verifier_file",
]
