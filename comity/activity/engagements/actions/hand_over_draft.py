"""Give a draft that somebody left behind to whoever follows them."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.queries import readable
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import framework_above, open_marking_id, people_at

from ..events import DraftHandedOver
from ..models import Draft, Hand
from ..permissions import may_hand_over
from ..queries import label_typed


@attempt
def hand_over_draft(key: UUID, *, actor: Actor, at: datetime, to: Person) -> Draft:
    """To whoever holds the post now, or to the superior. Whoever typed it counts as an author of what becomes of it.

    Raises NotAllowed; Refused when the receiver may not read it, or types on the same engagement already.
    INVARIANT: nobody clears what they wrote, though another handed it in (tests/adversary/test_delegation.py).
    """
    draft = Draft.objects.select_for_update(of=("self",)).select_related("post", "person", "engagement").get(pk=key)
    post, framework = draft.post, framework_above(draft.post_id)
    if framework is None:
        raise Refused(say("No framework is in force: adopt one first."))
    here = people_at([post.pk], at)
    above = people_at([post.superior_id], at) if post.superior_id else []
    thing, marking_id = Thing("post", post.key, post.title), open_marking_id(framework)
    require(
        may_hand_over(
            actor,
            post=post.title,
            superior_id=post.superior_id,
            author_holds_it=draft.person_id in here,
            receiver_in_place=to.pk in (here or above),
        ),
        doing=say("hand over a draft left at {post}", post=post.title),
        about=[thing],
        marking_id=marking_id,
    )
    label = label_typed(draft)
    if label is None or not readable(label, to.reader).allowed:
        raise Refused(say("{person} may not read it as it is marked.", person=to.name))
    if draft.engagement_id and Draft.objects.filter(person=to, engagement_id=draft.engagement_id).exists():
        raise Refused(say("{person} has a draft on the same engagement already.", person=to.name))
    author = draft.person
    Hand.objects.get_or_create(key=draft.engagement_id or draft.pk, person=author)
    draft.person = to
    if not here and post.superior_id:
        draft.post_id = post.superior_id
    draft.save(update_fields=["person", "post"])
    event = DraftHandedOver(author=author.name, post=post.title, to=to.name)
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking_id)
    return draft
