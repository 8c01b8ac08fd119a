"""What is owed is raised once, ends once, and only by those between whom it stands."""

from datetime import date
from uuid import uuid4

import pytest
from django.db.models import ProtectedError

from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.queries import entire_history, head
from comity.mandate.institutions.queries import actor_for, post_by_key
from comity.mandate.institutions.tests.builders import MONDAY, House, appoint
from comity.mandate.obligations.actions.keep_obligation import keep_obligation
from comity.mandate.obligations.actions.waive_obligation import waive_obligation
from comity.mandate.obligations.models import Discharge, Obligation
from comity.mandate.obligations.queries import (
    ended_obligations,
    hidden_obligation,
    obligation_for,
    obligations_about,
    of_post,
    open_obligations,
    owed_by_post,
)
from comity.mandate.obligations.rules.due import Standing, standing

from .builders import ERRAND, an_obligation

READER = Reader("XTS", frozenset({("DEMO", "SECRET")}))
LOW = Reader("XTS", frozenset({("DEMO", "UNCLASSIFIED")}))


@pytest.mark.parametrize(
    ("due", "discharged", "on", "expected"),
    [
        (date(2026, 3, 9), None, date(2026, 3, 8), Standing.OPEN),
        (date(2026, 3, 9), None, date(2026, 3, 9), Standing.OPEN),
        (date(2026, 3, 9), None, date(2026, 3, 10), Standing.OVERDUE),
        (None, None, date(2099, 1, 1), Standing.OPEN),
        (date(2026, 3, 9), "kept", date(2099, 1, 1), Standing.KEPT),
        (None, "waived", date(2026, 1, 1), Standing.WAIVED),
    ],
)
def test_where_it_stands_on_a_day(due, discharged, on, expected):
    assert standing(due, discharged, on) is expected


@pytest.fixture
def house(db):
    return House()


def sentences():
    return [entry.sentence for entry in entire_history("a test", kind="obligation.", newest_first=False)]


def test_it_is_raised_and_told(house):
    it = an_obligation(house)
    assert it.standing_on(date(2026, 3, 2)) is Standing.OPEN
    assert sentences() == [
        "Clerk owes Attaché by 09 March 2026: Tell the press. (a condition of the attaché)",
    ]


def test_one_origin_raises_once(house):
    first, size = an_obligation(house), head().size
    assert an_obligation(house, what="Something else.").pk == first.pk
    assert Obligation.objects.whole("a test").get().what == "Tell the press."
    assert head().size == size


def test_the_post_that_owes_it_keeps_it(house):
    it = an_obligation(house)
    keep_obligation(it.pk, actor=house.as_("clerk"), at=MONDAY, words=" Told on Monday. ")
    row = Obligation.objects.whole("a test").get()
    assert (row.discharge.kind, row.discharge.words) == (Standing.KEPT, "Told on Monday.")
    assert (row.discharge.by, row.discharge.by_post.key) == (house.people["clerk"], "clerk")
    assert row.standing_on(date(2099, 1, 1)) is Standing.KEPT
    assert sentences()[-1] == "An obligation was kept: Tell the press. How: Told on Monday."


def test_the_post_it_is_owed_to_waives_it(house):
    it = an_obligation(house)
    waive_obligation(it.pk, actor=house.as_("attache"), at=MONDAY, words="Overtaken.")
    assert Discharge.objects.get().kind == Standing.WAIVED
    assert sentences()[-1] == "An obligation was waived: Tell the press. Why: Overtaken."


@pytest.mark.parametrize("who", ["attache", "head", "minister", "registrar"])
def test_nobody_else_keeps_it(house, who):
    it = an_obligation(house)
    with pytest.raises(NotAllowed, match="owed by Clerk"):
        keep_obligation(it.pk, actor=house.as_(who), at=MONDAY, words="Done.")
    assert not Discharge.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "head", "minister", "registrar"])
def test_nobody_else_waives_it(house, who):
    it = an_obligation(house)
    with pytest.raises(NotAllowed, match="owed to Attaché"):
        waive_obligation(it.pk, actor=house.as_(who), at=MONDAY, words="Never mind.")
    assert not Discharge.objects.exists()


def test_nobody_releases_themselves_from_the_other_post(house):
    it = an_obligation(house, owed_to="head")
    appoint("head", house.people["clerk"], actor=house.as_("registrar"), acting=True)
    both = actor_for(house.people["clerk"], MONDAY, post_by_key("head").pk)
    with pytest.raises(NotAllowed, match="nobody releases themselves"):
        waive_obligation(it.pk, actor=both, at=MONDAY, words="Never mind.")
    waive_obligation(it.pk, actor=house.as_("head"), at=MONDAY, words="Never mind.")


def test_it_ends_once_and_with_words(house):
    it = an_obligation(house)
    with pytest.raises(Refused, match="how it was met") as refused:
        keep_obligation(it.pk, actor=house.as_("clerk"), at=MONDAY, words="  ")
    assert refused.value.fields == {"words": "needed"}
    keep_obligation(it.pk, actor=house.as_("clerk"), at=MONDAY, words="Done.")
    with pytest.raises(Refused, match="already ended"):
        keep_obligation(it.pk, actor=house.as_("clerk"), at=MONDAY, words="Done again.")
    with pytest.raises(Refused, match="already ended"):
        waive_obligation(it.pk, actor=house.as_("attache"), at=MONDAY, words="Never mind.")


def test_lists_show_what_is_open_soonest_first_and_what_has_ended(house):
    late = an_obligation(house, what="Late", due=date(2026, 1, 1), origin_key="a")
    some_day = an_obligation(house, what="Some day", due=None, origin_key="b")
    soon = an_obligation(house, what="Soon", due=date(2026, 3, 3), origin_key="c")
    kept = an_obligation(house, what="Kept", origin_key="d")
    keep_obligation(kept.pk, actor=house.as_("clerk"), at=MONDAY, words="Done.")
    assert set(open_obligations(READER)) == {late, some_day, soon}
    assert [row.pk for row in open_obligations(READER) if row.due] == [late.pk, soon.pk]
    assert list(ended_obligations(READER)) == [kept]
    assert obligations_about(ERRAND, READER).count() == 4
    clerk, attache, other = (post_by_key(key).pk for key in ("clerk", "attache", "head"))
    assert owed_by_post(clerk, READER).count() == 3
    assert owed_by_post(attache, READER).count() == 0
    assert of_post(attache, READER).count() == 3
    assert of_post(other, READER).count() == 0


def test_only_who_may_read_it_finds_it(house):
    it = an_obligation(house, marked="CONFIDENTIAL")
    assert obligation_for(it.pk, READER) == it
    assert obligation_for(it.pk, LOW) is None
    assert not open_obligations(LOW).exists()
    assert hidden_obligation(it.pk) == it
    assert obligation_for(uuid4(), READER) is None


def test_what_has_a_discharge_is_not_deleted(house):
    it = an_obligation(house)
    keep_obligation(it.pk, actor=house.as_("clerk"), at=MONDAY, words="Done.")
    with pytest.raises(ProtectedError):
        Obligation.objects.whole("a test").filter(pk=it.pk).delete()
