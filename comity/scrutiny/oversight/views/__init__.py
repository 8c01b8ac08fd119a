"""Shows what overseers look into, and hands out files of it."""

from .comparing import comparison
from .files import obligations_file, snapshot
from .findings import finding_page, findings_file, findings_page
from .pages import decided_page, failing_page, overview, record_check

__all__ = [
    "comparison",
    "decided_page",
    "failing_page",
    "finding_page",
    "findings_file",
    "findings_page",
    "obligations_file",
    "overview",
    "record_check",
    "snapshot",
]
