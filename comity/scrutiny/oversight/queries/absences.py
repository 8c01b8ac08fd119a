"""What of the record was erased, what is withheld from evidence, what is proposed, and who may turn which key."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, deny
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.queries import (
    AbsenceProposal,
    Entry,
    Erasure,
    Withholding,
    absence_proposals,
    entry_read,
    erasures,
    withholdings,
)
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import Framework, file_of, framework_above, post_by_id, power
from comity.mandate.institutions.rules.framework import OUTSIDE, InstrumentEntry, May

from ..permissions import may_answer_absence, may_propose_absence, may_show_again

__all__ = ["AbsenceProposal", "Entry", "Erasure", "Withholding", "entry_read"]


@dataclass(frozen=True, slots=True)
class Absent:
    """One entry that is erased, or withheld, with who proposed it and who turned the second key."""

    entry: Entry
    by: Entry
    proposed: Entry
    erased: bool
    reason: str
    legal_basis: str


def absent_entries(reader: Reader) -> list[Absent]:
    """What is erased and what is withheld now, the latest first, as far as this reader may or could read it."""
    gone = [_absent(row, erased=True) for row in erasures(reader).select_related("by__answers__told")]
    found = gone + [_absent(row, erased=False) for row in withholdings(reader).select_related("by__answers__told")]
    return sorted(found, key=lambda one: -one.by.seq)


def _absent(row: Erasure | Withholding, *, erased: bool) -> Absent:
    return Absent(row.entry, row.by, row.by.answers.told, erased, row.reason, row.legal_basis)


def proposals_waiting(reader: Reader) -> QuerySet[AbsenceProposal]:
    return absence_proposals(reader).filter(answered_by__isnull=True)


def proposal_read(told: int, reader: Reader) -> AbsenceProposal | None:
    return absence_proposals(reader).filter(told_id=told).first()


def waiting_proposal(entry: Entry) -> AbsenceProposal | None:
    """The proposal about an entry that nobody has answered yet."""
    return AbsenceProposal.objects.filter(entry=entry, answered_by__isnull=True).first()


def withholding_of(entry: Entry) -> Withholding | None:
    """By what it is withheld from evidence now."""
    return Withholding.objects.select_related("by").filter(entry=entry, lifted_by__isnull=True).first()


def waits_for_answer(actor: Actor, at: datetime) -> list[AbsenceProposal]:
    """The proposals that wait for this actor to answer them."""
    if actor.character not in OUTSIDE or not held(actor, May.CONFIRM_ERASURE, at):
        return []
    return [row for row in proposals_waiting(actor.reader) if answering(row, actor, at)]


def framework_acted_under(actor: Actor) -> Framework | None:
    return framework_above(actor.post_id) if actor.post_id is not None else None


def instruments_for(actor: Actor) -> tuple[InstrumentEntry, ...]:
    """What may be cited as the legal basis: the instruments of the framework one acts under."""
    framework = framework_acted_under(actor)
    return file_of(framework).instruments if framework else ()


def held(actor: Actor, may: May, at: datetime) -> Verdict:
    """Whether the post acted from holds this power."""
    framework = framework_acted_under(actor)
    if framework is None:
        return deny(say("nobody acts here without a post"))
    return power(actor, may, framework=framework, at=at)


def proposing(entry: Entry, actor: Actor, at: datetime) -> Verdict:
    return may_propose_absence(actor, power=held(actor, May.ERASE, at), acted=entry.person_id)


def answering(proposal: AbsenceProposal, actor: Actor, at: datetime) -> Verdict:
    """Whether this actor may turn the second key, or decline."""
    told, framework = proposal.told, framework_acted_under(actor)
    post = post_by_id(told.post_id) if told.post_id is not None else None
    return may_answer_absence(
        actor,
        power=held(actor, May.CONFIRM_ERASURE, at),
        acted=proposal.entry.person_id,
        proposed_by=told.person_id,
        proposed_from=post.institution_id if post else None,
        same_framework=bool(post and framework and post.institution.framework_key == framework.key),
    )


def showing_again(actor: Actor, at: datetime) -> Verdict:
    return may_show_again(actor, proposing=held(actor, May.ERASE, at), answering=held(actor, May.CONFIRM_ERASURE, at))
