"""Say what a post thinks of the subject: concur, concur with conditions, object, or no interest."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say, series

from ..events import OpinionGiven
from ..models import Condition, Consultation, Dossier, Opinion
from ..queries import named_in_events, things
from ..rules.life import State, Turn
from ..rules.opinion import Adjudicated, ConditionSaid, OpinionKind, Severity, faults
from ..rules.written import answered_anew, not_waited_for
from .ask_posts import ask_posts
from .change_state import turn
from .lock import as_seen, lock_consultation
from .send_back_dossier import back_to_lead
from .speak import speak


@attempt
def give_opinion(
    consultation_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    seen_digest: str,
    kind: OpinionKind,
    words: str = "",
    basis: str = "",
    cure: str = "",
    conditions: Sequence[ConditionSaid] = (),
) -> Opinion:
    """Add an opinion, superseding this post's earlier one. The last one of a stage moves the dossier on;
    one that comes after consolidation sends it back, so that nobody signs what no longer holds.

    Raises NotAllowed to any other post, to an author and to a second voice; Refused when it is incomplete,
    out of turn, or given on a text that has changed.
    """
    dossier, consultation = lock_consultation(consultation_id)
    doing = say("give an opinion for {post} on {reference}", post=consultation.post.title, reference=dossier.reference)
    chain = speak(dossier, consultation, actor=actor, at=at, doing=doing)
    as_seen(dossier, seen_digest)
    wrong = faults(
        kind,
        basis=basis,
        cure=cure,
        conditions=[c.words for c in conditions],
        needs=consultation.needs,
        open_critical=_open_critical(consultation),
    )
    if wrong:
        raise Refused(series(wrong.values(), " "), fields=wrong)
    turn(consultation, Turn.ANSWER, at=at)
    consultation.opinions.filter(standing=True).update(standing=False)
    _end_questions(consultation, actor=actor, at=at)
    opinion = Opinion.objects.create(
        consultation=consultation,
        kind=kind,
        words=words.strip(),
        basis=basis.strip(),
        cure=cure.strip(),
        digest=seen_digest,
        person_id=actor.person_id,
        person_name=actor.person,
        post=consultation.post,
        under=" → ".join(chain),
        at=at,
    )
    said = [c for c in conditions if c.words.strip()]
    Condition.objects.bulk_create(Condition(opinion=opinion, words=c.words.strip(), due=c.due) for c in said)
    _announce(dossier, consultation, opinion, [c.words.strip() for c in said], actor=actor, at=at)
    if dossier.state in (State.COUNTERSIGNING, State.DECIDING):
        reason = answered_anew(consultation.post.title)
        back_to_lead(dossier, post=consultation.post.title, reason=reason, actor=actor, at=at)
    ask_posts(dossier, actor=actor, at=at)
    return opinion


def _open_critical(consultation: Consultation) -> int:
    """Critical comments of this post that were not accepted."""
    critical = consultation.comments.filter(severity=Severity.CRITICAL)
    return critical.exclude(adjudication__outcome__in=[Adjudicated.ACCEPTED, Adjudicated.WITH_CHANGE]).count()


def _end_questions(consultation: Consultation, *, actor: Actor, at: datetime) -> None:
    """Who answers without waiting for the information no longer asks for it."""
    consultation.questions.filter(answered_at__isnull=True).update(
        answered_at=at,
        answered_by_id=actor.person_id,
        answer=str(not_waited_for()),
    )


def _announce(
    dossier: Dossier,
    consultation: Consultation,
    opinion: Opinion,
    conditions: list[str],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    event = OpinionGiven(
        **named_in_events(dossier),
        post=consultation.post.title,
        opinion=opinion.kind,
        words=opinion.words,
        basis=opinion.basis,
        cure=opinion.cure,
        conditions=tuple(conditions),
        digest=opinion.digest,
        under=opinion.under,
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=consultation.marking_id)
