"""Shows what overseers look into, and hands out files of it."""

from .comparing import comparison
from .files import obligations_file, snapshot
from .pages import decided_page, failing_page, overview, record_check
from .witnesses import witnesses_page

__all__ = [
    "comparison",
    "decided_page",
    "failing_page",
    "obligations_file",
    "overview",
    "record_check",
    "snapshot",
    "witnesses_page",
]
