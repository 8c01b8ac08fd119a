"""Which first screen a post works at."""

import pytest

from comity.mandate.institutions.models import Post
from comity.mandate.institutions.rules.desk import Desk, desk_of

from .builders import FRAMEWORK, House


@pytest.mark.parametrize(
    ("kind", "character", "may", "desk"),
    [
        ("embassy", "military", ["opine"], Desk.EMBASSY),
        ("embassy", "diplomatic", ["propose", "decide"], Desk.EMBASSY),
        ("parliament", "parliamentary", [], Desk.CLERK),
        ("audit-office", "independent", [], Desk.AUDITOR),
        ("partner", "military", ["opine"], Desk.LIAISON),
        ("ministry", "civilian", ["decide", "propose"], Desk.DECIDER),
        ("ministry", "diplomatic", ["propose", "opine"], Desk.COUNTRY),
        ("ministry", "diplomatic", ["decide"], Desk.DECIDER),
        ("ministry", "civilian", ["propose"], Desk.PLANNER),
        ("ministry", "civilian", ["opine"], None),
        ("body", "diplomatic", ["opine"], None),
    ],
)
def test_a_post_without_a_named_desk_works_at_the_one_its_work_suggests(kind, character, may, desk):
    assert desk_of("", institution_kind=kind, character=character, may=may) is desk


def test_a_named_desk_wins():
    assert desk_of("training", institution_kind="embassy", character="military", may=["decide"]) is Desk.TRAINING


@pytest.mark.django_db
def test_adopting_lays_down_the_desk_a_framework_names():
    text = FRAMEWORK.replace("key: head, title: Head,", "key: head, title: Head, desk: secretariat,")
    House(text)
    assert Post.objects.get(key="head").desk == "secretariat"
    assert Post.objects.get(key="clerk").desk == ""
