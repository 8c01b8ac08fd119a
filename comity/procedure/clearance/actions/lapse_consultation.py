"""A clock ran out: do what the route says, and nothing more."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import Post, people_at, post_by_id, post_by_key

from ..events import ConsultationLapsed, OpinionGiven
from ..models import Consultation, Dossier, Opinion
from ..queries import authors_of, cites, due_after, named_in_events, spoken_on, step_of, things
from ..rules.independence import may_speak
from ..rules.life import Turn
from ..rules.opinion import OpinionKind
from ..rules.route import Step
from ..rules.written import asked_instead, escalated_to, passed_over, reminded, silent_under
from .ask_posts import ask_posts, ask_step
from .change_state import turn
from .lock import lock_consultation, still_undecided


@attempt
def lapse_consultation(consultation_id: UUID, *, actor: Actor, at: datetime) -> Consultation:
    """Escalate, count silence, go on, or tell. Anybody may, since only time decides. Refused before its time.

    INVARIANT: silence never concurs without an instrument that says so (tests/test_lapse.py), nor for an author
    (tests/adversary/test_self_approval.py).
    """
    dossier, consultation = lock_consultation(consultation_id)
    still_undecided(dossier)
    if consultation.due_at > at:
        raise Refused(say("Its clock has not run out."))
    step = step_of(dossier, consultation.step_key.removesuffix("-elevated"))
    if step is None:
        raise Refused(say("This step is no longer on the route."))
    if consultation.elevates_id is not None or step.on_lapse.do == "escalate":
        _escalate(dossier, consultation, step, actor=actor, at=at)
    elif step.on_lapse.do == "silence" and not _somebody_could_speak(dossier, consultation, at):
        # Nobody independent was there to be silent: an author in the post, or a vacant one, does not concur.
        _escalate(dossier, consultation, step, actor=actor, at=at)
    elif step.on_lapse.do == "silence":
        _count_silence(dossier, consultation, step, actor=actor, at=at)
    else:
        _close(dossier, consultation, passed_over(), step, actor=actor, at=at)
    ask_posts(dossier, actor=actor, at=at)
    return consultation


def _somebody_could_speak(dossier: Dossier, consultation: Consultation, at: datetime) -> bool:
    held = people_at([consultation.post_id], at)
    authors, spoken = authors_of(dossier), spoken_on(dossier)
    return any(may_speak(person, consultation.post_id, authors=authors, spoken=spoken) for person in held)


def _superior(consultation: Consultation, step: Step) -> Post | None:
    """The post named by the route the first time, then up the line of superiors."""
    if step.on_lapse.to and consultation.post.key == step.post:
        return post_by_key(step.on_lapse.to)
    superior_id = consultation.post.superior_id
    return post_by_id(superior_id) if superior_id else None


def _close(
    dossier: Dossier, consultation: Consultation, outcome: str, step: Step, *, actor: Actor, at: datetime
) -> None:
    consultation.closed_as = str(outcome)
    turn(consultation, Turn.LAPSE, at=at)
    event = ConsultationLapsed(
        **named_in_events(dossier),
        post=consultation.post.title,
        outcome=outcome,
        cites=cites(dossier.framework, step.instrument, step.article),
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=consultation.marking_id)


def _escalate(dossier: Dossier, consultation: Consultation, step: Step, *, actor: Actor, at: datetime) -> None:
    superior = _superior(consultation, step)
    if superior is None:
        # Nobody is above: the question stays with the post, and its clock starts anew, told each time.
        renewed = due_after(at, step.clock, dossier.framework)
        event = ConsultationLapsed(
            **named_in_events(dossier),
            post=consultation.post.title,
            outcome=reminded(renewed),
            cites=cites(dossier.framework, step.instrument, step.article),
        )
        consultation.due_at = renewed
        consultation.save(update_fields=["due_at"])
        announce(event, actor=actor, at=at, about=things(dossier), marking_id=consultation.marking_id)
        return
    _close(dossier, consultation, escalated_to(superior.title), step, actor=actor, at=at)
    ask_step(
        dossier,
        step,
        consultation.stage,
        actor=actor,
        at=at,
        supersedes=consultation,
        post=superior,
        elevates=consultation.elevates,
        why=asked_instead(consultation.post.title, step.why),
    )


def _count_silence(dossier: Dossier, consultation: Consultation, step: Step, *, actor: Actor, at: datetime) -> None:
    instrument = cites(dossier.framework, step.on_lapse.instrument or step.instrument)
    _close(dossier, consultation, silent_under(instrument), step, actor=actor, at=at)
    opinion = Opinion.objects.create(
        consultation=consultation,
        kind=OpinionKind.SILENCE,
        basis=instrument,
        digest=consultation.frozen.digest,
        person_name="",
        post=consultation.post,
        at=at,
    )
    event = OpinionGiven(
        **named_in_events(dossier),
        post=consultation.post.title,
        opinion=opinion.kind,
        words="",
        basis=instrument,
        cure="",
        conditions=(),
        digest=opinion.digest,
        under="",
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=consultation.marking_id)
