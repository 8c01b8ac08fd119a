"""The desk of a parliament's clerk: what is due, late and missing, what changed, what goes abroad and under what."""

from datetime import UTC, datetime, time, timedelta

from django.urls import reverse

from comity.foundation.record.queries import witness_reach
from comity.mandate.institutions.queries import file_of
from comity.scrutiny.oversight.forms import SinceForm
from comity.scrutiny.oversight.queries import (
    SOON,
    abroad,
    authorities,
    changes,
    due_first,
    found_waiting,
    missing,
    owed_to,
    owing,
)

from .pieces import Layout, Sitting, counted_in, few, line, quarter

AHEAD = timedelta(days=90)


def clerk(sitting: Sitting) -> Layout:
    reader, today = sitting.actor.reader, sitting.today
    form = SinceForm(sitting.asked if "since" in sitting.asked else {})
    since = form.day(today)
    home = file_of(sitting.framework).home if sitting.framework else ""
    due = few(due_first(reader), reverse("obligations") + "?show=all", limit=8)
    silent = few(missing(reader, today), reverse("engagements"), limit=4)
    planned = few(abroad(reader, home, today, today + AHEAD), quarter(today), limit=6)
    owed, watched = owing(reader, today), found_waiting(sitting.actor)
    changed, theirs = changes(reader, datetime.combine(since, time.min, UTC))
    law, reach = authorities(planned.rows, reader), witness_reach()
    context = {
        "reach": reach,
        "troubles": reach.troubles(sitting.at),
        "since_form": SinceForm(initial={"since": since}),
        "since": since,
        "owing": owed,
        "soon_days": SOON,
        "due": due,
        "missing": silent,
        "by_body": owed_to(reader, today),
        "changes": changed,
        "planned": [{**line(row), "authority": law.get(row.dossier_id)} for row in planned.rows],
        "planned_more": planned,
        "watched": watched,
    }
    shown = (*due.rows, *silent.rows, *planned.rows)
    beyond = owed.marking_ids | theirs | watched.marking_ids | counted_in(due, silent, planned)
    return Layout(context, [row.marking for row in shown], beyond)
