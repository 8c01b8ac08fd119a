"""What the acts on a written paper have in common: found, permitted, told. Not an act of its own."""

from uuid import UUID

from comity.activity.engagements.queries import thing
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, Verdict
from comity.foundation.labels.rules.label import Label
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import file_of, framework_above, post_by_id

from ..models import WrittenPaper
from ..permissions import may_write
from ..queries import thing_of_written, written_paper


def paper_to_write(key: UUID, actor: Actor) -> tuple[WrittenPaper, Verdict, tuple[Thing, ...]]:
    """The paper, whether the actor may write in it, and what else its entries are about. Raises Refused when there is
    none for them."""
    paper = written_paper(key, actor.reader)
    if paper is None:
        raise Refused(say("There is no such paper."))
    return paper, writes_in(paper, actor), (thing(paper.engagement),)


def writes_in(paper: WrittenPaper, actor: Actor) -> Verdict:
    """Whether they may write in it; a page asks the same."""
    return may_write(
        actor,
        readable=True,
        by_institution_id=paper.by_post.institution_id,
        lead_post_id=paper.engagement.lead_post_id,
        withdrawn=paper.withdrawn_at is not None,
    )


def from_them(label: Label, actor: Actor) -> Label:
    """What somebody of another state writes is that state's information, and says so.

    INVARIANT: what a partner wrote does not leave without it (tests/adversary/test_release.py).
    """
    if actor.post_id is None:
        return label
    framework, state = framework_above(actor.post_id), post_by_id(actor.post_id).institution.state_id
    if framework is None or state == file_of(framework).home:
        return label
    said = label.originators | {state}
    return Label(label.policy, label.classification, label.categories, said, label.also, label.succession)


def of(paper: WrittenPaper) -> Thing:
    return thing_of_written(paper)
