"""Bring a paragraph of a paper back as one of its revisions was."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.parts.actions.restore_part import restore_part
from comity.foundation.parts.queries import Part

from .change_paper import of, paper_to_write


@attempt
def restore_paragraph(key: UUID, *, actor: Actor, at: datetime, revision: UUID) -> Part:
    """Raises NotAllowed, or Refused: see `restore_part`."""
    paper, verdict, about = paper_to_write(key, actor)
    return restore_part(revision, actor=actor, at=at, thing=of(paper), verdict=verdict, about=about)
