"""Many engagements at once, each by the single act, each passing every rule by itself; nothing is lost of it."""

from datetime import timedelta

import pytest

from comity.activity.crises.actions import carry_out_round as carrying
from comity.activity.crises.actions.begin_round import begin_round
from comity.activity.crises.actions.carry_out_round import carry_out_round
from comity.activity.crises.models import RoundLine
from comity.activity.crises.queries import foresee, touched_by
from comity.activity.crises.rules.desk_acts import DeskAct
from comity.activity.engagements.rules.particulars import Party
from comity.activity.engagements.tests.builders import NOON, a_concept, a_granted, a_proposed
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.notices.queries import unread
from comity.foundation.record.queries import history
from comity.procedure.clearance.queries import Dossier

from ..queries import thing
from .builders import a_crisis

pytestmark = pytest.mark.django_db
SMALL = {"personnel": 40}


@pytest.fixture
def crisis(house):
    return a_crisis(house)


def begun(house, crisis, act, *its, by="defence_minister", at=NOON, words="The airport is closed."):
    actor = getattr(house, by)
    return begin_round(crisis.pk, actor=actor, at=at, act=act, engagements=[it.reference for it in its], words=words)


def gone_through(house, crisis, act, *its, by="defence_minister", at=NOON):
    found = begun(house, crisis, act, *its, by=by, at=at)
    carry_out_round(found, actor=getattr(house, by), at=at, most=50)
    return {line.engagement.reference: line for line in found.lines.select_related("engagement")}


def outcomes(lines):
    return [line.outcome for line in lines.values()]


def states(*its):
    for it in its:
        it.refresh_from_db()
    return [it.state for it in its]


def test_three_are_suspended_each_by_the_single_act_and_its_own_entry(house, crisis):
    its = [a_granted(house, **SMALL) for _ in range(3)]
    lines = gone_through(house, crisis, DeskAct.SUSPEND, *its)
    assert outcomes(lines) == ["done"] * 3
    assert states(*its) == ["suspended"] * 3
    kinds = [row.kind for row in history(reader=house.watch.reader)]
    assert kinds.count("clearance.suspended") == 3
    assert kinds.count("crisis.round-begun") == 1


def test_one_that_is_refused_stops_no_other_and_says_why(house, crisis):
    small, large, concept = a_granted(house, **SMALL), a_granted(house), a_concept(house)
    lines = gone_through(house, crisis, DeskAct.SUSPEND, large, concept, small)
    assert outcomes(lines) == ["refused", "refused", "done"]
    assert "large exercise" in str(lines[large.reference].why)
    assert "not been put to clearance" in str(lines[concept.reference].why)
    assert states(small, large) == ["suspended", "authorised"]
    refused = history(reader=house.watch.reader).filter(kind="access.refused")
    assert refused.filter(sentence__contains=large.reference).exists()


def test_what_is_foreseen_is_what_happens(house, crisis):
    its = [a_granted(house, **SMALL), a_granted(house), a_concept(house), a_proposed(house, **SMALL)]
    for act in (DeskAct.RESUME, DeskAct.SUSPEND, DeskAct.RECLEAR):
        rows = list(touched_by(crisis, house.defence_minister.reader))
        foreseen = foresee(act, crisis, rows, actor=house.defence_minister, at=NOON)
        lines = gone_through(house, crisis, act, *[row for row, _ in foreseen])
        assert [bool(verdict) for _, verdict in foreseen] == [line.outcome == "done" for line in lines.values()]
    assert len(its) == len(lines)


def test_a_suspension_is_undone_by_a_round_of_its_own(house, crisis):
    it = a_granted(house, **SMALL)
    gone_through(house, crisis, DeskAct.SUSPEND, it)
    assert DeskAct.SUSPEND.undone_by is DeskAct.RESUME
    gone_through(house, crisis, DeskAct.RESUME, it)
    assert states(it) == ["authorised"]


def test_what_is_cleared_again_is_authorised_no_more_and_asked_from_the_beginning(house, crisis):
    it = a_granted(house, **SMALL)
    gone_through(house, crisis, DeskAct.RECLEAR, it)
    assert states(it) == ["in_clearance"]
    assert Dossier.objects.whole("a test").get(pk=it.dossier_id).state == "consulting"


