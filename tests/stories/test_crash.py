"""A process that dies in the middle of an act leaves neither half the act nor an act without its entry.

Each act runs in a process of its own, which kills itself (SIGKILL: nothing is caught, closed or flushed) before
one of its writes, after it, just before the commit or just after it. Whatever the moment, the database must be
as it was before, to the last column; or, after the commit, the whole act must be there with its entries.
"""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection, connections, transaction

from comity.activity.engagements.actions.amend_engagement import amend_engagement
from comity.activity.engagements.actions.propose_engagement import propose_engagement
from comity.activity.engagements.actions.save_concept import save_concept
from comity.activity.engagements.models import Engagement, Version
from comity.activity.engagements.tests import builders
from comity.activity.engagements.tests.builders import NOON, a_concept, a_granted, a_proposed, answer_all
from comity.foundation.access.rules.verdict import NotAllowed
from comity.foundation.record.models import Entry
from comity.foundation.record.queries import entire_history, verify_all
from comity.mandate.institutions.models import Appointment
from comity.mandate.obligations.models import Obligation
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.decide_dossier import decide_dossier
from comity.procedure.clearance.actions.give_opinion import give_opinion
from comity.procedure.clearance.models import Adjudication, Consultation, Dossier, Opinion, Signature
from comity.procedure.clearance.queries import consultations_of, standing
from comity.procedure.clearance.rules.opinion import ConditionSaid, OpinionKind

pytestmark = pytest.mark.django_db(transaction=True)
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
ROOT = Path(__file__).parents[2]


# -- what the database says ------------------------------------------------------------------------------


def everything():
    """Every row of every room as text."""
    ours = [m for m in apps.get_models() if m.__module__.startswith("comity.") and ".tests." not in m.__module__]
    return {m._meta.label: serializers.serialize("json", m._base_manager.order_by("pk")) for m in ours}


def the_record_agrees():
    """The record is whole, and every act that left rows left its entry: one of each, no more and no fewer."""
    check = verify_all()
    assert check.whole, check.broken
    kinds = [entry.kind for entry in entire_history("a test", newest_first=False)]
    assert check.size == len(kinds)

    def told(*wanted):
        return sum(kinds.count(kind) for kind in wanted)

    rows = {
        "opinion.given": Opinion.objects,
        "decision.key-turned": Signature.objects.filter(role="key"),
        "dossier.countersigned": Signature.objects.filter(role="countersign"),
        "consultation.asked": Consultation.objects.whole("a test"),
        "dossier.opened": Dossier.objects.whole("a test"),
        "obligation.raised": Obligation.objects.whole("a test"),
        "post.person-appointed": Appointment.objects,
        "comment.adjudicated": Adjudication.objects,
    }
    assert {kind: told(kind) for kind in rows} == {kind: found.count() for kind, found in rows.items()}
    written = told("engagement.concept-begun", "engagement.concept-changed", "engagement.amended")
    assert written == Version.objects.whole("a test").count()
    authorised = Engagement.objects.whole("a test").filter(state="authorised").count()
    assert told("engagement.authorised") - told("engagement.clearance-reopened") == authorised
    return True


# -- dying -----------------------------------------------------------------------------------------------


def dies(act, *, before=None, after=None):
    """Do the act in a process that kills itself before or after its n-th write, or the commit. Did it die so?"""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            _with_a_bomb(act, before, after)
        finally:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _with_a_bomb(act, before, after):
    written = 0

    def watch(execute, sql, params, many, context):
        nonlocal written
        if not sql.lstrip().upper().startswith(WRITES):
            return execute(sql, params, many, context)
        written += 1
        if written == before:
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(sql, params, many, context)
        if written == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    commit = connection._commit

    def commit_and_die():
        if before == "commit":
            os.kill(os.getpid(), signal.SIGKILL)
        result = commit()
        if after == "commit":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    connection._commit = commit_and_die
    with connection.execute_wrapper(watch):
        act()


def writes_of(act):
    """How many times the act writes, found by doing it and taking it back."""
    written = 0

    def count(execute, sql, params, many, context):
        nonlocal written
        written += sql.lstrip().upper().startswith(WRITES)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count), transaction.atomic():
        act()
        transaction.set_rollback(True)
    return written


# -- the acts --------------------------------------------------------------------------------------------


@pytest.fixture
def ministry():
    return builders.a_house()


def a_proposal(ministry):
    it = a_concept(ministry)
    return lambda: propose_engagement(it.pk, actor=ministry.planner, at=NOON, seen_version=1)


def an_amended_concept(ministry):
    it = a_concept(ministry)
    said = replace(builders.now_says(it), title="Another name", parties=())
    return lambda: save_concept(it.pk, actor=ministry.planner, at=NOON, said=said, seen_version=1)


