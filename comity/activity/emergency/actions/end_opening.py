"""End an opening: by hand before its time, or by the clock once that is over. What was opened closes at its moment in
either case; this tells what was done by it, and has it reviewed."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import EmergencyEnded
from ..models import Opening, Page
from ..permissions import may_end
from ..queries import thing_of, watchers


@attempt
def end_opening(number: int, *, actor: Actor, at: datetime) -> Opening:
    """Raises NotAllowed; Refused when there is none, or it has ended."""
    rows = Opening.objects.whole("whether the actor may end it is asked next").select_related("by", "by_post")
    opening: Opening | None = rows.select_for_update(of=("self",)).filter(pk=number).first()
    if opening is None:
        raise Refused(say("There is no such opening."))
    over = at >= opening.until
    told = actor.post_id is not None and actor.post_id in watchers(opening.framework_key)
    require(
        may_end(actor, by_id=opening.by_id, told=told, over=over),
        doing=say("end {opening}", opening=opening.reference),
        about=[thing_of(opening)],
        marking_id=opening.marking_id,
    )
    if opening.ended_at is not None:
        raise Refused(say("It has ended already."))
    opening.ended_at, opening.ended_by_id = (opening.until, None) if over else (at, actor.person_id)
    opening.save(update_fields=["ended_at", "ended_by"])
    pages = Page.objects.whole("a number, told with its end").filter(opening=opening).count()
    who = f"{opening.by}, {opening.by_post}"
    event = EmergencyEnded(opening=opening.reference, who=who, early=not over, pages=pages)
    announce(event, actor=actor, at=at, about=[thing_of(opening)], marking_id=opening.marking_id)
    return opening
