"""A label in time: successions, reviews; and in number: what many things are together."""

from datetime import timedelta

import pytest

from comity.foundation.labels import queries
from comity.foundation.labels.queries import banner_of, marking_for, page_marking, readable_marking_ids
from comity.foundation.labels.rules.aggregation import aggregated
from comity.foundation.labels.rules.joining import CannotJoin
from comity.foundation.labels.rules.label import Label, Succession, from_data, label
from comity.foundation.labels.rules.reading import changes_after, reads
from comity.foundation.labels.rules.validity import Validity

from .builders import Paper, a_reader, lay_tables
from .drawn import NOON, three_policies

THREE = three_policies()
DAY = timedelta(days=1)


def lowered(level="SECRET", to="UNCLASSIFIED", at=NOON, **options):
    return label("DEMO", level, succession=Succession(at, label("DEMO", to)), **options)


@pytest.mark.django_db
def test_the_filter_follows_a_succession_to_the_moment(monkeypatch):
    lay_tables()
    Paper.objects.create(id=1, title="p", marking=marking_for(lowered()))
    Paper.objects.create(id=2, title="p", marking=marking_for(lowered("UNCLASSIFIED", "SECRET")))
    reader = a_reader(level="RESTRICTED")

    def seen(at):
        monkeypatch.setattr(queries, "_now", lambda: at)
        return set(Paper.objects.readable_by(reader).values_list("pk", flat=True))

    before, after = seen(NOON - timedelta(seconds=1)), seen(NOON)
    assert (before, after) == ({2}, {1})
    assert seen(NOON + DAY) == {1}


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_between_transactions_follows_new_markings_and_time(monkeypatch):
    reader = a_reader(level="RESTRICTED")
    monkeypatch.setattr(queries, "_now", lambda: NOON - DAY)
    first = marking_for(label("DEMO", "RESTRICTED"))
    assert readable_marking_ids(reader) == {first.pk} == readable_marking_ids(reader)
    later = marking_for(lowered())
    assert readable_marking_ids(reader) == {first.pk}
    monkeypatch.setattr(queries, "_now", lambda: NOON)
    assert readable_marking_ids(reader) == {first.pk, later.pk}


@pytest.mark.django_db
def test_a_page_shows_what_its_markings_say_now(monkeypatch):
    monkeypatch.setattr(queries, "_now", lambda: NOON)
    assert page_marking([marking_for(lowered())]) == {"text": "UNCLASSIFIED", "level": 0}
    assert banner_of(lowered(at=NOON + DAY)) == "SECRET"
    assert page_marking([])["text"] == "UNCLASSIFIED", "of the house's own policies, not of those it only knows"


def test_a_label_with_a_future_is_stored_and_comes_back():
    whole = lowered(releasable_to=["FJI"], originators=["FJI", "PHL"])
    assert from_data(whole.as_data()) == whole
    assert whole.digest() != label("DEMO", "SECRET", releasable_to=["FJI"]).digest()
    assert label("DEMO", "SECRET").as_data() == {"policy": "DEMO", "classification": "SECRET", "categories": []}


@pytest.mark.parametrize(
    "made",
    [
        lambda: Label("B", "x", also=frozenset({Label("A", "x")})),
        lambda: Label("A", "x", also=frozenset({Label("A", "y")})),
        lambda: Label("A", "x", also=frozenset({Label("B", "x", originators=frozenset({"FJI"}))})),
        lambda: Label("A", "x", succession=Succession(NOON.replace(tzinfo=None), Label("A", "y"))),
    ],
)
def test_a_label_that_could_be_misread_cannot_be_made(made):
    with pytest.raises(ValueError, match=r"label|succession"):
        made()


def test_it_is_known_when_a_decision_may_change_with_time():
    assert changes_after(lowered(at=NOON + DAY), {}, NOON) == NOON + DAY
    assert changes_after(lowered(), {}, NOON) is None, "its time has come already"
    joins_on = changes_after(label("NORTH", "LOW"), THREE, NOON)
    assert joins_on == NOON.replace(hour=0) + DAY, "a nation joins a community on the next day"
    assert reads(lowered(), a_reader(level="SECRET"), {}, NOON).allowed is False, "an unknown policy, whatever the time"


def test_an_overdue_review_ends_nothing_and_is_told():
    plain, dates = label("DEMO", "SECRET"), Validity(NOON - DAY, NOON)
    assert dates.review_is_due(plain, NOON)
    assert not dates.review_is_due(lowered(), NOON), "its successor has taken its place"
    assert not dates.faults(plain)
    assert len(Validity(NOON).faults(plain)) == 1
    assert len(Validity(NOON, NOON - DAY).faults(lowered(at=NOON - DAY))) == 2


# -- many things together --------------------------------------------------------------------------------


def test_many_restricted_things_are_more_than_restricted():
    house = queries.policies()
    few = aggregated({label("NATIONAL", "RESTRICTED"): 99}, house, NOON)
    many = aggregated({label("NATIONAL", "RESTRICTED"): 99, label("NATIONAL", "CONFIDENTIAL"): 1}, house, NOON)
    enough = aggregated({label("NATIONAL", "RESTRICTED"): 100, label("NATIONAL", "UNCLASSIFIED"): 3}, house, NOON)
    assert (few.suggested, few.because) == (few.label, ())
    assert many.suggested == many.label == label("NATIONAL", "CONFIDENTIAL")
    assert enough.suggested == label("NATIONAL", "CONFIDENTIAL")
    assert "100 things of RESTRICTED or above are together CONFIDENTIAL" in enough.because[0]


def test_what_is_counted_keeps_its_limits_and_never_sinks():
    house = queries.policies()
    found = aggregated(
        {
            label("NATIONAL", "RESTRICTED", releasable_to=["AUS"], originators=["FJI"]): 200,
            label("NATIONAL", "SECRET", releasable_to=["AUS", "FJI"]): 1,
            label("NATIONAL", "TOP SECRET"): 0,
        },
        house,
        NOON,
    )
    assert found.suggested == label("NATIONAL", "SECRET", releasable_to=["AUS"], originators=["FJI"])
    with pytest.raises(CannotJoin):
        aggregated({}, house, NOON)
