"""Take a post from a person, from a day on."""

from datetime import date, datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import day, say

from ..models import Appointment
from ..permissions import may_appoint
from ..queries import framework_over, open_marking_id, power_over
from ..rules.framework import May
from .leave import leave


@attempt
def end_appointment(appointment: Appointment, *, actor: Actor, at: datetime, ends: date) -> Appointment:
    """End it on a day, with every power lent from it. Whoever may appoint to the post may end; nobody ends their own.

    INVARIANT: a loan does not outlive the appointment it was made from (tests/adversary/test_delegation.py).
    """
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    post = appointment.post
    framework = framework_over(post)
    if framework is None:
        raise Refused(say("No framework is in force."))
    verdict, over = power_over(actor, May.APPOINT, post.institution.key, framework=framework, at=at)
    thing = Thing("post", post.key, post.title)
    require(
        may_appoint(
            actor,
            person_id=appointment.person_id,
            power=verdict,
            over=over,
            post_is_civilian=post.character == "civilian",
            founding=False,
        ),
        doing=say("end the appointment of {person} as {post}", person=appointment.person.name, post=post.title),
        about=[thing],
        marking_id=open_marking_id(framework),
    )
    if appointment.ends is not None and appointment.ends <= ends:
        raise Refused(say("It already ends on {day}.", day=day(appointment.ends)))
    if ends < appointment.starts:
        raise Refused(say("It only began on {day}; it cannot end before that.", day=day(appointment.starts)))
    leave(appointment, actor=actor, at=at, ends=ends, marking_id=open_marking_id(framework))
    return appointment
