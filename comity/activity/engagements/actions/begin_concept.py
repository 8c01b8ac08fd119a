"""Begin an engagement as a concept: the first word of it, which the foreign ministry sees from here on."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.queries import marking_for, readable
from comity.foundation.labels.rules.label import Label
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say, series
from comity.mandate.institutions.queries import open_marking_id, post_by_id

from ..events import ConceptBegun
from ..models import Engagement
from ..permissions import may_begin
from ..queries import framework_of, led_by, power_to_propose
from ..rules.changes import BEGUN
from ..rules.completeness import faults
from ..rules.particulars import Snapshot, digest
from .change_engagement import add_rows, keep_version, lay, named, next_reference, person_in_post, tell


@attempt
def begin_concept(said: Snapshot, *, actor: Actor, at: datetime, key: UUID, label: Label) -> Engagement:
    """Led by the post the actor acts from. `key` is the form's: the same form handed in twice begins once.

    Raises NotAllowed without a mandate to propose; Refused for what cannot be right, or when it was begun already.
    """
    framework = framework_of(actor.post_id)
    if framework is None:
        raise Refused(say("No framework is in force: adopt one first."))
    require(
        may_begin(actor, power=power_to_propose(actor, at, framework)),
        doing=say("begin the engagement “{title}”", title=said.title),
        about=[Thing("framework", framework.key, framework.key)],
        marking_id=open_marking_id(framework),
    )
    if Engagement.objects.whole("the same form begins one engagement").filter(pk=key).exists():
        raise Refused(say("This form was handed in already: the engagement is in the list."))
    if wrong := faults(said):
        raise Refused(say("This cannot be right yet."), fields=wrong)
    if not (reading := readable(label, actor.reader)).allowed:
        why = series(reading.reasons)
        raise Refused(say("You could not read it yourself: {why}.", why=why), fields={"classification": why})
    marking = marking_for(label)
    person_id, post_id = person_in_post(actor)
    it = Engagement(
        pk=key,
        reference=next_reference(at.year),
        lead_post_id=post_id,
        state_since=at,
        marking=marking,
        created_by_id=person_id,
        created_at=at,
    )
    post = post_by_id(post_id)
    said = led_by(said, post, marking.words)
    lay(it, said)
    it.save(force_insert=True)
    add_rows(it, said)
    keep_version(it, said, actor=actor, at=at, why=str(BEGUN))
    lead = f"{post.title}, {post.institution.name}"
    tell(ConceptBegun(**named(it), lead=lead, digest=digest(said)), it, actor=actor, at=at)
    return it
