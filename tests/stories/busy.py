"""A process that does one act after another until it is killed.

Run by test_crash.py, which names the database in the environment.
"""

import os
from datetime import timedelta
from itertools import count
from uuid import uuid4

os.environ["DJANGO_SETTINGS_MODULE"] = "comity.web.settings"

import django

django.setup()  # the models below exist only from here on

from comity.activity.engagements.actions.begin_concept import begin_concept  # noqa: E402
from comity.activity.engagements.actions.propose_engagement import propose_engagement  # noqa: E402
from comity.activity.engagements.actions.save_concept import save_concept  # noqa: E402
from comity.activity.engagements.tests.builders import NOON, a_snapshot  # noqa: E402
from comity.foundation.access.queries import person_named  # noqa: E402
from comity.foundation.labels.rules.label import label  # noqa: E402
from comity.mandate.institutions.queries import actor_for, post_by_key  # noqa: E402
from comity.procedure.clearance.actions.give_opinion import give_opinion  # noqa: E402
from comity.procedure.clearance.queries import consultations_of, standing  # noqa: E402
from comity.procedure.clearance.rules.opinion import OpinionKind  # noqa: E402


def actor(key):
    return actor_for(person_named(key), NOON, post_by_key(key).pk)


def one_engagement(number, planner, desk):
    at = NOON + timedelta(seconds=number)
    said = a_snapshot(title=f"Busy {number}")
    it = begin_concept(said, actor=planner, at=at, key=uuid4(), label=label("DEMO", "UNCLASSIFIED"))
    it = save_concept(it.pk, actor=planner, at=at, said=a_snapshot(title=f"Busier {number}"), seen_version=it.version)
    it = propose_engagement(it.pk, actor=planner, at=at, seen_version=it.version)
    give_opinion(
        consultations_of(it.dossier_id).get(post__key="desk").pk,
        actor=desk,
        at=at,
        seen_digest=standing(it.dossier_id).digest,
        kind=OpinionKind.CONCUR,
    )


if __name__ == "__main__":
    people = actor("planner"), actor("desk")
    for number in count():
        one_engagement(number, *people)
        print(number, flush=True)
