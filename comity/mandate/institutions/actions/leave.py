"""What ending one appointment and closing an account have in common: whoever leaves takes with them what they lent."""

from datetime import UTC, date, datetime, time

from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing

from ..events import LEFT, AbsenceEnded, AppointmentEnded, DelegationEnded
from ..models import Absence, Appointment
from ..queries import delegations_of


def leave(appointment: Appointment, *, actor: Actor, at: datetime, ends: date, marking_id: int) -> None:
    """End the appointment on a day, and on that day every loan and every cover made from it; each is told. The
    caller's act had the permission."""
    post = appointment.post
    over = max(at, datetime.combine(ends, time(0), UTC))
    loans = list(delegations_of(appointment, over))
    covers = list(Absence.objects.filter(appointment=appointment, ended_at__isnull=True, ends__gt=over))
    appointment.ends = ends
    appointment.save(update_fields=["ends"])
    for loan in loans:
        loan.revoked_at = over
        loan.save(update_fields=["revoked_at"])
    for cover in covers:
        cover.ended_at = over
        cover.save(update_fields=["ended_at"])
    thing = Thing("post", post.key, post.title)
    event = AppointmentEnded(person=appointment.person.name, post=post.title, ends=ends)
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking_id)
    for loan in loans:
        ended = DelegationEnded(
            delegation=loan.number,
            may=loan.mandate.may,
            from_post=post.title,
            to_post=loan.to_post.title,
            person=appointment.person.name,
            ends=ends,
        )
        to = Thing("post", loan.to_post.key, loan.to_post.title)
        announce(ended, actor=actor, at=at, about=[thing, to], marking_id=marking_id)
    for cover in covers:
        told = AbsenceEnded(
            absence=f"A-{cover.pk}",
            person=appointment.person.name,
            post=post.title,
            by_post=cover.by_post.title,
            why=LEFT,
        )
        announce(told, actor=actor, at=at, about=[thing], marking_id=marking_id)
