"""A framework whose routes lead nowhere is not adopted, and nothing of it stays."""

import pytest

from comity.foundation.access.rules.verdict import Refused
from comity.mandate.institutions.actions.adopt_framework import adopt_framework
from comity.mandate.institutions.queries import framework_in_force, posts

from .builders import FRAMEWORK, MONDAY, console

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("post: counsel, needs", "post: councel, needs", "councel"),
        ("why: The law., instrument: act", "why: The law., instrument: akt", "akt"),
        (
            "classes: [talks, courtesy]\n",
            "classes: [talks, courtesy, exercise]\n",
            "already takes the route “exercise”",
        ),
        ("classes: [talks, courtesy]\n", "classes: [talks]\n", "class “courtesy” has no route"),
        ("on_lapse: {do: silence, instrument: silence-rule}", "on_lapse: {do: silence}", "instrument"),
        ("when: {host: {is: FJI}}", "when: {hosts: {is: FJI}}", "hosts"),
        ("consolidate: {days: 5}", "consolidate: {days: 5, calendar: moon}", "moon"),
        ("when: {kind: {is: talks}}", "when: {kind: {is: chats}}", "chats"),
        ("elevate: [deputies, principals]", "elevate: [deputees]", "deputees"),
    ],
)
def test_a_framework_that_leads_nowhere_is_refused_whole(was, becomes, said):
    assert was in FRAMEWORK
    with pytest.raises(Refused, match=said):
        adopt_framework(FRAMEWORK.replace(was, becomes, 1), actor=console(), at=MONDAY)
    assert framework_in_force() is None
    assert not posts().exists()


def test_the_sound_one_is_adopted():
    assert adopt_framework(FRAMEWORK, actor=console(), at=MONDAY).version == "1"
