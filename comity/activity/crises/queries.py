"""Looks up crises, what they touch, whom they concern, and how a round went."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.activity.engagements.queries import Engagement, states_of, touched
from comity.activity.engagements.rules.life import State
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import Framework, Post, file_of, framework_in_force, posts_of, power
from comity.procedure.clearance.queries import Dossier, dossiers, foreseen
from comity.procedure.clearance.rules.foreseeing import Foreseen

from .models import Crisis, Round, RoundLine
from .permissions import may_begin_round
from .rules.desk_acts import DeskAct, Outcome

_FORESEEN: Mapping[DeskAct, Foreseen] = {
    DeskAct.SUSPEND: Foreseen.SUSPEND,
    DeskAct.RESUME: Foreseen.RESUME,
    DeskAct.RECLEAR: Foreseen.REOPEN,
    DeskAct.HURRY: Foreseen.HURRY,
}


def crises(reader: Reader) -> QuerySet[Crisis]:
    rows: QuerySet[Crisis] = Crisis.objects.readable_by(reader).select_related(
        "state", "declared_by", "declared_post", "declared_post__institution", "ended_by", "marking"
    )
    return rows


def running(reader: Reader, at: datetime) -> QuerySet[Crisis]:
    return crises(reader).filter(ended_at__isnull=True, until__gt=at)


def crisis_for(reference: str, reader: Reader) -> Crisis | None:
    return crises(reader).filter(reference=reference.upper()).first()


def hidden_crisis(reference: str) -> tuple[Thing, int] | None:
    """The thing and its marking, whoever reads: only to record that somebody tried to open it."""
    rows = Crisis.objects.whole("to record a refused reading under its own marking")
    row = rows.filter(reference=reference.upper()).only("pk", "reference", "marking_id").first()
    return (thing(row), row.marking_id) if row else None


def crisis_whoever_reads(key: UUID) -> Crisis:
    """For telling people of it, each of whom is asked for the marking first. Raises Crisis.DoesNotExist."""
    found: Crisis = Crisis.objects.whole("whoever is told is asked for its marking").get(pk=key)
    return found


def thing(crisis: Crisis) -> Thing:
    return Thing("crisis", str(crisis.pk), crisis.reference)


def framework_of_crisis(crisis: Crisis) -> Framework | None:
    return framework_in_force(crisis.framework_key)


def touched_by(crisis: Crisis, reader: Reader) -> QuerySet[Engagement]:
    """Everything not over yet that the crisis touches, as far as this reader may read."""
    return touched(reader, state=crisis.state_id or "", zone=crisis.zone)


def posts_concerned(crisis: Crisis, it: Engagement) -> list[Post]:
    """Whom a word about one engagement goes to: its lead, our embassies to the states it is with, and their partners.

    Whether each of them may read it is asked when they are told.
    """
    framework = framework_of_crisis(crisis)
    if framework is None:
        return []
    codes = states_of([it.pk]) | {code for code in (it.host_id, crisis.state_id) if code}
    ours = {e.key for e in file_of(framework).institutions if codes & set(e.accredited)}
    theirs = Q(institution__kind="partner", institution__state_id__in=codes)
    wanted = Q(pk=it.lead_post_id) | Q(institution__key__in=ours) | theirs
    return list(posts_of([framework]).filter(wanted).order_by("pk"))


def posts_alarmed(crisis: Crisis) -> list[int]:
    """Ids of the posts told that a crisis was declared: our embassies there, and whoever may declare or revoke."""
    framework = framework_of_crisis(crisis)
    if framework is None:
        return []
    ours = {e.key for e in file_of(framework).institutions if crisis.state_id and crisis.state_id in e.accredited}
    able = Q(mandates__framework=framework, mandates__may__in=["declare", "revoke", "propose"])
    rows = posts_of([framework]).filter(able | Q(institution__key__in=ours)).distinct()
    return list(rows.order_by().values_list("pk", flat=True))


def may_do(act: DeskAct, crisis: Crisis, *, actor: Actor, at: datetime) -> Verdict:
    """Whether this actor may do it to any engagement at all."""
    framework = framework_of_crisis(crisis)
    if framework is None:
        return deny(say("no framework is in force for this crisis"))
    powers = [power(actor, may, framework=framework, at=at) for may in act.mandates]
    return may_begin_round(actor, powers=powers, same_framework=_acts_under(actor, framework))


def _acts_under(actor: Actor, framework: Framework) -> bool:
    return posts_of([framework]).filter(pk=actor.post_id or 0).exists()


def foresee(
    act: DeskAct, crisis: Crisis, rows: Sequence[Engagement], *, actor: Actor, at: datetime
) -> list[tuple[Engagement, Verdict]]:
    """What would become of each, were it tried now. The act itself asks again."""
    general = may_do(act, crisis, actor=actor, at=at)
    keys = [row.dossier_id for row in rows if row.dossier_id]
    files = {row.pk: row for row in dossiers(actor.reader).filter(pk__in=keys).prefetch_related("versions")}
    return [
        (
            row,
            general and _foreseen(act, row, _file(row, files), actor=actor, at=at),
        )
        for row in rows
    ]


def _file(row: Engagement, files: Mapping[UUID, Dossier]) -> Dossier | None:
    return files.get(row.dossier_id) if row.dossier_id else None


def _foreseen(act: DeskAct, row: Engagement, dossier: Dossier | None, *, actor: Actor, at: datetime) -> Verdict:
    if row.state not in act.states:
        return deny(say("it is {state}", state=state_words(row)))
    if (clearing := _FORESEEN.get(act)) is None:
        return allow(say("those who may read it are told"))
    if dossier is None:
        return deny(say("you may not read its clearance, or it has none"))
    return foreseen(dossier, clearing, actor=actor, at=at)


def state_words(row: Engagement) -> str:
    return State(row.state).words


def round_for(key: UUID, reader: Reader) -> Round | None:
    rows = Round.objects.filter(pk=key, crisis__in=Crisis.objects.readable_by(reader))
    found = rows.select_related("crisis", "by", "by_post").first()
    if found is None:
        return None
    found.crisis = crises(reader).get(pk=found.crisis_id)
    return found


def hidden_round(key: UUID) -> tuple[Thing, int] | None:
    row = Round.objects.filter(pk=key).values_list("crisis_id", flat=True).first()
    if row is None:
        return None
    found = crisis_whoever_reads(row)
    return thing(found), found.marking_id


def lines_of(found: Round, reader: Reader) -> list[RoundLine]:
    """The lines of a round whose engagements this reader may read, in their order."""
    readable = Engagement.objects.readable_by(reader)
    rows = found.lines.filter(engagement__in=readable)
    return list(rows.select_related("engagement", "engagement__marking", "engagement__lead_post"))


def waiting_lines(found: Round) -> list[int]:
    """Ids of the lines that wait, in their order."""
    return list(found.lines.filter(outcome=Outcome.WAITING).values_list("pk", flat=True))
