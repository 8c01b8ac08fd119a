"""Agree to a release as its clearance decided. Wiring calls it."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.words.rules.said import say
from comity.procedure.clearance.queries import Standing, standing

from ..events import ReleaseAgreed
from ..models import Release
from ..permissions import may_follow_clearance
from ..queries import subject_of, thing_of
from ..rules.life import Move
from .change_release import locked_whole, move_on, named, tell


@attempt
def agree_release(key: UUID, *, actor: Actor, at: datetime) -> Release:
    """Raises NotAllowed unless its dossier stands granted for the very text of now."""
    release = locked_whole(key)
    found = standing(release.dossier_id) if release.dossier_id else Standing("", "")
    verdict = may_follow_clearance(
        stands=found.state,
        expected="granted",
        digest_seen=found.digest,
        digest_now=subject_of(release).digest,
    )
    require(
        verdict,
        doing=say("{move} {reference}", move=Move.AGREE.words, reference=release.reference),
        about=[thing_of(release)],
        marking_id=release.marking_id,
    )
    move_on(release, Move.AGREE, at=at)
    dossier = release.dossier.reference if release.dossier else ""
    tell(ReleaseAgreed(**named(release), dossier=dossier, digest=found.digest), release, actor=actor, at=at)
    return release