def test_what_is_in_clearance_is_declared_urgent_for_the_cause_of_the_crisis(house, crisis):
    it = a_proposed(house, **SMALL)
    lines = gone_through(house, crisis, DeskAct.HURRY, it, by="watch")
    assert outcomes(lines) == ["done"]
    urgency = Dossier.objects.whole("a test").get(pk=it.dossier_id).urgencies.get()
    assert (urgency.cause, urgency.why, urgency.skipped) == ("disaster", "The airport is closed.", ["policy"])


def test_those_concerned_are_informed_under_the_marking_of_the_engagement(house, crisis):
    open_one, closed = a_granted(house, **SMALL), a_granted(house, marked="RESTRICTED", **SMALL)
    lines = gone_through(house, crisis, DeskAct.INFORM, open_one, closed, by="watch")
    assert outcomes(lines) == ["done", "done"]
    told = {notice.thing_reference for notice in unread(house.liaison, NOON).filter(topic="crisis")}
    assert told == {open_one.reference}
    ours = {notice.thing_reference for notice in unread(house.envoy, NOON).filter(topic="crisis")}
    assert {open_one.reference, closed.reference} <= ours


def test_only_with_the_power_only_while_it_runs_only_what_it_touches_and_only_with_words(house, crisis):
    away = {"host": "IDN", "host_name": "Indonesia", "parties": (Party("Indonesia", "IDN"),)}
    it, elsewhere = a_granted(house, **SMALL), a_granted(house, **away, **SMALL)
    with pytest.raises(NotAllowed, match="mandate"):
        begun(house, crisis, DeskAct.SUSPEND, it, by="planner")
    with pytest.raises(Refused, match="not touched"):
        begun(house, crisis, DeskAct.SUSPEND, it, elsewhere)
    with pytest.raises(Refused, match="Say why"):
        begun(house, crisis, DeskAct.SUSPEND, it, words=" ")
    with pytest.raises(Refused, match="at least one"):
        begun(house, crisis, DeskAct.SUSPEND)
    with pytest.raises(Refused, match="is over"):
        begun(house, crisis, DeskAct.SUSPEND, it, at=NOON + timedelta(days=8))


def test_a_round_goes_on_in_parts_only_by_whoever_began_it_and_each_line_once(house, crisis):
    its = [a_granted(house, **SMALL) for _ in range(3)]
    found = begun(house, crisis, DeskAct.SUSPEND, *its)
    assert carry_out_round(found, actor=house.defence_minister, at=NOON, most=2) == 1
    with pytest.raises(NotAllowed, match="whoever began it"):
        carry_out_round(found, actor=house.foreign_minister, at=NOON, most=2)
    assert carry_out_round(found, actor=house.defence_minister, at=NOON, most=2) == 0
    assert carry_out_round(found, actor=house.defence_minister, at=NOON, most=2) == 0
    assert states(*its) == ["suspended"] * 3
    kinds = [row.kind for row in history(reader=house.watch.reader)]
    assert kinds.count("clearance.suspended") == 3


def test_a_line_that_breaks_waits_with_nothing_done(house, crisis, monkeypatch):
    its = [a_granted(house, **SMALL) for _ in range(2)]
    found = begun(house, crisis, DeskAct.SUSPEND, *its)
    act = carrying._DO[DeskAct.SUSPEND]

    def breaks(line, *args, **kwargs):
        act(line, *args, **kwargs)
        if line.number == 2:
            raise RuntimeError("the power went out")

    monkeypatch.setattr(carrying, "_DO", {**carrying._DO, DeskAct.SUSPEND: breaks})
    with pytest.raises(RuntimeError):
        carry_out_round(found, actor=house.defence_minister, at=NOON, most=9)
    assert list(RoundLine.objects.values_list("outcome", flat=True)) == ["done", "waiting"]
    assert states(*its) == ["suspended", "authorised"]
    monkeypatch.undo()
    assert carry_out_round(found, actor=house.defence_minister, at=NOON, most=9) == 0
    assert states(*its) == ["suspended", "suspended"]
    assert thing(found.crisis).reference.startswith("CR-")
