"""Shows what overseers look into, and hands out files of it."""

from .absences import absence_page, absences, absences_file, entry_page
from .comparing import comparison
from .files import obligations_file, snapshot
from .pages import decided_page, failing_page, overview, record_check

__all__ = [
    "absence_page",
    "absences",
    "absences_file",
    "comparison",
    "decided_page",
    "entry_page",
    "failing_page",
    "obligations_file",
    "overview",
    "record_check",
    "snapshot",
]
