"""Decline a request before anybody is asked to clear it, and say why."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.words.rules.said import say

from ..events import ReleaseDeclined
from ..models import Release
from ..permissions import may_decline
from ..queries import at_home, framework_of, power_to_put, thing_of
from ..rules.life import Move
from .change_release import locked, move_on, named, needed, tell


@attempt
def decline_release(key: UUID, *, actor: Actor, at: datetime, why: str) -> Release:
    """Raises NotAllowed; Refused when it is past that, or without a reason: the asker reads it."""
    release = locked(key, actor)
    framework = framework_of(release)
    verdict = may_decline(actor, power=power_to_put(actor, framework, at), at_home=at_home(actor, framework))
    require(verdict, doing=say("decline a release"), about=[thing_of(release)], marking_id=release.marking_id)
    release.why = needed(why, say("why it is declined"), "why")
    move_on(release, Move.DECLINE, at=at, more=("why",))
    tell(ReleaseDeclined(**named(release), why=release.why), release, actor=actor, at=at)
    return release
