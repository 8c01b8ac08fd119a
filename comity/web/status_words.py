"""How each state is shown: its words, icon, tone, and where a step in it stands on the clearance track.

A tone is never the only sign: the badge has an icon, words and an outline of its own for each tone.
"""

from typing import Literal, NamedTuple

from comity.foundation.words.rules.said import known, say

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
    "concept": Shown(say("Concept"), "circle-dashed", "quiet", "later"),
    "proposed": Shown(say("Proposed"), "send", "plain", "later"),
    "in_clearance": Shown(say("In clearance"), "hourglass", "info", "now"),
    "authorised": Shown(say("Authorised"), "stamp", "go", "done"),
    "under_way": Shown(say("Under way"), "circle-play", "info", "now"),
    "completed": Shown(say("Completed"), "circle-check", "plain", "done"),
    "assessed": Shown(say("Assessed"), "clipboard-check", "plain", "done"),
    "closed": Shown(say("Closed"), "archive", "quiet", "done"),
    "withdrawn": Shown(say("Withdrawn"), "undo-2", "quiet", "skipped"),
    "refused": Shown(say("Refused"), "circle-x", "stop", "stopped"),
    "suspended": Shown(say("Suspended"), "octagon-pause", "wait", "stopped"),
    "cancelled": Shown(say("Cancelled"), "ban", "quiet", "skipped"),
    # a release of information
    "asked": Shown(say("Asked"), "send", "info", "now"),
    "declined": Shown(say("Declined"), "circle-x", "stop", "stopped"),
    "taken_back": Shown(say("Taken back"), "undo-2", "quiet", "skipped"),
    "agreed": Shown(say("Agreed"), "stamp", "go", "done"),
    "handed_over": Shown(say("Handed over"), "send", "go", "done"),
    "received": Shown(say("Received"), "circle-check", "go", "done"),
    "recalled": Shown(say("Recalled"), "octagon-x", "stop", "stopped"),
    "given_back": Shown(say("Given back"), "archive", "quiet", "done"),
    # a dossier and its stages
    "not_started": Shown(say("Not started"), "circle-dashed", "quiet", "later"),
    "consulting": Shown(say("Consulting"), "users", "info", "now"),
    "consolidating": Shown(say("Consolidating"), "layers", "info", "now"),
    "countersigning": Shown(say("Countersigning"), "file-pen", "info", "now"),
    "deciding": Shown(say("Awaiting decision"), "gavel", "info", "now"),
    "granted": Shown(say("Granted"), "stamp", "go", "done"),
    "revoked": Shown(say("Revoked"), "octagon-x", "stop", "stopped"),
    "reopened": Shown(say("Reopened"), "repeat", "wait", "now"),
    "done": Shown(say("Done"), "circle-check", "go", "done"),
    "skipped": Shown(say("Not needed"), "circle-minus", "quiet", "skipped"),
    # a consultation
    "pending": Shown(say("Waiting for an answer"), "hourglass", "info", "now"),
    "answered": Shown(say("Answered"), "circle-check", "go", "done"),
    "lapsed": Shown(say("Clock lapsed"), "timer-off", "stop", "stopped"),
    "superseded": Shown(say("Superseded"), "history", "quiet", "skipped"),
    "held": Shown(say("On hold"), "hand", "wait", "stopped"),
    "waiting_for_information": Shown(say("Waiting for information"), "message-circle-question-mark", "wait", "now"),
    "signed": Shown(say("Signed"), "file-pen", "go", "done"),
    # an opinion
    "concur": Shown(say("Concurs"), "circle-check", "go", "done"),
    "concur_with_conditions": Shown(say("Concurs with conditions"), "list-checks", "go", "done"),
    "request_information": Shown(say("Asks for information"), "message-circle-question-mark", "wait", "now"),
    "nonconcur": Shown(say("Does not concur"), "circle-x", "stop", "stopped"),
    "no_interest": Shown(say("No interest"), "circle-minus", "quiet", "done"),
    "hold": Shown(say("Holds"), "hand", "wait", "stopped"),
    "silence": Shown(say("Silent: counts as consent"), "volume-x", "plain", "done"),
    # an obligation
    "open": Shown(say("Open"), "circle-dot", "info", "now"),
    "kept": Shown(say("Kept"), "circle-check", "go", "done"),
    "broken": Shown(say("Broken"), "circle-x", "stop", "stopped"),
    "waived": Shown(say("Waived"), "circle-slash", "quiet", "skipped"),
    "overdue": Shown(say("Overdue"), "alarm-clock", "stop", "stopped"),
    # a finding of a monitor
    "finding_waits": Shown(say("Waits for overseers"), "shield-alert", "stop", "stopped"),
    "finding_noted": Shown(say("Noted"), "eye", "wait", "now"),
    "finding_gone": Shown(say("No longer so"), "history", "quiet", "skipped"),
    # what was proved of a framework
    "proved": Shown(say("Proved"), "shield-check", "go", "done"),
    "fails": Shown(say("Fails"), "shield-alert", "stop", "stopped"),
    "undecided": Shown(say("Not decided within the bound"), "circle-question-mark", "stop", "stopped"),
    "nothing": Shown(say("Nothing to prove"), "circle-minus", "quiet", "skipped"),
    # the answer of a norm, a rule or a gate
    "complies": Shown(say("Complies"), "shield-check", "go", "done"),
    "breaches": Shown(say("Breaches"), "shield-alert", "stop", "stopped"),
    "does_not_apply": Shown(say("Does not apply"), "circle-minus", "quiet", "skipped"),
    "cannot_tell": Shown(say("Cannot tell yet"), "circle-question-mark", "wait", "later"),
    "met": Shown(say("Met"), "circle-check", "go", "done"),
    "not_met": Shown(say("Not met"), "circle-x", "stop", "stopped"),
}


def shown(code: str) -> Shown:
    """The look of a state. A code this table does not know is shown by its own words, never hidden."""
    code = str(code)
    said = known(code.replace("_", " ").capitalize()) if code else say("Not stated")
    return STATES.get(code) or Shown(said, UNKNOWN_ICON, "plain", "later")
