"""Put a subject before those who must clear it."""

from datetime import datetime

from django.db.models.functions import Length

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.queries import label_of, marking_for, policies
from comity.foundation.labels.rules.joining import CannotJoin, join
from comity.foundation.labels.rules.label import from_data
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import Framework, file_of, framework_over, post_by_id, power
from comity.mandate.institutions.rules.framework import May

from ..events import DossierOpened
from ..models import Author, Dossier, FrozenSubject
from ..queries import choose_route, named_in_events, things
from ..rules.subject import Subject, plain
from .ask_posts import ask_posts


@attempt
def open_dossier(subject: Subject, *, actor: Actor, at: datetime) -> Dossier:
    """Freeze the subject, choose its route, ask the first stage.

    Raises NotAllowed without a mandate to propose; Refused when no route can be chosen, saying what is
    missing, or when the subject is already before somebody.
    """
    lead = post_by_id(subject.lead_post_id)
    framework = framework_over(lead)
    if framework is None:
        raise Refused(say("No framework is in force: adopt one first."))
    require(
        power(actor, May.PROPOSE, framework=framework, at=at),
        doing=say("put {reference} to clearance", reference=subject.reference),
        about=[Thing(subject.kind, subject.key, subject.reference)],
        marking_id=subject.marking_id,
    )
    choice = choose_route(subject.facts, framework)
    if choice.route is None:
        raise Refused(
            say("No route can be chosen: {why}.", why=choice.why), fields=dict.fromkeys(choice.missing, say("needed"))
        )
    if not any(choice.stages):
        raise Refused(say("The route asks nobody for this subject: the framework must be mended."))
    dossier: Dossier = Dossier.objects.create(
        reference=next_reference(at),
        subject_kind=subject.kind,
        subject_key=subject.key,
        subject_reference=subject.reference,
        title=subject.title,
        framework=framework,
        route_key=choice.route.key,
        route_why=choice.why,
        lead_post=lead,
        state_since=at,
        opened_at=at,
        marking_id=deliberation_marking(subject.marking_id, framework),
    )
    freeze(dossier, subject, actor=actor, at=at, why="")
    event = DossierOpened(
        **named_in_events(dossier),
        title=subject.title,
        route=choice.route.title,
        why=choice.why,
        digest=subject.digest,
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    ask_posts(dossier, actor=actor, at=at)
    return dossier


def freeze(dossier: Dossier, subject: Subject, *, actor: Actor, at: datetime, why: str) -> FrozenSubject:
    """Keep the subject as it is put now, and remember who wrote in it."""
    number = dossier.versions.count() + 1
    frozen = FrozenSubject.objects.create(
        dossier=dossier,
        number=number,
        title=subject.title,
        facts=plain(subject.facts),
        particulars=[p.as_data() for p in subject.particulars],
        digest=subject.digest,
        marking_id_shown=subject.marking_id,
        why=why,
        put_by_id=actor.who,
        put_at=at,
    )
    for person_id in subject.authors | {actor.who}:
        Author.objects.get_or_create(dossier=dossier, person_id=person_id)
    return frozen


def deliberation_marking(subject_marking_id: int, framework: Framework) -> int:
    """The marking of what is said about a subject: the subject's joined with the framework's for deliberation."""
    own = from_data(file_of(framework).deliberation)
    try:
        return marking_for(join([own, label_of(subject_marking_id)], policies())).pk
    except CannotJoin as error:
        raise Refused(
            say("The marking of the subject cannot be joined with that of deliberation: {why}.", why=error.args[0])
        ) from error


def next_reference(at: datetime) -> str:
    """The next free dossier number of the year; acts take turns, so no two get the same."""
    stem = f"DOS-{at.year}-"
    rows = Dossier.objects.whole("numbers are unique, whoever reads").filter(reference__startswith=stem)
    last = rows.order_by(Length("reference").desc(), "-reference").values_list("reference", flat=True).first()
    return f"{stem}{int(last.removeprefix(stem)) + 1 if last else 1:04d}"
