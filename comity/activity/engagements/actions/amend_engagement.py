"""Amend what was proposed: a new version, which clearance weighs and, if it is material, asks about again."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.words.rules.said import say, series
from comity.mandate.institutions.queries import post_by_id
from comity.procedure.clearance.actions.amend_subject import amend_subject

from ..events import ClearanceReopened, EngagementAmended
from ..models import Engagement
from ..permissions import may_propose
from ..queries import grounds, led_by, snapshot_of, subject_of, thing
from ..rules.completeness import missing_to_propose
from ..rules.life import AMENDABLE, Move, State
from ..rules.particulars import Snapshot, differences, digest, within
from .change_engagement import (
    in_words,
    keep_version,
    lay,
    locked,
    move_on,
    named,
    needs_words,
    tell,
    unchanged_since,
    write_rows,
)


@attempt
def amend_engagement(
    key: UUID, *, actor: Actor, at: datetime, said: Snapshot, seen_version: int, why: str
) -> Engagement:
    """Raises NotAllowed, also to whoever has spoken on its clearance; Refused without a reason or a change, when
    it would no longer be complete, or when somebody else wrote meanwhile.
    """
    it = locked(key)
    asked = grounds(it, actor, at)
    require(
        may_propose(actor, **asked.writing()),
        doing=say("amend {reference}", reference=it.reference),
        about=[thing(it)],
        marking_id=it.marking_id,
    )
    amendable(it)
    unchanged_since(it, seen_version)
    why = needs_words(why, of=say("why it is amended"), field="why")
    said = led_by(said, post_by_id(it.lead_post_id), it.marking.words)
    if missing := missing_to_propose(said, at.date()):
        raise Refused(
            say(
                "What is in clearance stays complete: {labels}.",
                labels=series([within(m.label) for m in missing], ", "),
            ),
            fields={m.field: m.why for m in missing},
        )
    if not (changed := differences(snapshot_of(it), said)):
        raise Refused(say("Nothing is different from what stands there."))
    it.version += 1
    lay(it, said)
    it.save()
    write_rows(it, said)
    keep_version(it, said, actor=actor, at=at, why=why)
    reopened = put_again(it, actor=actor, at=at, why=why)
    event = EngagementAmended(
        **named(it),
        number=it.version,
        changed=in_words(changed),
        digest=digest(said),
        why=why,
        reopened=reopened,
    )
    tell(event, it, actor=actor, at=at)
    return it


def amendable(it: Engagement) -> None:
    """Raises Refused when nothing is before or behind clearance to amend."""
    if it.state == State.UNDER_WAY:
        raise Refused(say("It is under way. It must be suspended before it can be amended."))
    if it.state not in AMENDABLE:
        raise Refused(
            say("It is {state}: only what is in clearance or authorised can be amended.", state=State(it.state).words)
        )


def put_again(it: Engagement, *, actor: Actor, at: datetime, why: str) -> bool:
    """Hand the new text to clearance; if that reopens it, what was authorised is so no longer."""
    if it.dossier_id is None:
        return False
    reopened: bool = amend_subject(it.dossier_id, actor=actor, at=at, subject=subject_of(it), why=why)
    if reopened and it.state in (State.AUTHORISED, State.SUSPENDED):
        move_on(it, Move.REOPEN, at=at)
        tell(ClearanceReopened(**named(it), why=why), it, actor=actor, at=at)
    return reopened
