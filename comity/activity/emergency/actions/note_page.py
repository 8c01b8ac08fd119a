"""Note that what stands open in an emergency was asked for at a page."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import EmergencyPageRead
from ..models import OpenedThing, Page
from ..permissions import may_note_page
from ..queries import thing_of

LONGEST = 300


@attempt
def note_page(opened: OpenedThing, *, actor: Actor, at: datetime, path: str) -> Page | None:
    """Once for each page; None where it was told before. Raises NotAllowed."""
    opening, thing = opened.opening, Thing(opened.kind, opened.key, opened.reference)
    require(
        may_note_page(actor, by_id=opening.by_id),
        doing=say("read by {opening}", opening=opening.reference),
        about=[thing_of(opening)],
        marking_id=opening.marking_id,
    )
    rows = Page.objects.whole("whether it was told before")
    if rows.filter(opening=opening, path=path[:LONGEST]).exists():
        return None
    page: Page = Page.objects.create(opening=opening, path=path[:LONGEST], at=at, marking_id=opened.marking_id)
    event = EmergencyPageRead(opening=opening.reference, what=opened.reference, page=page.path)
    announce(event, actor=actor, at=at, about=[thing, thing_of(opening)], marking_id=opened.marking_id)
    return page
