"""Tell people that something concerns them."""

from collections.abc import Collection
from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.queries import active_people
from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.queries import label_of, readable
from comity.foundation.record.events import Thing

from ..models import Notice
from ..queries import chosen_by, hours_of
from ..rules.choices import mail_at
from ..rules.topics import Topic
from ..rules.words import kept


@attempt
def notify(
    person_ids: Collection[int],
    *,
    actor: Actor,
    at: datetime,
    topic: Topic,
    words: str,
    about: Thing,
    marking_id: int,
    due: datetime | None = None,
    once: str = "",
) -> None:
    """Tell these people, except whoever acts, those whose account is closed and those who chose not to be told.

    `words` is a saying, `due` a deadline they should know of; what was told under the same `once` is not told
    again. It has no permission of its own: it follows from an act that had one, and writes no entry, since it
    says nothing that the record does not.

    INVARIANT: nobody is told what they may not read (tests/test_notices.py); pages ask again when they show it.
    """
    wanted = {pk for pk in person_ids if pk != actor.person_id}
    if not wanted:
        return
    label = label_of(marking_id)
    people = [one for one in active_people().filter(pk__in=wanted) if readable(label, one.reader).allowed]
    chosen = chosen_by([one.pk for one in people], topic)
    hours = hours_of([pk for pk, choice in chosen.items() if not choice.nothing])
    rows = [
        Notice(
            person_id=pk,
            topic=topic,
            words=kept(words),
            thing_kind=about.kind,
            thing_key=about.key,
            thing_reference=about.reference,
            due=due,
            marking_id=marking_id,
            at=at,
            once=once,
            in_page=chosen[pk].in_page,
            mail_at=mail_at(chosen[pk].by_mail, wanted_hours, at),
        )
        for pk, wanted_hours in hours.items()
    ]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
