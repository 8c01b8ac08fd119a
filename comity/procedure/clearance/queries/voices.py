"""Who speaks for a post on a dossier, and who no longer may."""

from datetime import datetime

from comity.foundation.access.rules.actor import Actor
from comity.mandate.institutions.queries import Post, speaks_for
from comity.mandate.institutions.rules.framework import May

from ..models import Dossier
from .procedure import authors_of
from .progress import facts_of


def chain_to(dossier: Dossier, post: Post, *, actor: Actor, may: May, at: datetime) -> tuple[str, ...] | None:
    """The chain by which this actor speaks for a post on the text now before the deciders; see `speaks_for`.

    INVARIANT: a power lent by an author clears nothing of theirs (tests/adversary/test_self_approval.py).
    """
    if actor.post_id == post.pk:
        return ()  # their own post: nothing was lent, so nobody's lending need be looked at
    return speaks_for(
        actor,
        post,
        may,
        at,
        framework=dossier.framework,
        facts=facts_of(dossier.subject),
        not_lent_by=authors_of(dossier),
    )
