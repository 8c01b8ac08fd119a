"""Lay a paper beside an engagement."""

from datetime import datetime
from uuid import UUID

from comity.activity.engagements.queries import thing
from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.files.actions.seal_content import keep_sealed
from comity.foundation.labels.queries import label_of, policies
from comity.foundation.labels.rules.joining import dominates
from comity.foundation.labels.rules.label import Label
from comity.foundation.labels.rules.standard.meaning import decisive
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import PaperAttached
from ..models import Paper
from ..queries import PAPER
from .contribute import marking_for_us, open_to
from .keep_file import Kept


@attempt
def attach_paper(
    key: UUID, *, actor: Actor, at: datetime, kept: Kept, note: str = "", ours: bool = False, label: Label | None = None
) -> Paper:
    """Lay a content that lies in the store beside the engagement; `ours` keeps it from partners, `label`
    is a marking of its own.

    It accompanies what is decided and is no part of it: whatever deciders must see stands in the engagement itself.
    Raises NotAllowed; Refused when the same content lies there already, or says that it is to be marked higher.
    """
    it, framework = open_to(key, actor=actor, at=at, doing=say("lay a paper beside an engagement"))
    marking_id = marking_for_us(it, framework, ours=ours, actor=actor, at=at, own=label)
    _not_below_its_own(kept, label_of(marking_id), at)
    there = Paper.objects.whole("whether the same content lies here already, under the same marking")
    if there.filter(engagement=it, digest=kept.digest, marking_id=marking_id, withdrawn_at__isnull=True).exists():
        raise Refused(
            say("This very content lies here already, under the same marking."), fields={"file": say("already here")}
        )
    paper: Paper = Paper.objects.create(
        engagement=it,
        name=kept.name,
        media=kept.media,
        size=kept.size,
        digest=kept.digest,
        note=note.strip(),
        marking_id=marking_id,
        by_id=actor.who,
        by_post_id=actor.from_post,
        at=at,
    )
    keep_sealed(kept.sealed, kind=PAPER, key=str(paper.pk), marking_id=marking_id, at=at)
    event = PaperAttached(reference=it.reference, name=kept.name, digest=kept.digest, size=kept.size)
    announce(event, actor=actor, at=at, about=[thing(it)], marking_id=marking_id)
    return paper


def _not_below_its_own(kept: Kept, chosen: Label, at: datetime) -> None:
    """INVARIANT: nothing is laid here under less than it says of itself (papers/tests/test_sealed.py)."""
    if kept.says is None:
        return
    found = decisive(kept.says, policies(), at)
    if found.label is None:
        raise Refused(
            say(
                "The file carries a marking that cannot be gone by: {why}. Have its originator mark it anew.",
                why=found.why,
            ),
            fields={"file": say("its marking is unclear")},
        )
    if not dominates(chosen, found.label, policies(), at):
        raise Refused(
            say(
                "The file says of itself that it is {label}. Mark it so, or higher, or lay it beside an engagement "
                "that is marked so.",
                label=found.label.in_words(),
            ),
            fields={"classification": say("below what the file says")},
        )
