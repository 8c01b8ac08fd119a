"""Write a paragraph in a paper."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.rules.label import Label
from comity.foundation.parts.actions.write_part import write_part
from comity.foundation.parts.queries import Part

from .change_paper import from_them, of, paper_to_write


@attempt
def write_paragraph(
    key: UUID,
    *,
    actor: Actor,
    at: datetime,
    words: str,
    label: Label,
    known: bool = True,
    after: UUID | None = None,
) -> Part:
    """Raises NotAllowed, or Refused: see `write_part`. What a partner writes is marked as that partner's."""
    paper, verdict, about = paper_to_write(key, actor)
    return write_part(
        of(paper),
        actor=actor,
        at=at,
        verdict=verdict,
        frame_id=paper.marking_id,
        words=words,
        label=from_them(label, actor),
        known=known,
        after=after,
        about=about,
    )
