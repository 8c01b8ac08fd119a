"""Take back a request that nobody has answered yet."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.words.rules.said import say

from ..events import ReleaseTakenBack
from ..models import Release
from ..permissions import may_take_back
from ..queries import thing_of
from ..rules.life import Move
from .change_release import locked, move_on, named, needed, tell


@attempt
def take_back_release(key: UUID, *, actor: Actor, at: datetime, why: str) -> Release:
    """Raises NotAllowed to all but the post that asked; Refused when it was answered, or without a reason."""
    release = locked(key, actor)
    verdict = may_take_back(actor, asked_by_post_id=release.asked_by_post_id, asked_by=release.asked_by_post.title)
    require(verdict, doing=say("take a request back"), about=[thing_of(release)], marking_id=release.marking_id)
    release.why = needed(why, say("why it is taken back"), "why")
    move_on(release, Move.TAKE_BACK, at=at, more=("why",))
    tell(ReleaseTakenBack(**named(release), why=release.why), release, actor=actor, at=at)
    return release
