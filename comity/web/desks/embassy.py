"""The embassy's desk: this week here. One column, no script, little to send: it is read over bad links."""

from datetime import timedelta

from django.urls import reverse

from comity.activity.engagements.queries import hosted, listed, starting, under_way
from comity.mandate.obligations.queries import of_post

from .countries import countries_of
from .pieces import Few, Layout, Sitting, counted_in, few, lines

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)


def embassy(sitting: Sitting) -> Layout:
    actor, today = sitting.actor, sitting.today
    chosen = countries_of(sitting, single=True)
    week = few(listed(hosted(starting(actor.reader, today, today + WEEK), chosen.codes)), reverse("calendar"))
    here = few(listed(hosted(under_way(actor.reader), chosen.codes)), reverse("engagements"))
    later = few(
        listed(hosted(starting(actor.reader, today + WEEK + timedelta(days=1), today + MONTH), chosen.codes)),
        reverse("calendar"),
    )
    promises = few(of_post(actor.post_id, actor.reader), reverse("obligations"), limit=12) if actor.post_id else None
    owed = promises.rows if promises else ()
    context = {
        "countries": chosen,
        "week": lines(week),
        "here": lines(here),
        "later": lines(later),
        "we_owe": [row for row in owed if row.owed_by_id == actor.post_id],
        "owed_us": [row for row in owed if row.owed_to_id == actor.post_id],
        "promises": promises or Few((), 0),
    }
    shown = (*week.rows, *here.rows, *later.rows, *owed)
    beyond = counted_in(week, here, later, *([promises] if promises else []))
    return Layout(context, [row.marking for row in shown], beyond)
