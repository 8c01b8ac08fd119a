"""Whether what a reader may not read can be opened to them in an emergency. Pure, and never in favour of the reader."""

from collections.abc import Iterable
from datetime import datetime

from comity.foundation.words.rules.said import say

from .label import Label, Reader
from .policy import Policies
from .reading import reads

# What an emergency may set aside: how high somebody of the house is cleared, and which groups of the house they are in.
SET_ASIDE = frozenset({"clearance", "group", "briefing"})


def why_not_opened(label: Label, reader: Reader, policies: Policies, at: datetime, *, home: Iterable[str]) -> str:
    """Why this is not opened even in an emergency; empty when it may be.

    INVARIANT: nothing is opened that is another originator's, that is not releasable to the reader's nation, that
    carries an originator's caveat, or whose policy the reader is not cleared under at all (tests/test_opening.py).
    """
    now = label.in_force(at)
    if others := now.originators - frozenset(home):
        return say("it is information of {originators}", originators=", ".join(sorted(others)))
    for part in now.each():
        policy = policies.get(part.policy)
        if policy is None or not policy.own or reader.clearance(part.policy) is None:
            return say("not cleared at all under {policy}", policy=part.policy)
    for ground in reads(label, reader, policies, at).grounds:
        if not ground.admits and ground.rule not in SET_ASIDE:
            return ground.words
    return ""
