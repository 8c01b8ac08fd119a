"""Throw an unfinished draft away."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..queries import draft_of


@attempt
def discard_draft(key: UUID, *, actor: Actor, at: datetime) -> None:  # noqa: ARG001  (every action is told when)
    """The author's own; a draft of somebody else, or one that is gone, is left as it is."""
    draft = draft_of(key, actor)
    if draft is not None:
        draft.delete()
