"""Let another key sign the record."""

from datetime import datetime

from comity.foundation.access.permissions import may_rotate_record_key
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.enter_key import enter_next_key
from comity.foundation.record.actions.keep_key import key_is_here
from comity.foundation.record.queries import Key, record_keys
from comity.foundation.words.rules.said import say

from .attempt import attempt


@attempt
def rotate_record_key(reason: str, *, actor: Actor, at: datetime, marking_id: int, lost: bool = False) -> Key:
    """Make the next key of the record. The old one signs the handover, unless it is `lost`: then nobody outside has
    reason to believe the new key until they are told by another way.

    Raises NotAllowed, or Refused without a reason, without a first key, when the old key is said to be lost and is
    here, or is not here and not said to be lost.
    """
    require(may_rotate_record_key(actor), doing=say("change the key of the record"), about=[], marking_id=marking_id)
    reason, keys = " ".join(reason.split()), record_keys()
    if not reason:
        raise Refused(say("Say why the key is changed; it stands on the record."))
    if not keys:
        raise Refused(say("The record has no key yet."))
    here = key_is_here(keys[0].verifier)
    if lost and here:
        raise Refused(say("The key is here: it signs the handover, and is not called lost."))
    if not lost and not here:
        raise Refused(say("The key that signs now is not in this home. Bring it back, or say that it is lost."))
    return enter_next_key(keys[0], actor=actor, at=at, marking_id=marking_id, reason=reason, lost=lost)
