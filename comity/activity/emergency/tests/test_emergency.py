"""Breaking the glass: one thing, for hours, before everybody's eyes, and nothing beside it."""

from dataclasses import replace
from datetime import timedelta
from unittest import mock

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum
from django.utils import timezone

from comity.activity.emergency.actions.break_glass import NOTHING, break_glass
from comity.activity.emergency.actions.end_opening import end_opening
from comity.activity.emergency.jobs import end_expired
from comity.activity.emergency.models import OpenedThing, Opening
from comity.activity.emergency.queries import running_for
from comity.activity.engagements.actions.change_marking import change_marking
from comity.activity.engagements.queries import engagements, thing
from comity.activity.papers.actions.attach_paper import attach_paper
from comity.activity.papers.actions.keep_file import keep_file
from comity.activity.papers.queries import paper_for, papers_called
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels import queries as labels
from comity.foundation.labels.queries import readable_marking_ids
from comity.foundation.labels.rules.label import label
from comity.foundation.notices.queries import notices_for
from comity.foundation.record.queries import history

from .builders import WHY, a_house, a_secret, desk_of, lower, reader_of

pytestmark = pytest.mark.django_db
ALL = "a test looks at every row"


@pytest.fixture
def house():
    return a_house()


def opened(house, it, *, at=None, hours=2, reason=WHY):
    return break_glass(it.reference, actor=desk_of(house), at=at or timezone.now(), reason=reason, hours=hours)


def test_one_thing_stands_open_and_nothing_beside_it(house):
    it, other = a_secret(house), a_secret(house, title="Exercise Calm Water II")
    at = timezone.now()
    opened(house, it, at=at)
    reader = reader_of(house, at)
    assert list(engagements(reader)) == [it]
    assert engagements(reader).count() == 1
    assert not engagements(reader).filter(pk=other.pk).exists()
    assert list(engagements(reader).filter(title__icontains="calm")) == [it]
    assert engagements(reader).aggregate(people=Sum("personnel"))["people"] == it.personnel
    assert list(engagements(reader).values_list("pk", flat=True).iterator()) == [it.pk]
    kept = keep_file("a.txt", [b"where they land"])
    paper = attach_paper(it.pk, actor=house.planner, at=at, kept=kept)
    assert paper_for(paper.pk, it.pk, reader) is None
    assert not history(reader=reader, about=thing(it)).exists()
    assert readable_marking_ids(reader) == readable_marking_ids(reader.plain)
    assert not engagements(desk_of(house).reader).exists()
    assert not engagements(house.stranger.reader).exists()


def test_a_paper_stands_open_by_its_address(house):
    it, at = a_secret(house, marked="UNCLASSIFIED"), timezone.now()
    kept = [keep_file(name, [name.encode()]) for name in ("a.txt", "b.txt")]
    own = label("DEMO", "SECRET", need_to_know=[])
    first, second = (attach_paper(it.pk, actor=house.planner, at=at, kept=one, label=own) for one in kept)
    address = f"https://house.example/engagements/{it.reference}/papers/{first.pk}/"
    break_glass(address, actor=desk_of(house), at=at, reason=WHY, hours=1)
    assert list(papers_called(".txt", reader_of(house, at))) == [first]
    assert second.marking_id == first.marking_id


def test_it_closes_by_itself_and_when_it_is_ended_or_marked_anew(house):
    it, at = a_secret(house), timezone.now()
    opening = opened(house, it, at=at, hours=1)
    reader = reader_of(house, at)
    with mock.patch.object(labels, "_now", return_value=at + timedelta(minutes=59)):
        assert engagements(reader).exists()
    with mock.patch.object(labels, "_now", return_value=at + timedelta(hours=1)):
        assert not engagements(reader).exists()
    assert not running_for(desk_of(house), at + timedelta(hours=1))
    higher = label("DEMO", "SECRET", need_to_know=["FEW"])
    house.people["planner"].groups = ["FEW"]
    house.people["planner"].save()
    planner = replace(house.planner, reader=house.people["planner"].reader)
    change_marking(it.pk, actor=planner, at=at, label=higher, reason="More is known.", seen_version=it.version)
    assert not engagements(reader).exists()
    again = a_secret(house)
    second = opened(house, again, at=at)
    assert engagements(reader_of(house, at)).exists()
    lower(house, {})
    assert not running_for(desk_of(house), at)
    lower(house, {"DEMO": "RESTRICTED"})
    end_opening(second.pk, actor=house.counsel, at=at)
    assert not engagements(reader_of(house, at)).exists()
    with pytest.raises(Refused):
        end_opening(second.pk, actor=house.counsel, at=at)
    with pytest.raises(NotAllowed):
        end_opening(opening.pk, actor=house.planner, at=at)


