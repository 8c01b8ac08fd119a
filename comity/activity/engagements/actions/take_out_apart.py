"""Take out what was said of a field apart."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.parts.actions.remove_part import remove_part
from comity.foundation.parts.queries import Part

from ..permissions import may_write
from ..queries import grounds, thing
from .change_engagement import locked


@attempt
def take_out_apart(key: UUID, *, actor: Actor, at: datetime, line: UUID, seen: UUID) -> Part:
    """Raises NotAllowed, or Refused: see `remove_part`. `restore_apart` brings it back."""
    it = locked(key)
    verdict = may_write(actor, **grounds(it, actor, at).writing())
    return remove_part(line, actor=actor, at=at, thing=thing(it), verdict=verdict, seen=seen)
