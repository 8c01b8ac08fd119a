"""Shows what overseers look into, and hands out files of it."""

from .comparing import comparison
from .files import obligations_file, snapshot
from .pages import decided_page, failing_page, overview, record_check
from .verifying import verify, verify_file

__all__ = [
    "comparison",
    "decided_page",
    "failing_page",
    "obligations_file",
    "overview",
    "record_check",
    "snapshot",
    "verify",
    "verify_file",
]
