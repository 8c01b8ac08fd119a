"""Make an account for somebody."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from comity.foundation.access.events import PersonAdded
from comity.foundation.access.models import Person
from comity.foundation.access.permissions import may_add_person
from comity.foundation.access.queries import username_taken
from comity.foundation.access.rules.account import each_told, faults_of_clearance, faults_of_person, reads_in_words
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.queries import policies
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from .attempt import attempt


@attempt
def add_person(
    username: str,
    *,
    actor: Actor,
    at: datetime,
    name: str,
    nationality: str,
    clearances: Mapping[str, str],
    groups: Collection[str] = (),
    email: str = "",
    demonstration: bool = False,
    marking_id: int,
) -> Person:
    """Make an account without a password: nobody signs in with it until one was set. It gives no post and no power.

    `clearances` is the level per marking policy; `marking_id` marks the entry, which names all of this. Raises
    NotAllowed, or Refused with what is wrong in each field.
    """
    require(
        may_add_person(actor), doing=say("make an account for {person}", person=name), about=[], marking_id=marking_id
    )
    name = " ".join(name.split())
    faults = faults_of_person(username, name, nationality) | faults_of_clearance(clearances, groups, policies())
    if "username" not in faults and username_taken(username):
        faults["username"] = say("there is or was somebody called {username} here", username=username)
    if email and not _is_email(email):
        faults["email"] = say("an address such as name@example.org")
    if faults:
        raise Refused(_told(faults), fields=faults)
    person = Person(
        username=username,
        name=name,
        email=email,
        nationality=nationality,
        clearances=dict(clearances),
        groups=sorted(set(groups)),
        demonstration=demonstration,
    )
    person.set_unusable_password()
    person.save(force_insert=True)
    event = PersonAdded(
        person=name,
        username=username,
        nationality=nationality,
        reads=reads_in_words(clearances, person.groups),
        invented=demonstration,
    )
    announce(event, actor=actor, at=at, about=[Thing("person", person.pk, username)], marking_id=marking_id)
    return person


def _told(faults: Mapping[str, str]) -> str:
    return say("The account cannot be made. {faults}", faults=each_told(faults))


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
