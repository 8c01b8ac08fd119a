"""One's posts and powers, and what one may read."""

from collections.abc import Iterable
from datetime import datetime

from comity.foundation.access.events import ClearanceChanged
from comity.foundation.access.queries import person_named
from comity.foundation.access.rules.actor import Actor
from comity.foundation.notices.actions.notify import notify
from comity.foundation.notices.rules.topics import Topic
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.events import (
    AppointmentEnded,
    DelegationEnded,
    DelegationRevoked,
    MandateDelegated,
    PersonAppointed,
)
from comity.mandate.institutions.queries import (
    Framework,
    Post,
    framework_about,
    framework_over,
    open_marking_id,
    posts,
)

from .telling import who_holds


def appointed(event: PersonAppointed, *, actor: Actor, at: datetime) -> None:
    for post in posts().filter(title=event.post, institution__name=event.institution):
        held = post.appointments.filter(person__name=event.person, starts=event.starts)
        words = say("You were appointed {post}, {institution}", post=event.post, institution=event.institution)
        _tell_of_post(held.values_list("person_id", flat=True), words, post, actor=actor, at=at)


def appointment_ended(event: AppointmentEnded, *, actor: Actor, at: datetime) -> None:
    for post in posts().filter(title=event.post):
        held = post.appointments.filter(person__name=event.person, ends=event.ends)
        words = say("Your appointment as {post} ends", post=event.post)
        _tell_of_post(held.values_list("person_id", flat=True), words, post, actor=actor, at=at)


def power_lent(event: MandateDelegated, *, actor: Actor, at: datetime) -> None:
    words = say("{post} lent your post a power ({delegation})", post=event.from_post, delegation=event.delegation)
    _tell_borrower(event.delegation, words, actor=actor, at=at)


def power_taken_back(event: DelegationRevoked, *, actor: Actor, at: datetime) -> None:
    words = say("A power lent to your post was taken back ({delegation})", delegation=event.delegation)
    _tell_borrower(event.delegation, words, actor=actor, at=at)


def power_ended(event: DelegationEnded, *, actor: Actor, at: datetime) -> None:
    words = say(
        "A power lent to your post ends with the appointment of {person} ({delegation})",
        person=event.person,
        delegation=event.delegation,
    )
    _tell_borrower(event.delegation, words, actor=actor, at=at)


def _tell_borrower(delegation: str, words: str, *, actor: Actor, at: datetime) -> None:
    for post in posts().filter(delegations_held=int(delegation.removeprefix("D-"))):
        _tell_of_post(who_holds([post.pk], at), words, post, actor=actor, at=at)


def clearance_changed(event: ClearanceChanged, *, actor: Actor, at: datetime) -> None:
    person = person_named(event.username)
    if person is not None:
        words = say("What you may read was changed: you are now {clearance}", clearance=event.after)
        about = Thing("person", person.pk, person.username)
        _tell([person.pk], words, about, framework=framework_about(person, at), actor=actor, at=at)


def _tell(
    people: Iterable[int], words: str, about: Thing, *, framework: Framework | None, actor: Actor, at: datetime
) -> None:
    """Marked as what everyone cleared at all under this framework may read."""
    if framework is not None:
        marking_id = open_marking_id(framework)
        topic = Topic.ACCOUNT
        notify(list(people), actor=actor, at=at, topic=topic, words=words, about=about, marking_id=marking_id)


def _tell_of_post(people: Iterable[int], words: str, post: Post, *, actor: Actor, at: datetime) -> None:
    about = Thing("post", post.key, post.title)
    _tell(people, words, about, framework=framework_over(post), actor=actor, at=at)
