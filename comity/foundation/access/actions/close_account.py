"""Close somebody's account."""

from datetime import datetime

from comity.foundation.access.events import AccountClosed
from comity.foundation.access.models import Person
from comity.foundation.access.permissions import may_close_account
from comity.foundation.access.queries import lock_person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from .attempt import attempt


@attempt
def close_account(person: Person, *, actor: Actor, at: datetime, reason: str, marking_id: int) -> Person:
    """Nobody signs in with it any more, and whoever is signed in with it is signed out at their next click.

    The row stays, since the record and past acts name it; the posts they hold are ended by whoever may appoint.
    Raises NotAllowed; Refused without a reason or when it is closed already.
    INVARIANT: no session outlives its account, nor comes back with it (web/tests/test_accounts.py): a session is
    bound to the password, which is made anew, and an inactive person is nobody to Django.
    """
    person = lock_person(person.pk)
    thing = Thing("person", person.pk, person.username)
    verdict = may_close_account(actor)
    require(
        verdict, doing=say("close the account of {person}", person=person.name), about=[thing], marking_id=marking_id
    )
    if not person.is_active:
        raise Refused(say("The account of {person} is closed already.", person=person.name))
    if not reason.strip():
        raise Refused(say("Say why."), fields={"reason": say("it stands in the record")})
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    event = AccountClosed(person=person.name, username=person.username, reason=reason.strip())
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking_id)
    return person
