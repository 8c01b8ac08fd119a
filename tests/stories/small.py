"""Founds a small house in the home that the environment names: one proposed engagement, and people with a password.

Run as a program by the fixture `small`; the whole demonstration world would take it longer to load than to test.
"""

import os
from datetime import timedelta
from uuid import uuid4

os.environ["DJANGO_SETTINGS_MODULE"] = "comity.web.settings"

import django

django.setup()  # the models below exist only from here on

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from comity.activity.engagements.actions.begin_concept import begin_concept  # noqa: E402
from comity.activity.engagements.actions.propose_engagement import propose_engagement  # noqa: E402
from comity.activity.engagements.rules.dates import Precision, RoughDate  # noqa: E402
from comity.activity.engagements.tests import builders  # noqa: E402
from comity.foundation.access.models import Person  # noqa: E402
from comity.foundation.labels.rules.label import label  # noqa: E402
from tests.stories.house import PASSWORD  # noqa: E402


def found() -> None:
    """Everything as of now, so that no clock has run out."""
    call_command("migrate", verbosity=0, interactive=False)
    now = builders.NOON = timezone.now()
    house = builders.a_house()
    first, last = (RoughDate((now + timedelta(days=days)).date(), Precision.DAY) for days in (200, 210))
    said = builders.a_snapshot(start=first, end=last)
    concept = begin_concept(said, actor=house.planner, at=now, key=uuid4(), label=label("DEMO", "UNCLASSIFIED"))
    propose_engagement(concept.pk, actor=house.planner, at=now, seen_version=concept.version)
    for person in Person.objects.all():
        person.set_password(PASSWORD)
        person.save()


if __name__ == "__main__":
    found()
