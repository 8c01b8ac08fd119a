"""Let the record go on after a restore that lost what was already signed."""

from datetime import datetime

from comity.foundation.access.permissions import may_resume_record
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.remember_signed import Forgotten
from comity.foundation.record.actions.resume_signing import contradicted, resume_signing
from comity.foundation.record.queries import Entry
from comity.foundation.words.rules.said import say

from .attempt import attempt


@attempt
def resume_record(reason: str, *, actor: Actor, at: datetime, marking_id: int) -> Entry:
    """Enter that the database no longer has all that this house signed, and sign again from what it has.

    The checkpoint that no longer holds stands in the entry and is kept in a file: whoever was shown it can prove it,
    and witnesses go on refusing this record until they have been told why. Raises NotAllowed, or Refused without a
    reason, or when the record continues all that was signed here.
    """
    require(may_resume_record(actor), doing=say("resume the record"), about=[], marking_id=marking_id)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(say("Say why entries were lost; it stands on the record."))
    try:
        known = contradicted()
    except Forgotten as problem:
        raise Refused(str(problem)) from problem
    if known is None:
        raise Refused(say("The record continues all that was signed here: there is nothing to resume."))
    return resume_signing(known, actor=actor, at=at, marking_id=marking_id, reason=reason)
