"""Take receipt of a package."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.words.rules.said import say

from ..events import PackageReceived
from ..models import Package
from ..permissions import may_receive
from ..queries import recipient_words, thing_of, why_closed
from ..rules.life import Move
from .change_release import locked, move_on, named, package_of, tell


@attempt
def receive_package(key: UUID, *, actor: Actor, at: datetime) -> Package:
    """Raises NotAllowed to everybody but the recipient named; Refused when it was received, recalled or has expired."""
    release = locked(key, actor)
    verdict = may_receive(actor, recipient_id=release.recipient_id, recipient=release.recipient.title)
    require(verdict, doing=say("take receipt of a package"), about=[thing_of(release)], marking_id=release.marking_id)
    found = package_of(release)
    if why := why_closed(release, at.date()):
        raise Refused(say("It cannot be received: {why}.", why=why))
    found.received_at, found.received_by_id = at, actor.who
    found.save(update_fields=["received_at", "received_by"])
    move_on(release, Move.RECEIVE, at=at)
    event = PackageReceived(**named(release), recipient=recipient_words(release), digest=found.digest)
    tell(event, release, actor=actor, at=at)
    return found
