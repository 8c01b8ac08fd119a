"""How consensus stands on a dossier, and how its silence stands as its reader may see it."""

from collections.abc import Iterable

from comity.foundation.access.rules.verdict import Verdict

from ..models import Consultation, Dossier, Opinion
from ..rules.consensus import Letter, Silence, may_grant
from ..rules.life import OPEN, Asked
from ..rules.opinion import OpinionKind
from .procedure import unresolved_objections
from .routes import cites, route_of


def silence_of(dossier: Dossier, rows: Iterable[Consultation]) -> Silence | None:
    """The silence that runs or ran on the present text, out of rows that this reader may read.

    None where consensus does not decide, or when nobody has been asked yet.
    """
    route = route_of(dossier)
    if not route.consensus:
        return None
    silent = {step.key for stage in route.stages for step in stage.steps if step.on_lapse.do == "silence"}
    present = (row for row in rows if row.step_key in silent and row.state != Asked.SUPERSEDED)
    asked = [(row, _standing(row)) for row in sorted(present, key=lambda row: row.post.title)]
    if not asked:
        return None
    running = [row for row, opinion in asked if opinion is None and row.state in OPEN]
    said = [(row.post.title, opinion) for row, opinion in asked if opinion is not None]
    return Silence(
        until=max((row.due_at for row in running), default=None),
        agreed=tuple(post for post, o in said if o.kind not in (OpinionKind.SILENCE, OpinionKind.NONCONCUR)),
        counted=tuple(post for post, o in said if o.kind == OpinionKind.SILENCE),
        silent=tuple(row.post.title for row in running if row.state != Asked.HELD),
        held=tuple(row.post.title for row in running if row.state == Asked.HELD),
        broken=tuple(Letter(post, o.at, o.basis, o.cure) for post, o in said if o.kind == OpinionKind.NONCONCUR),
    )


def consensus_on(dossier: Dossier) -> Verdict:
    """Whether this may be granted as far as consensus is concerned; see `rules.consensus.may_grant`."""
    route = route_of(dossier)
    objectors = [opinion.post.title for opinion in unresolved_objections(dossier)] if route.consensus else []
    return may_grant(objectors, consensus=route.consensus, source=cites(dossier.framework, route.instrument))


def _standing(row: Consultation) -> Opinion | None:
    return next((opinion for opinion in row.opinions.all() if opinion.standing), None)
