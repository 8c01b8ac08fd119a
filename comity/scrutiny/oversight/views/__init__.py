"""Shows what overseers look into, and hands out files of it."""

from .absences import absence_page, absences, absences_file, entry_page
from .comparing import comparison
from .evidence import evidence, evidence_file, policy_file, verifier_program
from .files import obligations_file, snapshot
from .findings import finding_page, findings_file, findings_page
from .pages import decided_page, failing_page, overview, record_check
from .verifying import verify, verify_file
from .witnesses import witnesses_page

__all__ = [
    "absence_page",
    "absences",
    "absences_file",
    "comparison",
    "decided_page",
    "entry_page",
    "evidence",
    "evidence_file",
    "failing_page",
    "finding_page",
    "findings_file",
    "findings_page",
    "obligations_file",
    "overview",
    "policy_file",
    "record_check",
    "snapshot",
    "verifier_program",
    "verify",
    "verify_file",
    "witnesses_page",
]
