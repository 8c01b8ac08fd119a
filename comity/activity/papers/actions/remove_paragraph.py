"""Take a paragraph out of a paper."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.parts.actions.remove_part import remove_part
from comity.foundation.parts.queries import Part

from .change_paper import of, paper_to_write


@attempt
def remove_paragraph(key: UUID, *, actor: Actor, at: datetime, line: UUID, seen: UUID) -> Part:
    """Raises NotAllowed, or Refused: see `remove_part`. `restore_paragraph` brings it back."""
    paper, verdict, about = paper_to_write(key, actor)
    return remove_part(line, actor=actor, at=at, thing=of(paper), verdict=verdict, seen=seen, about=about)
