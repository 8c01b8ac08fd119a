"""Give a post to a person."""

from datetime import date, datetime

from django.db.models import Q

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.queries import Person, lock_person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import PersonAppointed
from ..models import Appointment, Post
from ..permissions import from_console, may_appoint
from ..queries import framework_over, open_marking_id, power_over
from ..rules.framework import May


@attempt
def appoint_person(
    post: Post, *, actor: Actor, at: datetime, person: Person, starts: date, acting: bool = False
) -> Appointment:
    """Appoint from a day on. Raises NotAllowed, or Refused when somebody still holds the post on that day or later,
    when this person does, or when their account is closed."""
    post, person = Post.objects.select_for_update().get(pk=post.pk), lock_person(person.pk)
    framework = framework_over(post)
    if framework is None:
        raise Refused(say("Adopt a framework before appointing anybody."))
    verdict, over = power_over(actor, May.APPOINT, post.institution.key, framework=framework, at=at)
    thing = Thing("post", post.key, post.title)
    require(
        may_appoint(
            actor,
            person_id=person.pk,
            power=verdict,
            over=over,
            post_is_civilian=post.character == "civilian",
            founding=from_console(actor) and not post.appointments.exists(),
        ),
        doing=say("appoint {person} as {post}", person=person.name, post=post.title),
        about=[thing],
        marking_id=open_marking_id(framework),
    )
    if not person.is_active:
        raise Refused(
            say("The account of {person} is closed.", person=person.name),
            fields={"person": say("choose somebody else")},
        )
    standing = post.appointments.filter(Q(ends__isnull=True) | Q(ends__gt=starts))
    if not acting and standing.filter(acting=False).exists():
        raise Refused(say("{post} is held. End that appointment first, or appoint somebody acting.", post=post.title))
    if standing.filter(person=person).exists():
        raise Refused(
            say("{person} holds {post} already.", person=person.name, post=post.title),
            fields={"person": say("choose somebody else")},
        )
    appointment = Appointment.objects.create(person=person, post=post, acting=acting, starts=starts, made_by=str(actor))
    event = PersonAppointed(
        person=person.name,
        post=post.title,
        institution=post.institution.name,
        acting=acting,
        starts=starts,
    )
    announce(event, actor=actor, at=at, about=[thing], marking_id=open_marking_id(framework))
    return appointment
