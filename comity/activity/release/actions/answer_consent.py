"""What agreeing and refusing for an originator have in common: found, permitted, told. Not an act of its own."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.words.rules.said import Said, say

from ..events import ConsentGiven, ConsentRefused
from ..models import Consent
from ..permissions import may_consent
from ..queries import framework_of, same_framework, state_called, state_of, thing_of
from .change_release import locked_whole, named, needed, tell


def answer_consent(
    key: UUID,
    *,
    actor: Actor,
    at: datetime,
    words: str,
    answer: str,
    event: type[ConsentGiven] | type[ConsentRefused],
    doing: Said,
) -> Consent:
    """Raises NotAllowed, or Refused when there is no such question, it was answered so, or nothing is said."""
    rows = Consent.objects.readable_by(actor.reader).filter(pk=key)
    consent: Consent | None = rows.select_for_update(of=("self",)).first()
    if consent is None:
        raise Refused(say("There is no such question."))
    release = locked_whole(consent.release_id)
    verdict = may_consent(
        actor,
        state=state_of(actor),
        originator=consent.originator,
        same_framework=same_framework(actor, framework_of(release)),
    )
    require(verdict, doing=doing, about=[thing_of(release)], marking_id=consent.marking_id)
    if consent.answer == answer:
        raise Refused(say("That was answered already."))
    consent.answer, consent.words = answer, needed(words, say("on what terms, or why not"), "words")
    consent.by_id, consent.by_post_id, consent.at = actor.who, actor.from_post, at
    consent.save(update_fields=["answer", "words", "by", "by_post", "at"])
    told = event(
        **named(release),
        originator=consent.originator,
        originator_name=state_called(consent.originator),
        recipient=consent.to,
        words=consent.words,
    )
    tell(told, release, actor=actor, at=at, marking_id=consent.marking_id)
    return consent
