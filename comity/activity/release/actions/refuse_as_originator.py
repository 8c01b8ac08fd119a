"""Refuse, for the state whose information it is, that it goes to this recipient."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.words.rules.said import say

from ..events import ConsentRefused
from ..models import Consent
from .answer_consent import answer_consent


@attempt
def refuse_as_originator(key: UUID, *, actor: Actor, at: datetime, words: str) -> Consent:
    """Raises NotAllowed to any other state's post; Refused when it was answered so, or without words.

    What it refused never leaves, whatever clearance decides; refusing later closes what was handed over.
    """
    return answer_consent(
        key,
        actor=actor,
        at=at,
        words=words,
        answer="refused",
        event=ConsentRefused,
        doing=say("refuse that its information is released"),
    )
