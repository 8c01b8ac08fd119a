"""Write the mail that counts what one person has not read."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext, ngettext

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.words.rules.said import say

from ..models import Mail, Notice
from ..queries import hours_of, language_of, to_mail
from ..rules.topics import TOPICS, Topic


@attempt
def write_mail(person: Person, *, actor: Actor, at: datetime) -> Mail | None:  # noqa: ARG001  (the clock alone calls it)
    """Put one mail in the outbox for everything that was to be mailed to this person by now; None when nothing was.

    INVARIANT: it says how many of which kind, the first deadline and where to look, and never a title, a name, a
    reference or a word of what was said (tests/test_mails.py). What they may not read now is not even counted.
    """
    waiting = list(to_mail(at).filter(person=person).readable_by(person.reader))
    to_mail(at).filter(person=person).update(mailed_at=at)
    if not waiting:
        return None
    with translation.override(language_of(person.pk) or settings.LANGUAGE_CODE):
        mail: Mail = Mail.objects.create(
            person=person,
            address=person.email,
            subject=ngettext("Comity: %(count)d thing for you", "Comity: %(count)d things for you", len(waiting))
            % {"count": len(waiting)},
            body=_body(waiting, hours_of([person.pk])[person.pk].zone),
            made_at=at,
            next_try_at=at,
        )
    return mail


def _body(waiting: list[Notice], zone: str) -> str:
    counted = Counter(Topic(notice.topic) for notice in waiting)
    lines = []
    for topic in Topic:
        if counted[topic]:
            words = TOPICS[topic].counted(counted[topic])
            dues = [notice.due for notice in waiting if notice.topic == topic and notice.due]
            lines.append(
                say("{counted}, the first by {day}", counted=words, day=_day(min(dues), zone)) if dues else words
            )
    address = settings.ADDRESS.rstrip("/")
    context = {
        "lines": [line.translated() for line in lines],
        "home": address + reverse("home"),
        "notices": address + reverse("notices"),
        "choices": address + reverse("notice-choices"),
    }
    return render_to_string("notices/mail.txt", context)


def _day(due: datetime, zone: str) -> str:
    # Translators: a day with its weekday in a mail; see Django's date filter for the letters.
    return formats.date_format(due.astimezone(ZoneInfo(zone)), gettext("l j F"))
