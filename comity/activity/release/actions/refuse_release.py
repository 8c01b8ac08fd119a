"""Refuse a release as its clearance decided. Wiring calls it."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.words.rules.said import say
from comity.procedure.clearance.queries import Standing, standing

from ..events import ReleaseRefused
from ..models import Release
from ..permissions import may_follow_clearance
from ..queries import subject_of, thing_of
from ..rules.life import Move
from .change_release import locked_whole, move_on, named, tell


@attempt
def refuse_release(key: UUID, *, actor: Actor, at: datetime) -> Release:
    """Raises NotAllowed unless its dossier stands refused for the very text of now."""
    release = locked_whole(key)
    found = standing(release.dossier_id) if release.dossier_id else Standing("", "")
    verdict = may_follow_clearance(
        stands=found.state,
        expected="refused",
        digest_seen=found.digest,
        digest_now=subject_of(release).digest,
    )
    require(
        verdict,
        doing=say("{move} {reference}", move=Move.REFUSE.words, reference=release.reference),
        about=[thing_of(release)],
        marking_id=release.marking_id,
    )
    move_on(release, Move.REFUSE, at=at)
    dossier = release.dossier.reference if release.dossier else ""
    tell(ReleaseRefused(**named(release), dossier=dossier), release, actor=actor, at=at)
    return release
