"""The desk of a partner nation's liaison: our shared plan, what each waits on the other for, and our own record.

Everything here passes the partner's own reading. It never looks into a dossier, only at what was put to the partner
itself and at engagements released to it.
"""

from datetime import timedelta

from django.urls import reverse

from comity.activity.engagements.queries import engagements, listed, starting, taken_part
from comity.activity.engagements.rules.life import State
from comity.activity.release.queries import given_to
from comity.foundation.record.queries import history
from comity.mandate.institutions.queries import post_by_id
from comity.mandate.obligations.queries import of_post

from .pieces import Few, Layout, Sitting, counted_in, few, lines

AHEAD = timedelta(days=180)


def liaison(sitting: Sitting) -> Layout:
    actor, today = sitting.actor, sitting.today
    nation = post_by_id(actor.post_id).institution.state if actor.post_id else None
    code = nation.code if nation else actor.reader.nationality
    plan = few(listed(taken_part(starting(actor.reader, today, today + AHEAD), code)), reverse("calendar"), limit=8)
    clearing = taken_part(engagements(actor.reader).filter(state__in=(State.PROPOSED, State.IN_CLEARANCE)), code)
    with_us = few(listed(clearing.order_by("sort_date", "id")), reverse("engagements"), limit=6)
    promises = few(of_post(actor.post_id, actor.reader), reverse("obligations"), limit=12) if actor.post_id else None
    owed = promises.rows if promises else ()
    acts = history(reader=actor.reader, post_id=actor.post_id).select_related("marking") if actor.post_id else None
    own = few(acts, reverse("record") + "?mine=yes", limit=6) if acts is not None else Few((), 0)
    given = few(given_to(actor.post_id, actor.reader), reverse("releases"), limit=6) if actor.post_id else Few((), 0)
    context = {
        "given": given,
        "nation": nation,
        "plan": lines(plan),
        "with_us": lines(with_us),
        "we_owe": [row for row in owed if row.owed_by_id == actor.post_id],
        "owed_us": [row for row in owed if row.owed_to_id == actor.post_id],
        "own": own,
    }
    shown = (*plan.rows, *with_us.rows, *owed, *own.rows, *given.rows)
    beyond = counted_in(plan, with_us, own, given, *([promises] if promises else []))
    return Layout(context, [row.marking for row in shown], beyond)
