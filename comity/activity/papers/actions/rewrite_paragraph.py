"""Rewrite a paragraph of a paper, or mark it otherwise."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.rules.label import Label
from comity.foundation.parts.actions.rewrite_part import rewrite_part
from comity.foundation.parts.queries import Part

from .change_paper import from_them, of, paper_to_write


@attempt
def rewrite_paragraph(
    key: UUID,
    *,
    actor: Actor,
    at: datetime,
    line: UUID,
    seen: UUID,
    words: str,
    label: Label,
    known: bool = True,
) -> Part:
    """Raises NotAllowed, or Refused: see `rewrite_part`."""
    paper, verdict, about = paper_to_write(key, actor)
    return rewrite_part(
        line,
        actor=actor,
        at=at,
        thing=of(paper),
        verdict=verdict,
        frame_id=paper.marking_id,
        seen=seen,
        words=words,
        label=from_them(label, actor),
        known=known,
        about=about,
    )
