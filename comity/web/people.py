"""How the console speaks of people: reading what the operator typed, and telling what an account is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.db import connection

from comity.foundation.access.queries import Person, person_named, username_taken
from comity.foundation.access.rules.account import reads_in_words
from comity.foundation.access.rules.verdict import Refused
from comity.mandate.institutions.queries import (
    Framework,
    appointments_of,
    framework_about,
    framework_cleared_for,
    frameworks_in_force,
    open_marking_id,
)

REFUSED = 2  # exit status: nothing was done, and why was said


def need_a_house() -> None:
    """Raises CommandError where there is no database yet, instead of a fault of the database."""
    if Person._meta.db_table not in connection.introspection.table_names():
        raise CommandError("There is no house here yet: comity adopt FILE founds one.", returncode=REFUSED)


def open_marking() -> int:
    """For entries about the record itself: everyone cleared at all under the oldest framework may read them, since a
    public key is no secret. Raises Refused where there is no house."""
    frameworks = frameworks_in_force()
    if not frameworks:
        raise Refused("There is no house yet: comity adopt founds one.")
    return open_marking_id(frameworks[0])


def marking_of(person: Person, at: datetime) -> int:
    """How entries about this account are marked: as the framework of their post says. Raises Refused if none does."""
    return _marking(framework_about(person, at))


def marking_for_new(clearances: Iterable[str]) -> int:
    """The same for an account that is still to be made, by the marking policies it will be cleared under."""
    return _marking(framework_cleared_for(clearances))


def _marking(framework: Framework | None) -> int:
    if framework is not None:
        return open_marking_id(framework)
    if not frameworks_in_force():
        raise Refused("Found the house first: comity adopt FILE. Until then nothing says how the entry is marked.")
    raise Refused(
        "Several frameworks are in force here, and this account has no post and is cleared under the marking policy "
        "of none of them, so nothing says how the entry is marked. Give it such a clearance."
    )


def account_named(username: str) -> Person:
    """Raises Refused when nobody with an open account is called so."""
    person = person_named(username)
    if person is not None:
        return person
    if username_taken(username):
        raise Refused(f"The account of {username} is closed.")
    raise Refused(f"Nobody here is called {username}. comity person list shows who is.")


def clearances_from(words: Iterable[str]) -> dict[str, str]:
    """Read ``POLICY=LEVEL`` words. Raises Refused on anything else, and when a policy is named twice."""
    found: dict[str, str] = {}
    for word in words:
        policy, equals, level = (part.strip() for part in word.partition("="))
        if not (policy and equals and level):
            raise Refused(f"A clearance is written POLICY=LEVEL, such as DEMO=RESTRICTED, not “{word}”.")
        if policy in found:
            raise Refused(f"{policy} is named twice: one level for each policy.")
        found[policy] = level
    return found


def as_data(person: Person, at: datetime) -> dict[str, Any]:
    """An account for programs. `sign_in` is how it signs in: password, none yet, invented (one click) or closed."""
    return {
        "username": person.username,
        "name": person.name,
        "email": person.email,
        "nationality": person.nationality,
        "clearances": person.clearances,
        "groups": person.groups,
        "reads": reads_in_words(person.clearances, person.groups),
        "active": person.is_active,
        "demonstration": person.demonstration,
        "sign_in": _way_in(person),
        "posts": [
            {"key": held.post.key, "post": held.post.title, "acting": held.acting}
            for held in appointments_of(person.pk, at)
        ],
    }


def _way_in(person: Person) -> str:
    if not person.is_active:
        return "closed"
    if person.has_usable_password():
        return "password"
    return "invented" if person.demonstration else "none"
