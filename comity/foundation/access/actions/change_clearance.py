"""Change what somebody may read."""

from collections.abc import Collection, Mapping
from datetime import datetime

from comity.foundation.access.events import ClearanceChanged
from comity.foundation.access.models import Person
from comity.foundation.access.permissions import may_change_clearance
from comity.foundation.access.queries import lock_person
from comity.foundation.access.rules.account import each_told, faults_of_clearance, reads_in_words
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.queries import policies
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from .attempt import attempt


@attempt
def change_clearance(
    person: Person,
    *,
    actor: Actor,
    at: datetime,
    clearances: Mapping[str, str],
    groups: Collection[str],
    reason: str,
    marking_id: int,
) -> Person:
    """Replace all clearances and groups; it holds from the person's next click, signed in or not.

    Raises NotAllowed; Refused without a reason, without a change, for a closed account or an unknown level.
    """
    person = lock_person(person.pk)
    thing = Thing("person", person.pk, person.username)
    verdict = may_change_clearance(actor)
    require(
        verdict, doing=say("change what {person} may read", person=person.name), about=[thing], marking_id=marking_id
    )
    before, after = reads_in_words(person.clearances, person.groups), reads_in_words(clearances, set(groups))
    if not person.is_active:
        raise Refused(say("The account of {person} is closed.", person=person.name))
    if faults := faults_of_clearance(clearances, groups, policies()):
        raise Refused(each_told(faults), fields=faults)
    if before == after:
        raise Refused(say("{person} is {before} already.", person=person.name, before=before))
    if not reason.strip():
        raise Refused(say("Say why."), fields={"reason": say("it stands in the record")})
    person.clearances, person.groups = dict(clearances), sorted(set(groups))
    person.save(update_fields=["clearances", "groups"])
    event = ClearanceChanged(
        person=person.name, username=person.username, before=before, after=after, reason=reason.strip()
    )
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking_id)
    return person
