"""Four answers to *may this reader read?* are always one: of the rule with its reasons, of the rule in bulk, of the
filter in the database, and of an engine that is not ours. `python -m tests.adversary.same_answers` asks 100,000 times.
"""

from random import Random

import cedarpy
import pytest
from django.utils import timezone

from comity.foundation.labels import queries
from comity.foundation.labels.queries import marking_for, policies
from comity.foundation.labels.rules.admission import admission
from comity.foundation.labels.rules.reading import reads

from . import cedar
from .builders import Paper, lay_tables
from .drawn import MOMENTS, a_label, a_reader, three_policies

HOUSES = {"three policies": three_policies, "the library": policies}


def compared(house, labels: int, readers: int, seed: int, at) -> tuple[int, int]:
    """How many pairs were decided, and how many of them admitted; every answer of rule, bulk and Cedar is the same."""
    chance = Random(seed)
    known = {str(n): a_label(chance, house, at=at) for n in range(labels)}
    people = {str(n): a_reader(chance, house) for n in range(readers)}
    engine, facts = cedarpy.PolicySet.from_str(cedar.rule(house, at)), cedar.entities(known, people, house, at)
    admitted = 0
    for reader, person in people.items():
        admits = admission(person, house, at).admits
        for name, one in known.items():
            allowed = reads(one, person, house, at).allowed
            assert allowed is admits(one), (one, person)
            assert allowed is cedar.decides(name, reader, engine, facts), (one, person)
            admitted += allowed
    return labels * readers, admitted


@pytest.mark.parametrize("house", HOUSES)
def test_an_engine_that_is_not_ours_decides_the_same(house):
    admitted = 0
    for seed, at in enumerate(MOMENTS):
        admitted += compared(HOUSES[house](), 30, 20, seed, at)[1]
    assert admitted > 100


def filtered(house, labels: int, readers: int, seed: int) -> tuple[int, int]:
    """The same of the filter in the database, at this moment."""
    chance, at = Random(seed), timezone.now()
    first = (Paper.objects.whole("a test").order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    known = {first + n: a_label(chance, house, at=at) for n in range(labels)}
    Paper.objects.bulk_create(Paper(id=n, title="p", marking=marking_for(one)) for n, one in known.items())
    admitted = 0
    for _ in range(readers):
        reader = a_reader(chance, house)
        seen = set(Paper.objects.readable_by(reader).filter(pk__gte=first).values_list("pk", flat=True))
        assert seen == {n for n, one in known.items() if reads(one, reader, house, at).allowed}
        admitted += len(seen)
    return labels * readers, admitted


@pytest.mark.django_db
@pytest.mark.parametrize("house", HOUSES)
def test_the_filter_in_the_database_decides_the_same(house, monkeypatch):
    chosen = HOUSES[house]()
    monkeypatch.setattr(queries, "policies", lambda: chosen)
    lay_tables()
    assert filtered(chosen, 120, 25, 7)[1] > 100
