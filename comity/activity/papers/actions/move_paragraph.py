"""Put a paragraph of a paper before or behind the one beside it."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.parts.actions.move_part import move_part
from comity.foundation.parts.queries import Part

from .change_paper import of, paper_to_write


@attempt
def move_paragraph(key: UUID, *, actor: Actor, at: datetime, line: UUID, down: bool) -> Part:
    """Raises NotAllowed, or Refused: see `move_part`."""
    paper, verdict, about = paper_to_write(key, actor)
    return move_part(line, actor=actor, at=at, thing=of(paper), verdict=verdict, down=down, about=about)