def test_only_who_is_named_opens_and_every_attempt_is_recorded(house):
    it = a_secret(house)
    for actor in (house.planner, house.counsel, house.clerk, house.foreign_minister):
        with pytest.raises(NotAllowed):
            break_glass(it.reference, actor=actor, at=timezone.now(), reason=WHY, hours=1)
    told = history(reader=house.planner.reader, kind="access.refused")
    assert sum("open something in an emergency" in entry.sentence for entry in told) == 4
    assert not Opening.objects.whole(ALL).exists()


def test_what_is_never_opened_looks_as_if_it_were_not_there(house):
    foreign = a_secret(house, originators=["PHL"])
    elsewhere = a_secret(house, releasable_to=["XHM"])
    lower(house, {"DEMO": "RESTRICTED"}, nationality="PHL")
    said = set()
    for name in (foreign.reference, elsewhere.reference, "ENG-2026-9999", "0e2d8e4c-6f3b-4a1e-9a44-aa6f0a1b2c3d"):
        with pytest.raises((NotAllowed, Refused)) as why:
            break_glass(name, actor=desk_of(house), at=timezone.now(), reason=WHY, hours=1)
        said.add(why.value.verdict.why if isinstance(why.value, NotAllowed) else str(why.value.args[0]))
    assert said == {NOTHING}
    assert not OpenedThing.objects.whole(ALL).exists()


def test_a_reason_is_given_and_the_hours_are_bounded(house):
    it = a_secret(house)
    for wrong in ({"reason": "urgent"}, {"hours": 5}, {"hours": 0}, {"hours": -1}):
        with pytest.raises(Refused):
            opened(house, it, **wrong)
    opened(house, it)
    with pytest.raises(Refused, match="already"):
        opened(house, it)
    with pytest.raises(Refused, match="as it is"):
        opened(house, a_secret(house, marked="UNCLASSIFIED"))


def test_those_who_watch_are_told_at_once_and_not_of_what(house):
    it, at = a_secret(house, title="Exercise Canary"), timezone.now()
    opening = opened(house, it, at=at, reason="Canary: the embassy asks tonight.")
    told = {name for name in house.people if notices_for(getattr(house, name.replace("-", "_"))).filter(topic="crisis")}
    assert told == {"counsel", "clerk"}
    for reader in (house.clerk.reader, desk_of(house).reader):
        low = history(reader=replace(reader, clearances=frozenset({("DEMO", "RESTRICTED")})), kind="emergency.")
        assert [entry.kind for entry in low] == ["emergency.opened"]
        assert "Canary" not in low.get().sentence
        assert it.reference not in low.get().sentence
    whole = history(reader=house.planner.reader, about=thing(it), kind="emergency.reason-given").get()
    assert "Canary" in whole.sentence
    assert end_expired(at + timedelta(hours=3)) == 1
    assert end_expired(at + timedelta(hours=3)) == 0
    opening.refresh_from_db()
    assert opening.ended_at == opening.until


def test_an_opening_is_never_edited(house):
    opened(house, a_secret(house))
    for change in (
        lambda: Opening.objects.whole(ALL).update(until=timezone.now() + timedelta(days=9)),
        lambda: OpenedThing.objects.whole(ALL).update(key="another"),
        lambda: OpenedThing.objects.whole(ALL).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
