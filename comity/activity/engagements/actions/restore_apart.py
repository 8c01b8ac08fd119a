"""Bring back what was said of a field apart, as one of its revisions was."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.parts.actions.restore_part import restore_part
from comity.foundation.parts.queries import Part

from ..permissions import may_write
from ..queries import grounds, thing
from .change_engagement import locked


@attempt
def restore_apart(key: UUID, *, actor: Actor, at: datetime, revision: UUID) -> Part:
    """Raises NotAllowed, or Refused: see `restore_part`."""
    it = locked(key)
    verdict = may_write(actor, **grounds(it, actor, at).writing())
    return restore_part(revision, actor=actor, at=at, thing=thing(it), verdict=verdict)
