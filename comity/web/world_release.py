"""Play one act of a world about what is written with markings of its own, and what of it is released."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from comity.activity.papers.actions.begin_paper import begin_paper
from comity.activity.papers.actions.write_paragraph import write_paragraph
from comity.activity.release.actions.agree_as_originator import agree_as_originator
from comity.activity.release.actions.ask_release import ask_release
from comity.activity.release.actions.decline_release import decline_release
from comity.activity.release.actions.give_back_package import give_back_package
from comity.activity.release.actions.hand_over_package import hand_over_package
from comity.activity.release.actions.put_release import Chosen, Condition, put_release
from comity.activity.release.actions.recall_release import recall_release
from comity.activity.release.actions.receive_package import receive_package
from comity.activity.release.queries import Release, checks, consents_waiting
from comity.activity.release.rules.checks import asked
from comity.foundation.access.rules.actor import Actor
from comity.mandate.institutions.queries import actor_from, holder_of_record, post_by_key
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.decide_dossier import decide_dossier
from comity.procedure.clearance.actions.give_opinion import give_opinion
from comity.procedure.clearance.queries import consultations_of, standing
from comity.procedure.clearance.rules.life import OPEN
from comity.procedure.clearance.rules.opinion import OpinionKind

from .world_acts import Shelf, Told
from .world_file import BadWorld, ReleaseActEntry, label_for


@dataclass(frozen=True, slots=True)
class _Scene:
    told: Told
    shelf: Shelf
    act: ReleaseActEntry
    actor: Actor
    at: datetime

    @property
    def release(self) -> Release:
        if self.act.of not in self.shelf.releases:
            raise BadWorld(f"{self.act.at}, {self.act.do}: {self.act.of} has not been asked for")
        rows = Release.objects.whole("a world is told by its console, which then acts as its people")
        found: Release = rows.get(pk=self.shelf.releases[self.act.of][0])
        return found

    @property
    def dossier_id(self) -> UUID:
        found = self.release.dossier_id
        if found is None:
            raise BadWorld(f"{self.act.at}, {self.act.do}: {self.act.of} is not in clearance")
        return found


def play_release(told: Told, shelf: Shelf, act: ReleaseActEntry, *, at: datetime) -> None:
    """Raises Refused or NotAllowed as the action does; BadWorld when the act points at nothing."""
    post = post_by_key(act.by)
    held = holder_of_record(post.pk, at)
    if held is None:
        raise BadWorld(f"{act.at}, {act.do}: nobody holds {act.by}")
    _PLAYS[act.do](_Scene(told, shelf, act, actor_from(held), at))


def _write(scene: _Scene) -> None:
    act = scene.act
    if act.engagement not in scene.told.engagements:
        raise BadWorld(f"{act.at}, {act.do}: there is no engagement {act.engagement}")
    it = scene.told.engagements[act.engagement]
    paper = begin_paper(it.pk, actor=scene.actor, at=scene.at, title=act.title)
    scene.shelf.papers[act.paper], scene.shelf.lines[act.paper] = paper.pk, []
    for entry in act.paragraphs:
        label = label_for(entry.marking, scene.told.policy)
        part = write_paragraph(
            paper.pk, actor=scene.actor, at=scene.at, words=entry.words, label=label, known=entry.known
        )
        scene.shelf.lines[act.paper].append(part.line)


def _add(scene: _Scene) -> None:
    act = scene.act
    for entry in act.paragraphs:
        label = label_for(entry.marking, scene.told.policy)
        key = scene.shelf.papers[act.paper]
        part = write_paragraph(key, actor=scene.actor, at=scene.at, words=entry.words, label=label, known=entry.known)
        scene.shelf.lines[act.paper].append(part.line)


def _ask(scene: _Scene) -> None:
    act, shelf = scene.act, scene.shelf
    release = ask_release(
        ("written-paper", str(shelf.papers[act.paper])),
        actor=scene.actor,
        at=scene.at,
        recipient_id=post_by_key(act.to).pk,
        title=act.title,
        use=act.words,
        lines=[shelf.lines[act.paper][number - 1] for number in act.parts],
    )
    shelf.releases[act.of] = (release.pk, act.paper)


def _put(scene: _Scene) -> None:
    act, release = scene.act, scene.release
    lines = scene.shelf.lines[scene.shelf.releases[act.of][1]]
    wanted = asked(checks(), third_party=act.third_party, technology=act.technology)
    put_release(
        release.pk,
        actor=scene.actor,
        at=scene.at,
        parts=[Chosen(lines[number - 1], act.sanitised if act.sanitised else "") for number in act.parts],
        conditions=[Condition(entry.words, _day(scene, entry.due)) for entry in act.conditions],
        until=_day(scene, act.until) if act.until else None,
        answers={one.key: ("met", act.answers.get(one.key) or act.words) for one in wanted},
        technology=act.technology,
    )


def _day(scene: _Scene, days: int | None) -> date | None:
    return None if days is None else scene.told.days.today + timedelta(days=days)


def _concur(scene: _Scene) -> None:
    post = post_by_key(scene.act.by)
    rows = [row for row in consultations_of(scene.dossier_id) if row.post_id == post.pk and row.state in OPEN]
    if not rows:
        raise BadWorld(f"{scene.act.at}: {scene.act.by} is not asked about {scene.act.of}")
    give_opinion(
        rows[0].pk,
        actor=scene.actor,
        at=scene.at,
        seen_digest=standing(scene.dossier_id).digest,
        kind=OpinionKind.CONCUR,
        words=scene.act.words,
    )


def _consolidate(scene: _Scene) -> None:
    consolidate_dossier(
        scene.dossier_id,
        actor=scene.actor,
        at=scene.at,
        summary=scene.act.words,
        recommendation=scene.act.reason or "Grant it.",
    )


def _decide(scene: _Scene) -> None:
    decide_dossier(
        scene.dossier_id,
        actor=scene.actor,
        at=scene.at,
        seen_digest=standing(scene.dossier_id).digest,
        grant=scene.act.do == "grant",
        reason=scene.act.words,
    )


def _consent(scene: _Scene) -> None:
    found = [row for row in consents_waiting(scene.actor) if row.release_id == scene.release.pk]
    if not found:
        raise BadWorld(f"{scene.act.at}: {scene.act.by} is asked for no consent")
    agree_as_originator(found[0].pk, actor=scene.actor, at=scene.at, words=scene.act.words)


def _of_release(scene: _Scene) -> None:
    key = scene.release.pk
    said: dict[str, Any] = {"actor": scene.actor, "at": scene.at}
    if scene.act.do == "decline":
        decline_release(key, why=scene.act.words, **said)
    elif scene.act.do == "hand_over":
        hand_over_package(key, **said)
    elif scene.act.do == "receive":
        receive_package(key, **said)
    elif scene.act.do == "recall":
        recall_release(key, why=scene.act.words, due=_day(scene, scene.act.until or None), **said)
    else:
        give_back_package(key, words=scene.act.words, **said)


_PLAYS: Mapping[str, Callable[[_Scene], None]] = {
    "write": _write,
    "add": _add,
    "ask": _ask,
    "put": _put,
    "concur": _concur,
    "consolidate": _consolidate,
    "grant": _decide,
    "refuse": _decide,
    "consent": _consent,
    **dict.fromkeys(("decline", "hand_over", "receive", "recall", "give_back"), _of_release),
}
