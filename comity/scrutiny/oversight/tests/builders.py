"""A house with overseers, and the faults that tests lay into its record and its rows."""

from datetime import timedelta

from django.db import connection

from comity.activity.engagements.tests.builders import FRAMEWORK, NOON, POSTS, a_house
from comity.foundation.record.queries import history
from comity.foundation.record.rules import keeping
from comity.foundation.record.tests.builders import an_entry, execute
from comity.procedure.clearance.events import KeyTurned
from comity.procedure.clearance.queries import Dossier, named_in_events, things
from comity.scrutiny.oversight.jobs import look_over
from comity.scrutiny.oversight.models import Finding

WATCHED = FRAMEWORK.replace(
    "posts:\n",
    "  - {key: parliament, name: Parliament, kind: parliament, state: XHM}\n"
    "posts:\n"
    "  - {key: clerk, title: Clerk, institution: parliament, character: parliamentary}\n"
    "  - {key: auditor, title: Auditor, institution: parliament, character: independent}\n",
    1,
)
OVERSEERS = ("clerk", "auditor")
LATER = NOON + timedelta(hours=1)


def a_watched_house():
    return a_house(WATCHED, (*POSTS, *OVERSEERS))


def looked(at=LATER, **how):
    """Let the monitors read until nothing is left; the findings there are then, in order."""
    while look_over(at, **how).more:
        how = {}
    return list(Finding.objects.whole("a test looks").order_by("pk"))


def sentences(findings):
    return [row.sentence for row in findings]


def a_key_turned(it, *, actor, at=LATER, digest=None, under=""):
    """An entry that says that a key was turned, without the act that would have asked whether it may be."""
    dossier = Dossier.objects.whole("a test").get(pk=it.dossier_id)
    event = KeyTurned(
        **named_in_events(dossier),
        post=actor.post,
        grants=True,
        reason="",
        over_objection="",
        digest=digest or dossier.subject.digest,
        cites="Engagement Act, art. 4",
        under=under,
    )
    return an_entry(event=event, actor=actor, at=at, about=things(dossier), marking=dossier.marking)


def unkept(table, *statements):
    """Run SQL on a kept table as somebody who took its guards away."""
    execute(*keeping.lifting(connection.vendor, table), *statements)


def entries(reader, kind):
    return list(history(reader=reader, kind=kind, newest_first=False))
