"""Give an engagement another marking, and say why."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.queries import marking_for, readable
from comity.foundation.labels.rules.label import Label
from comity.foundation.words.rules.said import say

from ..events import MarkingChanged
from ..models import Engagement
from ..permissions import may_mark
from ..queries import grounds, snapshot_of, thing
from ..rules.life import AMENDABLE, State
from .amend_engagement import put_again
from .change_engagement import keep_version, locked, named, needs_words, tell, unchanged_since

MARKABLE = AMENDABLE | {State.CONCEPT, State.COMPLETED, State.ASSESSED, State.CLOSED}


@attempt
def change_marking(
    key: UUID, *, actor: Actor, at: datetime, label: Label, reason: str, seen_version: int
) -> Engagement:
    """A new version, for the marking is part of what is cleared. Earlier versions and entries keep theirs.

    Raises NotAllowed to all but the lead, or for a marking the lead could not read; Refused without a reason.
    """
    it = locked(key)
    asked = grounds(it, actor, at)
    reads_new = readable(label, actor.reader).allowed
    require(
        may_mark(actor, **asked.writing(), reads_new=reads_new),
        doing=say("mark {reference} {marking}", reference=it.reference, marking=label.in_words()),
        about=[thing(it)],
        marking_id=it.marking_id,
    )
    if it.state not in MARKABLE:
        raise Refused(say("It is {state}: its marking cannot be changed now.", state=State(it.state).words))
    unchanged_since(it, seen_version)
    reason = needs_words(reason, of=say("why its marking changes"))
    before, after = it.marking, marking_for(label)
    if before.pk == after.pk:
        raise Refused(say("This is the marking it has."))
    it.marking, it.version = after, it.version + 1
    it.save(update_fields=["marking", "version"])
    keep_version(it, snapshot_of(it), actor=actor, at=at, why=reason)
    event = MarkingChanged(**named(it), before=before.words, after=after.words, why=reason)
    tell(event, it, actor=actor, at=at)
    if it.state in AMENDABLE:
        put_again(it, actor=actor, at=at, why=reason)
    return it
