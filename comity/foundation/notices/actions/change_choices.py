"""Choose what one is told, and when."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import available_timezones

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import say

from ..models import MailHours, TopicChoice
from ..rules.choices import Chosen, Hours
from ..rules.topics import Topic


@attempt
def change_choices(
    chosen: Mapping[Topic, Chosen],
    *,
    actor: Actor,
    at: datetime,  # noqa: ARG001  (every action is told when)
    hours: Hours,
    language: str,
) -> None:
    """Replace one's own choices; what was told already stays as it is.

    Raises Refused with what is wrong in each field.
    """
    faults = _faults(hours)
    if faults:
        raise Refused(say("Something here cannot be."), fields=faults)
    for topic, choice in chosen.items():
        TopicChoice.objects.update_or_create(
            person_id=actor.who, topic=topic, defaults={"in_page": choice.in_page, "by_mail": choice.by_mail}
        )
    MailHours.objects.update_or_create(
        person_id=actor.who,
        defaults={
            "hour": hours.hour,
            "weekday": hours.weekday,
            "quiet_from": hours.quiet_from,
            "quiet_until": hours.quiet_until,
            "zone": hours.zone,
            "language": language,
        },
    )


def _faults(hours: Hours) -> dict[str, str]:
    faults: dict[str, str] = {}
    for field in ("hour", "quiet_from", "quiet_until"):
        if not 0 <= getattr(hours, field) <= 23:
            faults[field] = say("an hour of the day, from 0 to 23")
    if not 1 <= hours.weekday <= 7:
        faults["weekday"] = say("a day of the week")
    if hours.zone not in available_timezones():
        faults["zone"] = say("a time zone, such as Pacific/Fiji")
    return faults
