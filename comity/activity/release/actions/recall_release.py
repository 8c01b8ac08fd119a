"""Recall what was handed over: it is opened no more, and the recipient owes word of every copy."""

from datetime import date, datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import post_by_id
from comity.mandate.obligations.actions.raise_obligation import Owed, raise_obligation
from comity.mandate.obligations.rules.origin import recall_of

from ..events import ReleaseRecalled
from ..models import Release
from ..permissions import may_recall
from ..queries import originators_needed, power_to_revoke, recipient_words, state_of, thing_of
from ..rules.life import Move
from .change_release import locked_whole, move_on, named, needed, package_of, tell


@attempt
def recall_release(key: UUID, *, actor: Actor, at: datetime, why: str, due: date | None = None) -> Release:
    """Raises NotAllowed; Refused when nothing is out, or without a reason: the recipient reads it."""
    release = locked_whole(key)
    verdict = may_recall(
        actor,
        lead_post_id=release.lead_post_id,
        revoke=power_to_revoke(actor, release, at),
        state=state_of(actor),
        originators=originators_needed(release),
    )
    require(verdict, doing=say("recall a release"), about=[thing_of(release)], marking_id=release.marking_id)
    found = package_of(release)
    reason = needed(why, say("why it is recalled"), "why")
    found.recalled_at, found.recalled_by_id, found.recalled_why = at, actor.who, reason
    found.save(update_fields=["recalled_at", "recalled_by", "recalled_why"])
    move_on(release, Move.RECALL, at=at)
    tell(ReleaseRecalled(**named(release), recipient=recipient_words(release), why=reason), release, actor=actor, at=at)
    owed = Owed(
        what=str(say("Destroy every copy of {reference} or give it back, and say so", reference=release.reference)),
        owed_by=release.recipient,
        owed_to=post_by_id(release.lead_post_id or release.framework_post_id),
        due=due,
        about=Thing("release", str(release.pk), release.reference),
        origin=str(recall_of(release.reference)),
        origin_key=f"release-recall:{release.pk}",
        marking_id=release.marking_id,
    )
    raise_obligation(owed, actor=actor, at=at)
    return release
