"""The filter and the evaluation are two readings of one tree; here they meet on thousands of random trees."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from hypothesis import given, settings

from comity.foundation.conditions.queries import Column, Members, NoColumn, as_filter
from comity.foundation.conditions.rules.evaluate import evaluate
from comity.foundation.conditions.rules.tree import All, AnyOf, Not, Test, always
from comity.foundation.conditions.tests.builders import ENGAGEMENT, POOLS, STATES, TEXTS, a_condition

ROOM = "comity.foundation.conditions"
registry = Apps([ROOM])  # of its own, so that no migration and no other test ever sees these tables


class Sample(models.Model):
    class Meta:
        abstract = True
        app_label = "conditions"
        apps = registry


class Host(Sample):  # noqa: DJ008
    code = models.CharField(max_length=3)


class Subject(Sample):  # noqa: DJ008
    kind = models.CharField(max_length=20, null=True)
    zone = models.CharField(max_length=20, null=True)
    host = models.ForeignKey(Host, models.PROTECT, null=True, related_name="+")
    title = models.TextField(null=True)
    nickname = models.CharField(max_length=20, blank=True, default="")
    personnel = models.BigIntegerField(null=True)
    tanks = models.DecimalField(max_digits=15, decimal_places=0, null=True)
    share = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    cost = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    start = models.DateField(null=True)
    urgent = models.BooleanField(null=True)
    live = models.BooleanField()
    partners_known = models.BooleanField(null=True)


class Partner(Sample):  # noqa: DJ008
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    host = models.ForeignKey(Host, models.PROTECT, related_name="+")


class Place(Sample):  # noqa: DJ008
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)


TABLES = (Host, Subject, Partner, Place)
PLAIN = ("kind", "zone", "title", "personnel", "tanks", "share", "cost", "start", "urgent", "live")
COLUMNS = {
    **{name: Column(name) for name in PLAIN},
    "host": Column("host__code"),
    "nickname": Column("nickname", empty_is_missing=True),
    "partners": Members(Partner.objects.all(), owner="subject", value="host__code", known="partners_known"),
    "places": Members(Place.objects.all(), owner="subject", value="name", known=None),
}


def fitting(field, pool):
    """The values of the pool that the column can hold exactly."""
    if isinstance(field, models.DecimalField):
        step = Decimal(1).scaleb(-field.decimal_places)
        most = Decimal(10) ** (field.max_digits - field.decimal_places)
        return [Decimal(v).quantize(step) for v in pool if abs(v) < most and Decimal(v) % step == 0]
    if isinstance(field, models.BigIntegerField):
        return [v for v in pool if v == int(v)]
    return list(pool)


def invented(chance: Random, hosts):
    """One row: each fact given, mostly near the thresholds, or missing one time in four."""

    def perhaps(pool):
        return None if chance.random() < 0.25 else chance.choice(pool)

    return {
        "kind": perhaps(ENGAGEMENT.term("kind").values),
        "zone": perhaps(ENGAGEMENT.term("zone").values),
        "host": perhaps(hosts),
        "title": perhaps(TEXTS),
        "nickname": perhaps(TEXTS) or "",
        **{
            name: perhaps(fitting(Subject._meta.get_field(name), POOLS["number"]))
            for name in ("personnel", "tanks", "share", "cost")
        },
        "start": perhaps(POOLS["date"]),
        "urgent": perhaps((True, False)),
        "live": chance.random() < 0.5,
        "partners_known": perhaps((True, True, False)),
    }


def facts_of(subject, partners, places):
    facts = {name: getattr(subject, name) for name in PLAIN}
    facts["host"] = subject.host.code if subject.host else None
    facts["nickname"] = subject.nickname or None
    facts["partners"] = frozenset(partners) if subject.partners_known else None
    facts["places"] = frozenset(places)
    return facts


def fill():
    chance = Random("one and the same table every time")
    hosts = [Host.objects.create(code=code) for code in STATES]
    remembered = {}
    for _ in range(200):
        subject = Subject.objects.create(**invented(chance, hosts))
        partners = chance.sample(hosts, chance.randrange(4))
        places = chance.sample(TEXTS, chance.randrange(4))
        Partner.objects.bulk_create(Partner(subject=subject, host=host) for host in partners)
        Place.objects.bulk_create(Place(subject=subject, name=name) for name in places)
        remembered[subject.pk] = facts_of(subject, [host.code for host in partners], places)
    return remembered


@pytest.fixture(scope="module")
def table(django_db_setup, django_db_blocker) -> Iterator[dict[int, dict[str, object]]]:
    """The facts of 200 rows by key. Outside any transaction: only there SQLite makes such tables."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            for model in TABLES:
                editor.create_model(model)
        yield fill()
        with connection.schema_editor() as editor:
            for model in reversed(TABLES):
                editor.delete_model(model)