def the_last_opinion(ministry):
    it = a_proposed(ministry)
    rows = {row.post.key: row.pk for row in consultations_of(it.dossier_id)}
    seen = standing(it.dossier_id).digest
    give_opinion(rows["counsel"], actor=ministry.counsel, at=NOON, seen_digest=seen, kind=OpinionKind.CONCUR)
    said = [ConditionSaid("Tell the press."), ConditionSaid("Report.")]
    return lambda: give_opinion(
        rows["desk"], actor=ministry.desk, at=NOON, seen_digest=seen, kind=OpinionKind.CONDITIONS, conditions=said
    )


def the_last_key(ministry):
    it = a_proposed(ministry)
    rows = {row.post.key: row.pk for row in consultations_of(it.dossier_id)}
    seen = standing(it.dossier_id).digest
    said = [ConditionSaid("Tell the press."), ConditionSaid("Report.")]
    give_opinion(
        rows["desk"], actor=ministry.desk, at=NOON, seen_digest=seen, kind=OpinionKind.CONDITIONS, conditions=said
    )
    answer_all(ministry, it)
    consolidate_dossier(it.dossier_id, actor=ministry.planner, at=NOON, summary="All.", recommendation="Grant it.")

    def turn(actor):
        return decide_dossier(it.dossier_id, actor=actor, at=NOON, seen_digest=seen, grant=True, reason="Yes.")

    turn(ministry.defence_minister)
    return lambda: turn(ministry.foreign_minister)


def an_amendment_that_reopens(ministry):
    it = a_granted(ministry)
    said = replace(builders.now_says(it), personnel=99000)
    return lambda: amend_engagement(
        it.pk, actor=ministry.planner, at=NOON, said=said, seen_version=it.version, why="Far more."
    )


ACTS = [a_proposal, an_amended_concept, the_last_opinion, the_last_key, an_amendment_that_reopens]


@pytest.mark.parametrize("prepare", ACTS, ids=lambda act: act.__name__)
def test_death_at_any_write_leaves_everything_as_it_was(ministry, prepare):
    act = prepare(ministry)
    writes = writes_of(act)
    assert writes >= 5
    before = everything()
    for moment in range(1, writes + 1):
        assert dies(act, before=moment), f"before write {moment} of {writes}"
    assert dies(act, after=writes)
    assert dies(act, before="commit")
    assert everything() == before
    assert the_record_agrees()


@pytest.mark.parametrize("prepare", ACTS, ids=lambda act: act.__name__)
def test_death_right_after_the_commit_leaves_the_whole_act_and_its_entries(ministry, prepare):
    act = prepare(ministry)
    before, entries = everything(), Entry.objects.whole("a test").count()
    assert dies(act, after="commit")
    assert everything() != before
    assert Entry.objects.whole("a test").count() > entries
    assert the_record_agrees()


def test_the_act_can_be_done_after_the_crash(ministry):
    act = the_last_key(ministry)
    assert dies(act, before="commit")
    act()
    assert Engagement.objects.whole("a test").get().state == "authorised"
    assert the_record_agrees()


def test_death_while_a_refusal_is_written_leaves_at_most_the_refusal(ministry):
    it = a_proposed(ministry)
    row = consultations_of(it.dossier_id).get(post__key="desk")

    def attempted():
        with pytest.raises(NotAllowed):
            give_opinion(row.pk, actor=ministry.planner, at=NOON, seen_digest="x", kind=OpinionKind.CONCUR)

    before = everything()
    for moment in range(1, writes_of(attempted) + 1):
        assert dies(attempted, before=moment)
        assert everything() == before
    assert dies(attempted, after="commit")
    changed = {name for name, rows in everything().items() if rows != before[name]}
    assert changed == {"record.Entry", "record.Mention", "record.Head"}
    assert the_record_agrees()


# -- killed from outside ---------------------------------------------------------------------------------


def _address():
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{said['NAME']}"
    who = f"{said['USER']}:{said['PASSWORD']}@" if said["PASSWORD"] else f"{said['USER']}@"
    return f"postgres://{who}{said['HOST'] or 'localhost'}:{said['PORT'] or 5432}/{said['NAME']}"


def test_a_busy_process_killed_from_outside_at_any_moment_leaves_whole_acts(ministry):
    surroundings = {k: v for k, v in os.environ.items() if k != "COMITY_TEST_DATABASE_URL"}
    surroundings["COMITY_DATABASE_URL"] = _address()
    moments = random.Random(2026)
    done = 0
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.stories.busy"], env=surroundings, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        process.stdout.readline()  # it has begun
        time.sleep(moments.uniform(0.05, 0.4))
        process.kill()
        assert process.wait(20) == -signal.SIGKILL
        process.stdout.close()
        assert the_record_agrees()
        now = Engagement.objects.whole("a test").count()
        assert now > done
        done = now
