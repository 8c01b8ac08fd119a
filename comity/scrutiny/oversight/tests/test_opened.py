"""What was opened in an emergency waits for overseers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.activity.emergency.actions.break_glass import break_glass
from comity.activity.emergency.jobs import end_expired
from comity.activity.emergency.tests.builders import WHY, a_house, a_secret, desk_of
from comity.scrutiny.oversight.actions.acknowledge_finding import acknowledge_finding
from comity.scrutiny.oversight.jobs import look_over
from comity.scrutiny.oversight.models import Finding
from comity.scrutiny.oversight.queries import open_findings

pytestmark = pytest.mark.django_db


def test_what_was_opened_is_reviewed_once_it_is_over():
    house, at = a_house(), timezone.now()
    opening = break_glass(a_secret(house).reference, actor=desk_of(house), at=at, reason=WHY, hours=2)
    mine = open_findings().filter(watch="emergency")
    look_over(at)
    assert not mine.exists()
    end_expired(at + timedelta(hours=2))
    look_over(at + timedelta(hours=2))
    found = mine.get()
    assert opening.reference in found.told
    assert Finding.objects.readable_by(house.clerk.reader).filter(pk=found.pk).exists()
    acknowledge_finding(found.pk, actor=house.clerk, at=at + timedelta(hours=3), remark="It could not wait.")
    look_over(at + timedelta(days=2))
    assert not mine.exists()