def selected(condition):
    found = list(Subject.objects.filter(as_filter(condition, COLUMNS)).values_list("pk", flat=True))
    assert len(found) == len(set(found))
    return set(found)


def evaluated(condition, table):
    return {key for key, facts in table.items() if evaluate(condition, facts).value is True}


def test_the_rows_hold_the_facts_that_were_put_in(table):
    for subject in Subject.objects.select_related("host"):
        partners = Partner.objects.filter(subject=subject).values_list("host__code", flat=True)
        places = Place.objects.filter(subject=subject).values_list("name", flat=True)
        assert facts_of(subject, partners, places) == table[subject.pk]


def test_the_filter_selects_exactly_the_rows_that_evaluate_to_true(table):
    seen = {"none": 0, "some": 0, "every": 0}

    @settings(derandomize=True, max_examples=2000, deadline=None, database=None)
    @given(a_condition())
    def agree(condition):
        expected = evaluated(condition, table)
        assert selected(condition) == expected
        assert selected(Not(condition)) == evaluated(Not(condition), table)
        seen["none" if not expected else "every" if len(expected) == len(table) else "some"] += 1

    agree()
    assert seen["some"] > 1000, f"the trees must tell rows apart, or agreement says little: {seen}"


NARROW = [
    Test("title", "is", "osce"),
    Test("title", "is", "osce "),
    Test("title", "is", "Österreich"),
    Test("title", "in", ("100%", "_", "ı")),
    Test("title", "not_in", ("osce", "OSCE")),
    Test("nickname", "is_not", "osce"),
    Test("nickname", "known", False),
    Test("personnel", "over", Decimal("8999.5")),
    Test("personnel", "under", Decimal("250.5")),
    Test("share", "is", Decimal("0.1")),
    Test("share", "over", Decimal("0.0999")),
    Test("share", "at_most", Decimal("100.0049")),
    Test("share", "is", Decimal("0.0051")),
    Test("cost", "is", Decimal("9999999999999.98")),
    Test("cost", "under", Decimal("9999999999999.99")),
    Test("start", "after", date(999, 12, 31)),
    Test("host", "is_not", "PHL"),
    Test("host", "known", False),
    Test("partners", "known", False),
    Test("partners", "includes_all", ("PHL", "JPN")),
    Test("places", "includes", "OSCE"),
    AnyOf((always, Test("title", "is", "osce"))),
    All((Not(always), Test("title", "is", "osce"))),
]


@pytest.mark.parametrize("condition", NARROW, ids=str)
@pytest.mark.parametrize("turned", [False, True], ids=["as it is", "not"])
def test_narrow_places_agree_too(table, condition, turned):
    condition = Not(condition) if turned else condition
    assert selected(condition) == evaluated(condition, table)


def test_a_filter_can_be_joined_with_other_filters_of_a_page(table):
    condition = AnyOf((Test("host", "is", "PHL"), Test("partners", "includes", "PHL")))
    wanted = evaluated(condition, table) & evaluated(Test("live", "is", True), table)
    found = Subject.objects.filter(live=True).filter(as_filter(condition, COLUMNS)).order_by("start", "pk")
    assert wanted
    assert {subject.pk for subject in found} == wanted
    assert found.count() == len(wanted)


def test_the_filter_is_one_query(table, django_assert_num_queries):
    condition = All((Test("partners", "includes_any", ("PHL", "JPN")), Not(Test("places", "includes", "osce"))))
    with django_assert_num_queries(1):
        selected(condition)


@pytest.mark.parametrize(
    ("test", "columns"),
    [
        (Test("kind", "is", "visit"), {}),
        (Test("kind", "is", "visit"), {"kind": COLUMNS["partners"]}),
        (Test("partners", "includes", "PHL"), {"partners": Column("kind")}),
    ],
)
def test_a_fact_without_a_fitting_column_is_an_error(test, columns):
    with pytest.raises(NoColumn, match=test.term):
        as_filter(test, columns)
