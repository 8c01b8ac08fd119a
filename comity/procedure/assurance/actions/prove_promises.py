"""A framework is proposed or adopted: every promise that it makes must be proved."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused

from ..queries import Proof, proof_of
from ..rules.refusing import why_not


@attempt
def prove_promises(text: str, *, actor: Actor, at: datetime) -> Proof:  # noqa: ARG001  an act like any
    """Raises Refused with each promise that is not proved and the shortest run that breaks it; the act that asked is
    then undone as a whole. The text is known to be whole.

    DANGER: whoever asks holds the head of the record. A page looks the proof up before it acts, so that it is there.
    """
    proof = proof_of(text)
    if broken := proof.broken:
        raise Refused(why_not(broken))
    return proof
