"""Nobody holds a post without an account: the posts of somebody whose account was closed fall vacant."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.queries import lock_person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..models import Appointment
from ..permissions import may_vacate
from ..queries import framework_over, not_over, open_marking_id
from .leave import leave


@attempt
def vacate_posts(person_id: int, *, actor: Actor, at: datetime) -> list[Appointment]:
    """End today every appointment of a person without an open account, and those still to begin before they do.
    Raises NotAllowed while the account is open."""
    person, ended = lock_person(person_id), []
    for row in not_over(person_id, at).select_for_update(of=("self",)):
        framework = framework_over(row.post)
        if framework is None:
            continue
        marking_id = open_marking_id(framework)
        require(
            may_vacate(actor, account_open=person.is_active),
            doing=say("end the appointment of {person} as {post}", person=person.name, post=row.post.title),
            about=[Thing("post", row.post.key, row.post.title)],
            marking_id=marking_id,
        )
        leave(row, actor=actor, at=at, ends=max(at.date(), row.starts), marking_id=marking_id)
        ended.append(row)
    return ended
