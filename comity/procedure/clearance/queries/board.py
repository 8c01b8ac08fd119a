"""Many dossiers at once, each with what keeps it where it is: for first screens. A fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import Post, posts

from ..models import Comment, Consolidation, Consultation, Dossier, Hold, InformationRequest, Opinion, Signature
from ..rules.blocking import Block, Gravity, in_order
from ..rules.consensus import bars
from ..rules.life import OPEN, UNDECIDED, Asked, State
from ..rules.opinion import OpinionKind
from .routes import route_of

NEEDS = {
    "concurrence": say("concurrence"),
    "coordination": say("coordination"),
    "consultation": say("consultation"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one dossier has come, as its reader may see it."""

    dossier: Dossier
    blocks: tuple[Block, ...] = ()
    asked: tuple[Consultation, ...] = ()
    consolidation: Consolidation | None = None

    @property
    def first(self) -> Block | None:
        """The gravest thing in the way, or whoever it simply waits for."""
        return self.blocks[0] if self.blocks else None

    @property
    def objections(self) -> tuple[Opinion, ...]:
        """Standing opinions that do not concur, ruled upon or not."""
        return tuple(o for row in self.asked if row.elevates_id is None for o in _standing(row) if _objects(o))

    @property
    def concurrences(self) -> tuple[tuple[Consultation, bool], ...]:
        """Each concurrence that the route requires, and whether it was given."""
        wanted = [row for row in self.asked if row.needs == "concurrence" and row.elevates_id is None]
        return tuple((row, any(not _objects(o) for o in _standing(row))) for row in wanted)


def progress_of(rows: Sequence[Dossier], reader: Reader, at: datetime) -> dict[UUID, Progress]:
    """The progress of each of these dossiers. They must have come from a query of this reader's."""
    keys = [row.pk for row in rows]
    asked = _asked(keys, reader)
    turned = _turned(keys)
    comments = _comments(keys, reader)
    papers = _papers(keys)
    signers = _titles(rows)
    found = {}
    for row in rows:
        here = asked.get(row.pk, [])
        blocks = [*_of_consultations(row, here, at), *_of_comments(row, comments.get(row.pk, []))]
        if not blocks or row.state in (State.COUNTERSIGNING, State.DECIDING):
            blocks += _of_state(row, turned.get(row.pk, set()), signers, at)
        found[row.pk] = Progress(row, in_order(blocks), tuple(here), papers.get(row.pk))
    return found


def _asked(keys: Sequence[UUID], reader: Reader) -> dict[UUID, list[Consultation]]:
    rows = (
        Consultation.objects.readable_by(reader)
        .filter(dossier_id__in=keys)
        .exclude(state=Asked.SUPERSEDED)
        .select_related("post", "post__institution", "marking")
        .prefetch_related(
            Prefetch("opinions", Opinion.objects.filter(standing=True).select_related("post")),
            Prefetch("holds", Hold.objects.filter(ended_at__isnull=True)),
            Prefetch("questions", InformationRequest.objects.filter(answered_at__isnull=True)),
        )
    )
    found: dict[UUID, list[Consultation]] = {}
    for row in rows:
        found.setdefault(row.dossier_id, []).append(row)
    return found


def _turned(keys: Sequence[UUID]) -> dict[UUID, set[str]]:
    rows = Signature.objects.filter(dossier_id__in=keys, standing=True).values_list("dossier_id", "post__key")
    found: dict[UUID, set[str]] = {}
    for dossier, post in rows:
        found.setdefault(dossier, set()).add(post)
    return found


def _comments(keys: Sequence[UUID], reader: Reader) -> dict[UUID, list[Comment]]:
    rows = (
        Comment.objects.filter(
            consultation__in=Consultation.objects.readable_by(reader).filter(
                dossier_id__in=keys, dossier__state=State.CONSOLIDATING
            ),
            adjudication__isnull=True,
        )
        .exclude(consultation__state=Asked.SUPERSEDED)
        .select_related("consultation")
    )
    found: dict[UUID, list[Comment]] = {}
    for row in rows:
        found.setdefault(row.consultation.dossier_id, []).append(row)
    return found


def _papers(keys: Sequence[UUID]) -> dict[UUID, Consolidation]:
    """The last paper that went up for each."""
    return {row.dossier_id: row for row in Consolidation.objects.filter(dossier_id__in=keys).order_by("at", "pk")}


def _titles(rows: Iterable[Dossier]) -> dict[str, Post]:
    wanted = {
        rule.post
        for row in rows
        if row.state in (State.COUNTERSIGNING, State.DECIDING)
        for rule in route_of(row).signatures
    }
    return {post.key: post for post in posts().filter(key__in=wanted)} if wanted else {}


def _standing(row: Consultation) -> list[Opinion]:
    return [opinion for opinion in row.opinions.all() if opinion.standing]


def _objects(opinion: Opinion) -> bool:
    return opinion.kind == OpinionKind.NONCONCUR


def _of_consultations(dossier: Dossier, rows: Sequence[Consultation], at: datetime) -> list[Block]:
    if dossier.state not in UNDECIDED:
        return []
    ruled = {
        row.elevates_id for row in rows if row.elevates_id and any(o.kind == OpinionKind.CONCUR for o in _standing(row))
    }
    consensus = route_of(dossier).consensus
    found = [block for row in rows if row.state in OPEN for block in _of_one(dossier, row, at)]
    return found + [
        Block(Gravity.OBJECTION, row.post.title, opinion.at, opinion.basis)
        for row in rows
        if row.elevates_id is None and bars(row.needs, ruled=row.pk in ruled, consensus=consensus)
        for opinion in _standing(row)
        if _objects(opinion)
    ]


def _of_one(dossier: Dossier, row: Consultation, at: datetime) -> list[Block]:
    if row.state == Asked.HELD:
        return [Block(Gravity.HOLD, row.post.title, h.placed_at, h.reason, h.expires) for h in row.holds.all()]
    if row.state == Asked.WAITING:
        lead = dossier.lead_post.title
        return [Block(Gravity.QUESTION, lead, q.asked_at, q.question) for q in row.questions.all()]
    late = row.due_at <= at
    since = row.due_at if late else row.state_since
    return [
        Block(
            Gravity.LATE if late else Gravity.WAITING,
            row.post.title,
            since,
            NEEDS.get(row.needs, row.needs),
            row.due_at,
        )
    ]


def _of_comments(dossier: Dossier, rows: Sequence[Comment]) -> list[Block]:
    return [Block(Gravity.COMMENT, dossier.lead_post.title, row.at, row.words, dossier.due_at) for row in rows]


def _of_state(dossier: Dossier, turned: set[str], signers: Mapping[str, Post], at: datetime) -> list[Block]:
    """What the state itself waits for: the paper, the countersignature, the keys."""
    route = route_of(dossier)
    match dossier.state:
        case State.CONSOLIDATING:
            who, what = [dossier.lead_post.title], say("consolidation")
        case State.COUNTERSIGNING:
            who, what = [signers[route.countersign.post].title] if route.countersign else [], say("countersignature")
        case State.DECIDING:
            who, what = [signers[key.post].title for key in route.keys if key.post not in turned], say("decision")
        case _:
            return []
    late = dossier.due_at is not None and dossier.due_at <= at
    since = dossier.due_at if late and dossier.due_at else dossier.state_since
    return [Block(Gravity.LATE if late else Gravity.WAITING, title, since, what, dossier.due_at) for title in who]
