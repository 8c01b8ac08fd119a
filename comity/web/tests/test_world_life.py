"""The year of life beside each world: told on any day it has every kind, every state, and what waits is not late."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import transaction

from comity.activity.engagements.rules.vocabulary import KINDS
from comity.foundation.access.rules.actor import the_console
from comity.mandate.institutions.actions.adopt_framework import adopt_framework
from comity.mandate.institutions.actions.load_states import load_states
from comity.mandate.institutions.queries import file_of, open_marking_id, posts_of, states
from comity.web.world import path_of
from comity.web.world_file import BadWorld, Days, Deed, PaperEntry, read_world
from comity.web.world_life import Teller
from comity.web.world_life_file import read_life
from comity.web.world_papers import content, set_as_pdf

pytestmark = pytest.mark.alike

TEN_DAYS_AGO = datetime(2026, 11, 16, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 6, 8, 0, tzinfo=UTC)
DAYS = [date(2026, 11, 27) + timedelta(days=ahead) for ahead in range(4)] + [
    date(2027, 1, 1)
]  # Friday to Monday, a holiday
MOVES = {  # the acts that move an engagement, and where it then stands
    Deed.BEGIN: "concept",
    Deed.PROPOSE: "in clearance",
    Deed.CONSOLIDATE: "consolidated",
    Deed.COUNTERSIGN: "countersigned",
    Deed.GRANT: "granted",
    Deed.START: "under way",
    Deed.COMPLETE: "completed",
    Deed.ASSESS: "assessed",
    Deed.CLOSE: "closed",
    Deed.WITHDRAW: "withdrawn",
    Deed.REFUSE: "refused",
    Deed.SUSPEND: "suspended",
    Deed.RESUME: "resumed",
    Deed.REVOKE: "cancelled",
}


@pytest.fixture(scope="module")
def frameworks(django_db_setup, django_db_blocker):
    """Both frameworks, without anybody in them; taken back at the end of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        adopted = {
            name: adopt_framework(
                (settings.LIBRARY / "frameworks" / f"{name}.yaml").read_text(encoding="utf-8"),
                actor=the_console(),
                at=LONG_AGO,
            )
            for name in ("asia-pacific", "alliance")
        }
        marking_id = open_marking_id(adopted["alliance"])
        load_states(settings.LIBRARY / "states", actor=the_console(), at=LONG_AGO, marking_id=marking_id)
        yield adopted
        transaction.set_rollback(True)


@pytest.fixture
def told(frameworks, db):
    """By the name of a world and a day: all its acts, those of its year of life too, by engagement."""

    def tell(name, today):
        framework, at = frameworks[name], datetime(today.year, today.month, today.day, 9, 30, tzinfo=UTC)
        days = Days(today, file_of(framework).calendars["home"])
        posts = {post.key: post for post in posts_of([framework])}
        names = dict(states().values_list("code", "name"))
        found = {
            e.key: (e, [(days.moment(act.at), act) for act in e.acts]) for e in read_world(path_of(name)).engagements
        }
        for moment, entry, act in Teller(read_life(path_of(name)), framework, days, names, posts).lines(at):
            found.setdefault(entry.key, (entry, []))[1].append((moment, act))
        return found

    return tell


def stand(told):
    """Where each engagement stands, by its last act that moves it."""
    return {key: [MOVES[act.do] for _, act in acts if act.do in MOVES][-1] for key, (_, acts) in told.items()}


@pytest.mark.parametrize("name", ["asia-pacific", "alliance"])
def test_around_a_weekend_and_on_a_holiday_the_year_shows_every_kind_and_every_state(told, name):
    for today in DAYS:
        year = told(name, today)
        assert len(year) > 145
        assert {entry.said.kind for entry, _ in year.values()} == {kind for kind, _ in KINDS}
        assert set(stand(year).values()) >= set(MOVES.values()) - {"resumed", "countersigned"}
        deeds = Counter(act.do for _, acts in year.values() for _, act in acts)
        for once in (
            Deed.NONCONCUR,
            Deed.HOLD,
            Deed.ASK,
            Deed.COMMENT,
            Deed.ELEVATE,
            Deed.KEEP,
            Deed.RESUME,
            Deed.AMEND,
        ):
            assert deeds[once], (today, once)


@pytest.mark.parametrize("name", ["asia-pacific", "alliance"])
def test_the_same_day_tells_the_same_year_and_no_act_lies_on_a_day_off_or_after_now(told, name):
    today = date(2026, 11, 28)
    first, again = told(name, today), told(name, today)
    assert first == again
    moments = [moment for _, acts in first.values() for moment, _ in acts]
    assert max(moments) < datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
    assert {moment.isoweekday() for moment in moments} <= {1, 2, 3, 4, 5}


def test_what_waits_for_a_signature_came_there_lately_but_for_two_that_are_late_on_purpose(told):
    late = {
        "asia-pacific": {"port-call-of-the-hospital-ship-at-apia", "exercise-cape-torch"},
        "alliance": {"stone-harbour", "visit-staff-college"},
    }
    for name, known in late.items():
        year = told(name, date(2026, 11, 25))
        waiting = {k for k, where in stand(year).items() if where in ("consolidated", "countersigned")}
        old = {k for k, (_, acts) in year.items() if max(moment for moment, _ in acts) < TEN_DAYS_AGO}
        assert waiting
        assert waiting & old <= known <= old


def test_every_paper_of_the_worlds_is_in_the_library_and_a_text_can_be_set_as_pdf():
    laid = {
        act.paper.file
        for name in ("asia-pacific", "alliance")
        for entry in read_world(path_of(name)).engagements
        for act in entry.acts
        if act.paper is not None and content(act.paper)
    }
    assert laid == {path.name for path in (settings.LIBRARY / "worlds" / "papers").iterdir()}
    pdf = set_as_pdf("Title\n" + "A line (with brackets) and a \\ and é.\n" * 120)
    assert pdf.startswith(b"%PDF-1.4")
    assert pdf.count(b"/Type /Page ") == 3
    begins = [int(row[:10]) for row in pdf.split(b"xref\n")[1].split(b"\n")[2:12]]
    assert all(pdf[at:].startswith(b"%d 0 obj" % number) for number, at in enumerate(begins, 1))
    with pytest.raises(BadWorld, match="no paper"):
        content(PaperEntry(file="nowhere.txt", name="x.txt"))
