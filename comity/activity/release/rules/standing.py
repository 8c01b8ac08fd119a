"""Whether a package may be opened now, and if not, why."""

from datetime import date

from comity.foundation.words.rules.said import say

from .life import SERVED, State


def why_not_served(*, state: str, cleared: str, until: date | None, today: date, agreed: bool) -> str:
    """Empty when it may be. `cleared` is how its dossier stands; `agreed` whether every originator's agreement stands.

    INVARIANT: a package that was recalled, has expired or lost its clearance is opened by nobody
    (tests/test_rules.py).
    """
    if State(state) in (State.RECALLED, State.GIVEN_BACK):
        return say("it is recalled")
    if State(state) not in SERVED:
        return say("it is {state}", state=State(state).words)
    if until is not None and today > until:
        return say("it was valid until {day}", day=until.isoformat())
    if cleared != "granted":
        return say("its clearance does not stand")
    if not agreed:
        return say("an originator no longer agrees")
    return ""


def expired(state: str, until: date | None, today: date) -> bool:
    return until is not None and today > until and State(state) in {*SERVED, State.AGREED}
