"""Play one act of a world: find what it is about, then call the action that a person would have called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import NAMESPACE_URL, UUID, uuid5

from django.urls import reverse

from comity.activity.crises.actions.begin_round import begin_round
from comity.activity.crises.actions.carry_out_round import carry_out_round
from comity.activity.crises.actions.declare_crisis import Declared, declare_crisis
from comity.activity.crises.queries import running
from comity.activity.crises.rules.desk_acts import DeskAct
from comity.activity.emergency.actions.break_glass import break_glass
from comity.activity.emergency.actions.end_opening import end_opening
from comity.activity.emergency.actions.note_page import note_page
from comity.activity.emergency.queries import OpenedThing, running_for
from comity.activity.engagements.actions.amend_engagement import amend_engagement
from comity.activity.engagements.actions.assess_engagement import assess_engagement
from comity.activity.engagements.actions.begin_concept import begin_concept
from comity.activity.engagements.actions.begin_engagement import begin_engagement
from comity.activity.engagements.actions.close_engagement import close_engagement
from comity.activity.engagements.actions.complete_engagement import complete_engagement
from comity.activity.engagements.actions.propose_engagement import propose_engagement
from comity.activity.engagements.actions.save_concept import save_concept
from comity.activity.engagements.actions.withdraw_engagement import withdraw_engagement
from comity.activity.engagements.queries import Engagement, thing
from comity.activity.engagements.rules.life import State
from comity.activity.papers.actions.attach_paper import attach_paper
from comity.activity.papers.actions.keep_file import keep_file
from comity.activity.papers.actions.make_remark import make_remark
from comity.activity.papers.actions.take_back_remark import take_back_remark
from comity.activity.papers.queries import remarks_on
from comity.foundation.access.rules.actor import Actor, the_clock
from comity.foundation.record.queries import head, history
from comity.foundation.record.rules.absence import ERASE, WITHHOLD
from comity.mandate.institutions.queries import actor_from, holders, post_by_key
from comity.mandate.obligations.actions.keep_obligation import keep_obligation
from comity.mandate.obligations.actions.waive_obligation import waive_obligation
from comity.mandate.obligations.queries import obligations_about
from comity.procedure.clearance.actions.adjudicate_comment import adjudicate_comment
from comity.procedure.clearance.actions.answer_review import answer_review
from comity.procedure.clearance.actions.ask_information import ask_information
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.countersign_dossier import countersign_dossier
from comity.procedure.clearance.actions.decide_dossier import decide_dossier
from comity.procedure.clearance.actions.declare_urgency import declare_urgency
from comity.procedure.clearance.actions.elevate_objection import elevate_objection
from comity.procedure.clearance.actions.give_information import give_information
from comity.procedure.clearance.actions.give_opinion import give_opinion
from comity.procedure.clearance.actions.make_comment import make_comment
from comity.procedure.clearance.actions.place_hold import place_hold
from comity.procedure.clearance.actions.release_hold import release_hold
from comity.procedure.clearance.actions.resume_clearance import resume_clearance
from comity.procedure.clearance.actions.revoke_clearance import revoke_clearance
from comity.procedure.clearance.actions.send_back_dossier import send_back_dossier
from comity.procedure.clearance.actions.suspend_clearance import suspend_clearance
from comity.procedure.clearance.queries import Consultation, FrozenSubject, consultations_of, latest_review
from comity.procedure.clearance.rules.life import Asked
from comity.procedure.clearance.rules.opinion import Adjudicated, ConditionSaid, OpinionKind, Severity
from comity.scrutiny.oversight.actions.acknowledge_finding import acknowledge_finding
from comity.scrutiny.oversight.actions.confirm_absence import confirm_absence
from comity.scrutiny.oversight.actions.decline_absence import decline_absence
from comity.scrutiny.oversight.actions.make_finding import make_finding
from comity.scrutiny.oversight.actions.propose_absence import propose_absence
from comity.scrutiny.oversight.queries import marking_of_entry, proposals_waiting
from comity.scrutiny.oversight.queries.opened import opened_in_emergency
from comity.scrutiny.oversight.rules.watching import EMERGENCY

from .world_file import ActEntry, BadWorld, Days, Deed, EngagementEntry, Said, label_for, snapshot
from .world_papers import content


@dataclass(slots=True)
class Shelf:
    """The papers and releases of one world so far, by their keys in its file, and the lines of each paper."""

    papers: dict[str, UUID] = field(default_factory=dict)
    lines: dict[str, list[UUID]] = field(default_factory=dict)
    releases: dict[str, tuple[UUID, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Told:
    """How far a world has been told: its engagements, what is said of each, the comments by their `ref`."""

    world: str
    policy: str
    days: Days
    state_names: Mapping[str, str]
    engagements: dict[str, Engagement] = field(default_factory=dict)
    dossiers: dict[str, UUID] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    comments: dict[tuple[str, str], int] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=Shelf)


@dataclass(frozen=True)
class Scene:
    """One act with all it needs: the telling so far, whose engagement it is, who acts and when."""

    told: Told
    entry: EngagementEntry
    act: ActEntry
    actor: Actor
    at: datetime

    @property
    def engagement_id(self) -> UUID:
        if self.entry.key not in self.told.engagements:
            raise BadWorld(f"{self.entry.key}, {self.act.at}: it has not begun yet")
        return self.told.engagements[self.entry.key].pk

    @cached_property
    def engagement(self) -> Engagement:
        """As it stands before this act."""
        rows = Engagement.objects.whole("a world is told by its console, which then acts as its people")
        found: Engagement = rows.get(pk=self.engagement_id)
        return found

    @property
    def dossier_id(self) -> UUID:
        """Of its dossier; it keeps the one it was first proposed with."""
        known = self.told.dossiers
        if self.entry.key not in known:
            if self.engagement.dossier_id is None:
                raise BadWorld(f"{self.entry.key}, {self.act.at}: it has not been proposed yet")
            known[self.entry.key] = self.engagement.dossier_id
        return known[self.entry.key]

    @property
    def digest(self) -> str:
        """Of the text now before the deciders."""
        latest = FrozenSubject.objects.filter(dossier_id=self.dossier_id).order_by("-number")
        return str(latest.values_list("digest", flat=True).first())

    def asked(self) -> Consultation:
        """The consultation this act is about: of the `step` named, else of the post that acts."""
        of = {"step_key": self.act.step} if self.act.step else {"post__key": self.act.by}
        rows = consultations_of(self.dossier_id).select_related(None)
        row = rows.exclude(state=Asked.SUPERSEDED).filter(**of).order_by("-asked_at").first()
        if row is None:
            raise BadWorld(f"{self.entry.key}, {self.act.at}: {self.act.step or self.act.by} is not asked")
        return row


def play(told: Told, entry: EngagementEntry, act: ActEntry, *, at: datetime) -> None:
    """Raises Refused or NotAllowed as the action does; BadWorld when the act points at nothing."""
    _PLAYS[act.do](Scene(told, entry, act, _actor(told, entry, act, at), at))


def _actor(told: Told, entry: EngagementEntry, act: ActEntry, at: datetime) -> Actor:
    """Whoever holds the post. Nobody changes post in a world, so each is looked up once."""
    if act.by not in told.actors:
        appointment = holders(post_by_key(act.by).pk, at).select_related("post__institution").first()
        if appointment is None:
            raise BadWorld(f"{entry.key}, {act.at}: nobody holds {act.by}")
        told.actors[act.by] = actor_from(appointment)
    return told.actors[act.by]


# -- the engagement itself ---------------------------------------------------------------------------


def _begin(scene: Scene) -> None:
    told, entry = scene.told, scene.entry
    told.said[entry.key] = entry.said
    told.engagements[entry.key] = begin_concept(
        snapshot(entry.said, told.days, told.state_names),
        actor=scene.actor,
        at=scene.at,
        key=uuid5(NAMESPACE_URL, f"comity:world:{told.world}:{entry.key}"),
        label=label_for(entry.said.marking, told.policy),
    )


def _propose(scene: Scene) -> None:
    it = scene.engagement
    propose_engagement(it.pk, actor=scene.actor, at=scene.at, seen_version=it.version)


def _amend(scene: Scene) -> None:
    told, key, it = scene.told, scene.entry.key, scene.engagement
    if scene.act.said is None:
        raise BadWorld(f"{key}, {scene.act.at}: an amendment needs what is `said` now")
    told.said[key] = told.said[key].changed_by(scene.act.said)
    said = snapshot(told.said[key], told.days, told.state_names)
    if it.state == State.CONCEPT:
        save_concept(it.pk, actor=scene.actor, at=scene.at, said=said, seen_version=it.version)
    else:
        amend_engagement(it.pk, actor=scene.actor, at=scene.at, said=said, seen_version=it.version, why=scene.act.why)


def _withdraw(scene: Scene) -> None:
    withdraw_engagement(scene.engagement_id, actor=scene.actor, at=scene.at, reason=scene.act.reason)


def _start(scene: Scene) -> None:
    begin_engagement(scene.engagement_id, actor=scene.actor, at=scene.at)


def _complete(scene: Scene) -> None:
    complete_engagement(scene.engagement_id, actor=scene.actor, at=scene.at)


def _assess(scene: Scene) -> None:
    assess_engagement(scene.engagement_id, actor=scene.actor, at=scene.at, assessment=scene.act.words)


def _close(scene: Scene) -> None:
    close_engagement(scene.engagement_id, actor=scene.actor, at=scene.at)


# -- what is said while clearing it --------------------------------------------------------------------


def _opine(scene: Scene) -> None:
    act, day = scene.act, scene.told.days.today
    give_opinion(
        scene.asked().pk,
        actor=scene.actor,
        at=scene.at,
        seen_digest=scene.digest,
        kind=OpinionKind(act.do),
        words=act.words,
        basis=act.basis,
        cure=act.cure,
        conditions=tuple(
            ConditionSaid(c.words, None if c.due is None else day + timedelta(days=c.due)) for c in act.conditions
        ),
    )


def _comment(scene: Scene) -> None:
    act = scene.act
    comment = make_comment(
        scene.asked().pk,
        actor=scene.actor,
        at=scene.at,
        field=act.field,
        words=act.words,
        severity=Severity(act.severity),
    )
    scene.told.comments[scene.entry.key, act.ref] = comment.pk


def _adjudicate(scene: Scene) -> None:
    act = scene.act
    comment_id = scene.told.comments.get((scene.entry.key, act.ref))
    if comment_id is None:
        raise BadWorld(f"{scene.entry.key}, {act.at}: there is no comment “{act.ref}”")
    adjudicate_comment(
        comment_id,
        actor=scene.actor,
        at=scene.at,
        outcome=Adjudicated(act.outcome),
        rationale=act.rationale,
    )


def _ask(scene: Scene) -> None:
    ask_information(scene.asked().pk, actor=scene.actor, at=scene.at, question=scene.act.question)


def _inform(scene: Scene) -> None:
    question = scene.asked().questions.filter(answered_at__isnull=True).first()
    if question is None:
        raise BadWorld(f"{scene.entry.key}, {scene.act.at}: no question is open")
    give_information(question.pk, actor=scene.actor, at=scene.at, answer=scene.act.answer)


def _hold(scene: Scene) -> None:
    day = scene.told.days.today + timedelta(days=scene.act.expires)
    expires = datetime.combine(day, scene.at.timetz())
    place_hold(scene.asked().pk, actor=scene.actor, at=scene.at, reason=scene.act.reason, expires=expires)


def _release(scene: Scene) -> None:
    hold = scene.asked().holds.filter(ended_at__isnull=True).first()
    if hold is None:
        raise BadWorld(f"{scene.entry.key}, {scene.act.at}: no hold runs")
    release_hold(hold.pk, actor=scene.actor, at=scene.at, reason=scene.act.reason)


def _elevate(scene: Scene) -> None:
    elevate_objection(scene.asked().pk, actor=scene.actor, at=scene.at, reason=scene.act.reason)


def _consolidate(scene: Scene) -> None:
    by = scene.act.decide_by
    consolidate_dossier(
        scene.dossier_id,
        actor=scene.actor,
        at=scene.at,
        summary=scene.act.words,
        recommendation=scene.act.recommendation,
        decide_by=None if by is None else scene.told.days.today + timedelta(days=by),
        if_late=scene.act.if_late,
    )


# -- who signs and who stops it ------------------------------------------------------------------------


def _countersign(scene: Scene) -> None:
    countersign_dossier(
        scene.dossier_id,
        actor=scene.actor,
        at=scene.at,
        seen_digest=scene.digest,
        words=scene.act.words,
    )


def _decide(scene: Scene) -> None:
    decide_dossier(
        scene.dossier_id,
        actor=scene.actor,
        at=scene.at,
        seen_digest=scene.digest,
        grant=scene.act.do is Deed.GRANT,
        reason=scene.act.reason,
        over_objection=scene.act.over_objection,
    )


def _change_standing(scene: Scene) -> None:
    actions = {
        Deed.SEND_BACK: send_back_dossier,
        Deed.SUSPEND: suspend_clearance,
        Deed.RESUME: resume_clearance,
        Deed.REVOKE: revoke_clearance,
    }
    actions[scene.act.do](scene.dossier_id, actor=scene.actor, at=scene.at, reason=scene.act.reason)


def _owed(scene: Scene) -> UUID:
    """The one obligation of this engagement whose words contain those given."""
    rows = obligations_about(thing(scene.engagement), scene.actor.reader)
    found = list(rows.filter(what__icontains=scene.act.obligation)[:2])
    if len(found) != 1:
        raise BadWorld(f"{scene.entry.key}, {scene.act.at}: “{scene.act.obligation}” is not one obligation")
    return found[0].pk


def _keep(scene: Scene) -> None:
    keep_obligation(_owed(scene), actor=scene.actor, at=scene.at, words=scene.act.words)


def _waive(scene: Scene) -> None:
    waive_obligation(_owed(scene), actor=scene.actor, at=scene.at, words=scene.act.words)


# -- what lies beside it -------------------------------------------------------------------------------


def _lay(scene: Scene) -> None:
    paper = scene.act.paper
    if paper is None:
        raise BadWorld(f"{scene.entry.key}, {scene.act.at}: say which `paper` is laid")
    kept = keep_file(paper.name, [content(paper)])
    attach_paper(scene.engagement_id, actor=scene.actor, at=scene.at, kept=kept, note=paper.note, ours=scene.act.ours)


def _remark(scene: Scene) -> None:
    make_remark(scene.engagement_id, actor=scene.actor, at=scene.at, words=scene.act.words, ours=scene.act.ours)


def _take_back(scene: Scene) -> None:
    last = remarks_on(scene.engagement_id, scene.actor.reader).filter(by_id=scene.actor.who).order_by("-at").first()
    if last is None:
        raise BadWorld(f"{scene.entry.key}, {scene.act.at}: {scene.act.by} has remarked nothing")
    take_back_remark(last.pk, actor=scene.actor, at=scene.at)


# -- what is opened in an emergency ---------------------------------------------------------------------


def _break_glass(scene: Scene) -> None:
    act = scene.act
    break_glass(scene.engagement.reference, actor=scene.actor, at=scene.at, reason=act.why, hours=act.hours)


def _opened(scene: Scene) -> OpenedThing:
    found = [row for row in running_for(scene.actor, scene.at) if row.key == str(scene.engagement_id)]
    if not found:
        raise BadWorld(f"{scene.entry.key}, {scene.act.at}: it does not stand open to {scene.act.by}")
    return found[0]


def _read_opened(scene: Scene) -> None:
    page = reverse("engagement", args=[scene.engagement.reference])
    note_page(_opened(scene), actor=scene.actor, at=scene.at, path=page)


def _close_opened(scene: Scene) -> None:
    end_opening(_opened(scene).opening_id, actor=scene.actor, at=scene.at)


def _review_opened(scene: Scene) -> None:
    """What the monitor finds at its next look is found now, and an overseer takes note of it."""
    found = []
    for trouble in opened_in_emergency(0, head().size):
        marking_id = marking_of_entry(trouble.seq or 0)
        if marking_id is not None:
            said = {"watch": EMERGENCY.key, "marking_id": marking_id}
            made = make_finding(trouble, actor=the_clock(), at=scene.at, **said)  # type: ignore[arg-type]
            found += [made] if made else []
    if len(found) != 1:
        raise BadWorld(f"{scene.entry.key}, {scene.act.at}: there is not one opening that waits for review")
    acknowledge_finding(found[0].pk, actor=scene.actor, at=scene.at, remark=scene.act.words)


# -- what the record is to forget ----------------------------------------------------------------------


def _propose_absence(scene: Scene) -> None:
    act = scene.act
    rows = history(reader=scene.actor.reader, about=thing(scene.engagement), kind=act.of)
    found = list(rows.filter(sentence__icontains=act.saying)[:2])
    if len(found) != 1:
        raise BadWorld(f"{scene.entry.key}, {act.at}: “{act.saying}” is not said by one entry of the kind {act.of}")
    propose_absence(
        found[0].seq,
        actor=scene.actor,
        at=scene.at,
        what=ERASE if act.do is Deed.PROPOSE_ERASURE else WITHHOLD,
        reason=act.reason,
        instrument=act.instrument,
        article=act.article,
    )


def _answer_absence(scene: Scene) -> None:
    """The one proposal that waits about an entry of this engagement."""
    waiting = list(proposals_waiting(scene.actor.reader))
    about = history(reader=scene.actor.reader, about=thing(scene.engagement))
    asked = set(about.filter(seq__in=[row.entry_id for row in waiting]).values_list("seq", flat=True))
    found = [row for row in waiting if row.entry_id in asked]
    if len(found) != 1:
        raise BadWorld(f"{scene.entry.key}, {scene.act.at}: there is not one proposal that waits")
    if scene.act.do is Deed.CONFIRM_ABSENCE:
        confirm_absence(found[0].told_id, actor=scene.actor, at=scene.at)
    else:
        decline_absence(found[0].told_id, actor=scene.actor, at=scene.at, reason=scene.act.reason)


# -- what cannot wait ----------------------------------------------------------------------------------


def _declare_crisis(scene: Scene) -> None:
    told = scene.act.crisis
    if told is None:
        raise BadWorld(f"{scene.entry.key}, {scene.act.at}: say which `crisis` is declared")
    until = datetime.combine(scene.told.days.today + timedelta(days=told.until), scene.at.timetz())
    said = Declared(
        title=told.title, cause=told.cause, state=told.state, zone=told.zone, why=scene.act.why, until=until
    )
    declare_crisis(said, actor=scene.actor, at=scene.at)


def _desk(scene: Scene) -> None:
    """The crisis that runs, and what its desk does to these engagements."""
    act, told = scene.act, scene.told
    crisis = running(scene.actor.reader, scene.at).first()
    if crisis is None:
        raise BadWorld(f"{scene.entry.key}, {act.at}: no crisis runs")
    begun = begin_round(
        crisis.pk,
        actor=scene.actor,
        at=scene.at,
        act=DeskAct(act.desk),
        engagements=[told.engagements[key].reference for key in act.among],
        words=act.words,
    )
    carry_out_round(begun, actor=scene.actor, at=scene.at, most=len(act.among))


def _hurry(scene: Scene) -> None:
    declare_urgency(scene.dossier_id, actor=scene.actor, at=scene.at, cause=scene.act.cause, why=scene.act.why)


def _review(scene: Scene) -> None:
    found = latest_review(scene.dossier_id)
    if found is None:
        raise BadWorld(f"{scene.entry.key}, {scene.act.at}: no review is open")
    answer_review(
        found.pk,
        actor=scene.actor,
        at=scene.at,
        was_urgent=scene.act.was_urgent,
        answers=scene.act.answers,
        words=scene.act.words,
    )


_PLAYS: Mapping[Deed, Callable[[Scene], None]] = {
    Deed.BEGIN: _begin,
    Deed.PROPOSE: _propose,
    Deed.AMEND: _amend,
    Deed.WITHDRAW: _withdraw,
    Deed.START: _start,
    Deed.COMPLETE: _complete,
    Deed.ASSESS: _assess,
    Deed.CLOSE: _close,
    Deed.CONCUR: _opine,
    Deed.CONCUR_WITH_CONDITIONS: _opine,
    Deed.NONCONCUR: _opine,
    Deed.NO_INTEREST: _opine,
    Deed.COMMENT: _comment,
    Deed.ADJUDICATE: _adjudicate,
    Deed.ASK: _ask,
    Deed.INFORM: _inform,
    Deed.HOLD: _hold,
    Deed.RELEASE: _release,
    Deed.ELEVATE: _elevate,
    Deed.CONSOLIDATE: _consolidate,
    Deed.SEND_BACK: _change_standing,
    Deed.COUNTERSIGN: _countersign,
    Deed.GRANT: _decide,
    Deed.REFUSE: _decide,
    Deed.SUSPEND: _change_standing,
    Deed.RESUME: _change_standing,
    Deed.REVOKE: _change_standing,
    Deed.KEEP: _keep,
    Deed.WAIVE: _waive,
    Deed.LAY: _lay,
    Deed.REMARK: _remark,
    Deed.TAKE_BACK: _take_back,
    Deed.PROPOSE_ERASURE: _propose_absence,
    Deed.PROPOSE_WITHHOLDING: _propose_absence,
    Deed.CONFIRM_ABSENCE: _answer_absence,
    Deed.DECLINE_ABSENCE: _answer_absence,
    Deed.DECLARE_CRISIS: _declare_crisis,
    Deed.DESK: _desk,
    Deed.BREAK_GLASS: _break_glass,
    Deed.READ_OPENED: _read_opened,
    Deed.CLOSE_OPENED: _close_opened,
    Deed.REVIEW_OPENED: _review_opened,
    Deed.HURRY: _hurry,
    Deed.REVIEW: _review,
}
