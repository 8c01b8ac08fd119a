"""How each state is shown: its words, icon, tone, and where a step in it stands on the clearance track.

A tone is never the only sign: the badge has an icon, words and an outline of its own for each tone.
"""

from typing import Literal, NamedTuple

Tone = Literal["plain", "quiet", "info", "go", "wait", "stop"]
Phase = Literal["done", "now", "stopped", "later", "skipped"]


class Shown(NamedTuple):
    words: str
    icon: str
    tone: Tone
    phase: Phase


UNKNOWN_ICON = "circle-question-mark"

STATES: dict[str, Shown] = {
    # an engagement's life
    "concept": Shown("Concept", "circle-dashed", "quiet", "later"),
    "proposed": Shown("Proposed", "send", "plain", "later"),
    "in_clearance": Shown("In clearance", "hourglass", "info", "now"),
    "authorised": Shown("Authorised", "stamp", "go", "done"),
    "under_way": Shown("Under way", "circle-play", "info", "now"),
    "completed": Shown("Completed", "circle-check", "plain", "done"),
    "assessed": Shown("Assessed", "clipboard-check", "plain", "done"),
    "closed": Shown("Closed", "archive", "quiet", "done"),
    "withdrawn": Shown("Withdrawn", "undo-2", "quiet", "skipped"),
    "refused": Shown("Refused", "circle-x", "stop", "stopped"),
    "suspended": Shown("Suspended", "octagon-pause", "wait", "stopped"),
    "cancelled": Shown("Cancelled", "ban", "quiet", "skipped"),
    # a dossier and its stages
    "not_started": Shown("Not started", "circle-dashed", "quiet", "later"),
    "consulting": Shown("Consulting", "users", "info", "now"),
    "consolidating": Shown("Consolidating", "layers", "info", "now"),
    "countersigning": Shown("Countersigning", "file-pen", "info", "now"),
    "deciding": Shown("Awaiting decision", "gavel", "info", "now"),
    "granted": Shown("Granted", "stamp", "go", "done"),
    "revoked": Shown("Revoked", "octagon-x", "stop", "stopped"),
    "reopened": Shown("Reopened", "repeat", "wait", "now"),
    "done": Shown("Done", "circle-check", "go", "done"),
    "skipped": Shown("Not needed", "circle-minus", "quiet", "skipped"),
    # a consultation
    "pending": Shown("Waiting for an answer", "hourglass", "info", "now"),
    "answered": Shown("Answered", "circle-check", "go", "done"),
    "lapsed": Shown("Clock lapsed", "timer-off", "stop", "stopped"),
    "superseded": Shown("Superseded", "history", "quiet", "skipped"),
    "held": Shown("On hold", "hand", "wait", "stopped"),
    "waiting_for_information": Shown("Waiting for information", "message-circle-question-mark", "wait", "now"),
    "signed": Shown("Signed", "file-pen", "go", "done"),
    # an opinion
    "concur": Shown("Concurs", "circle-check", "go", "done"),
    "concur_with_conditions": Shown("Concurs with conditions", "list-checks", "go", "done"),
    "request_information": Shown("Asks for information", "message-circle-question-mark", "wait", "now"),
    "nonconcur": Shown("Does not concur", "circle-x", "stop", "stopped"),
    "no_interest": Shown("No interest", "circle-minus", "quiet", "done"),
    "hold": Shown("Holds", "hand", "wait", "stopped"),
    "silence": Shown("Silent: counts as consent", "volume-x", "plain", "done"),
    # an obligation
    "open": Shown("Open", "circle-dot", "info", "now"),
    "kept": Shown("Kept", "circle-check", "go", "done"),
    "broken": Shown("Broken", "circle-x", "stop", "stopped"),
    "waived": Shown("Waived", "circle-slash", "quiet", "skipped"),
    "overdue": Shown("Overdue", "alarm-clock", "stop", "stopped"),
    # the answer of a norm, a rule or a gate
    "complies": Shown("Complies", "shield-check", "go", "done"),
    "breaches": Shown("Breaches", "shield-alert", "stop", "stopped"),
    "does_not_apply": Shown("Does not apply", "circle-minus", "quiet", "skipped"),
    "cannot_tell": Shown("Cannot tell yet", "circle-question-mark", "wait", "later"),
    "met": Shown("Met", "circle-check", "go", "done"),
    "not_met": Shown("Not met", "circle-x", "stop", "stopped"),
}


def shown(code: str) -> Shown:
    """The look of a state. A code this table does not know is shown by its own words, never hidden."""
    code = str(code)
    return STATES.get(code) or Shown(
        code.replace("_", " ").capitalize() or "Not stated", UNKNOWN_ICON, "plain", "later"
    )
