"""Let the record tell of rows as they stand where it does not: after an upgrade, or a migration that filled columns."""

from datetime import datetime

from comity.foundation.access.permissions import may_seal_rows
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.enter_seal import enter_seal
from comity.foundation.record.queries import audit
from comity.foundation.words.rules.said import say, say_many

from .attempt import attempt


@attempt
def seal_rows(reason: str, *, actor: Actor, at: datetime, marking_id: int, accept: bool = False) -> int:
    """Enter every row that is not as the record tells; returns how many. What was sealed stays visible as such: the
    entry counts and names the rows of which something else had been told.

    `accept` says that those were looked into: without it only tables are sealed of which no entry ever told. Raises
    NotAllowed; Refused without a reason, when there is nothing to seal, or for want of `accept`.
    """
    require(may_seal_rows(actor), doing=say("seal rows as they stand"), about=[], marking_id=marking_id)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(say("Say why the rows are sealed; it stands on the record."))
    tampered = [trouble for trouble in audit().troubles if trouble.key]
    if tampered and not accept:
        raise Refused(
            say_many(
                "{rows} row is not as the record tells, the first: {first} Look into it with comity record audit, "
                "then seal with --accept.",
                "{rows} rows are not as the record tells, the first: {first} Look into them with comity record audit, "
                "then seal with --accept.",
                len(tampered),
                rows=len(tampered),
                first=tampered[0].sentence,
            )
        )
    sealed = enter_seal(reason, actor=actor, at=at, marking_id=marking_id)
    if not sealed:
        raise Refused(say("There is nothing that a seal could settle: every row is as the record tells."))
    return sealed
