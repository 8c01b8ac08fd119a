"""Cover an absence: lend, singly and under its own rules, every power of a post that may be lent to whoever covers."""

from datetime import datetime, timedelta

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import AbsenceCovered
from ..models import Absence, Appointment, Post
from ..permissions import may_cover
from ..queries import absences, coverable, entry_of, framework_over, lent_by_cover, open_marking_id
from .lend import lend


@attempt
def cover_absence(
    appointment: Appointment,
    *,
    actor: Actor,
    at: datetime,
    by_post: Post,
    starts: datetime,
    until: datetime,
    reason: str,
) -> Absence:
    """Arrange cover for whoever holds this appointment. What the framework does not let be lent to that post stays
    with the post alone; what may be lent for fewer days ends sooner.

    Raises NotAllowed to all but whoever is away and their superior; Refused when nothing could be lent, when days
    have passed, or when they are covered already.
    """
    appointment = Appointment.objects.select_for_update().select_related("post", "person").get(pk=appointment.pk)
    post, framework = appointment.post, framework_over(appointment.post)
    if framework is None:
        raise Refused(say("No framework is in force."))
    thing, marking_id = Thing("post", post.key, post.title), open_marking_id(framework)
    require(
        may_cover(
            actor,
            absent_id=appointment.person_id,
            post_id=post.pk,
            superior_id=post.superior_id,
            coverable=coverable(post, by_post, framework),
        ),
        doing=say("have {post} covered by {other}", post=post.title, other=by_post.title),
        about=[thing],
        marking_id=marking_id,
    )
    if not appointment.holds_on(at.date()):
        raise Refused(say("{person} does not hold {post} now.", person=appointment.person.name, post=post.title))
    if starts < at or until <= starts:
        raise Refused(
            say("An absence is covered from today or a later day, until a day after that."),
            fields={"until": say("choose a later day")},
        )
    if not reason.strip():
        raise Refused(say("Say why."), fields={"reason": say("it is shown with every act under it")})
    if absences(at).filter(appointment=appointment, starts__lt=until, ends__gt=starts).exists():
        raise Refused(say("These days are covered already. End that cover first."))
    mandates = lent_by_cover(post, by_post, framework)
    if not mandates:
        raise Refused(
            say("The framework lets no power of {post} be lent to {other}.", post=post.title, other=by_post.title),
            fields={"by_post": say("choose another post")},
        )
    absence = Absence.objects.create(
        appointment=appointment,
        by_post=by_post,
        made_by_id=actor.who,
        made_from_id=actor.from_post,
        starts=starts,
        ends=until,
        reason=reason.strip(),
    )
    lent = []
    for mandate in mandates:
        entry = entry_of(mandate)
        longest = starts + timedelta(days=entry.lend.days if entry and entry.lend else 0)
        lent.append(
            lend(
                mandate,
                lender=appointment,
                actor=actor,
                at=at,
                to_post=by_post,
                starts=starts,
                until=min(until, longest),
                reason=reason,
                absence=absence,
            )
        )
    event = AbsenceCovered(
        absence=f"A-{absence.pk}",
        person=appointment.person.name,
        post=post.title,
        by_post=by_post.title,
        starts=starts.date(),
        until=until.date(),
        delegations=tuple(row.number for row in lent),
        reason=absence.reason,
    )
    about = [thing, Thing("post", by_post.key, by_post.title)]
    announce(event, actor=actor, at=at, about=about, marking_id=marking_id)
    return absence
