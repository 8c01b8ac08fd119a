"""Keep what somebody has typed so far. Typing is no act: nothing of it enters the record."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, allow, require
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import open_marking_id

from ..models import Draft
from ..permissions import may_keep_draft
from ..queries import draft_for, engagement_by_key, framework_of, power_to_propose
from .change_engagement import person_in_post

MOST = 200_000  # characters; a form is never that long, and a draft is no store of files


@attempt
def save_draft(
    key: UUID,
    *,
    actor: Actor,
    at: datetime,
    fields: dict[str, list[str]],
    engagement_key: UUID | None = None,
) -> Draft:
    """One per author and engagement. Raises NotAllowed on somebody else's; Refused when it is far too long."""
    framework = framework_of(actor.post_id)
    if framework is None:
        raise Refused(say("No framework is in force: adopt one first."))
    existing = Draft.objects.select_for_update().filter(pk=key).first()
    engagement = engagement_by_key(engagement_key, actor.reader) if engagement_key else None
    leads = engagement is not None and engagement.lead_post_id == actor.post_id
    power = allow(say("it leads the engagement")) if leads else power_to_propose(actor, at, framework)
    require(
        may_keep_draft(actor, owner_id=existing.person_id if existing else None, power=power),
        doing=say("keep a draft"),
        about=[Thing("framework", framework.key, framework.key)],
        marking_id=open_marking_id(framework),
    )
    if engagement_key and engagement is None:
        raise Refused(say("There is no such engagement."))
    if sum(len(part) for parts in fields.values() for part in parts) > MOST:
        raise Refused(say("This is too long to be kept as a draft."))
    person_id, post_id = person_in_post(actor)
    if engagement is not None:
        existing = draft_for(engagement, actor) or existing
    draft = existing or Draft(pk=key, person_id=person_id, engagement=engagement)
    draft.post_id, draft.fields, draft.saved_at = post_id, fields, at
    draft.save()
    return draft
