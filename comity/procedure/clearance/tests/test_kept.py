"""What was put, said, resolved and signed is added and superseded, never edited: the database refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from comity.foundation.record.tests.keeping import missing, only_added_to
from comity.procedure.clearance.actions.adjudicate_comment import adjudicate_comment
from comity.procedure.clearance.actions.answer_review import answer_review
from comity.procedure.clearance.actions.make_comment import make_comment
from comity.procedure.clearance.jobs import tick
from comity.procedure.clearance.models import Opinion, Review, Signature
from comity.procedure.clearance.rules.kept import KEPT
from comity.procedure.clearance.rules.opinion import Adjudicated, ConditionSaid, OpinionKind, Severity

from .builders import (
    MONDAY,
    URGENT,
    a_house,
    an_open_dossier,
    answer,
    asked,
    consolidated,
    countersigned,
    granted_urgently,
)


@pytest.fixture
def dossier(db):
    """A dossier that has a row in every kept table."""
    house = a_house(URGENT)
    granted_urgently(house)
    opens = MONDAY + timedelta(hours=77)
    tick(opens)
    said = {"was_urgent": True, "answers": ["Yes.", "The money.", "At once."], "words": "Well."}
    answer_review(Review.objects.get().pk, actor=house.as_("clerk", opens), at=opens, **said)
    dossier = an_open_dossier(house, host="PHL")
    comment = make_comment(
        asked(dossier, "desk").pk,
        actor=house.as_("desk"),
        at=MONDAY,
        field="",
        words="Say which berth.",
        severity=Severity.SUBSTANTIVE,
    )
    adjudicate_comment(
        comment.pk, actor=house.as_("planner"), at=MONDAY, outcome=Adjudicated.REJECTED, rationale="It is not known."
    )
    answer(house, dossier, "desk", OpinionKind.CONDITIONS, conditions=[ConditionSaid("Tell the press.")])
    answer(house, dossier, "counsel")
    answer(house, dossier, "budget")
    consolidated(house, dossier)
    countersigned(house, dossier)
    return dossier


@pytest.mark.parametrize("table", KEPT)
def test_the_database_refuses(table, dossier):
    only_added_to(table, KEPT[table])


@pytest.mark.parametrize("rows", [Opinion, Signature])
def test_the_application_may_only_say_that_one_no_longer_stands(rows, dossier):
    row = rows.objects.filter(standing=True).last()  # nothing hangs on it that PROTECT would name first
    for attempt in (row.save, lambda: rows.objects.update(digest="otherwise"), rows.objects.filter(pk=row.pk).delete):
        with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
            attempt()
    rows.objects.filter(pk=row.pk).update(standing=False)
    row.refresh_from_db()
    assert not row.standing


@pytest.mark.django_db
@pytest.mark.parametrize("table", KEPT)
def test_every_guard_is_laid_after_all_migrations(table):
    assert missing(table) == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_test_that_emptied_the_tables_leaves_them_guarded(time):
    an_open_dossier(a_house())
    assert not any(missing(table) for table in KEPT)
