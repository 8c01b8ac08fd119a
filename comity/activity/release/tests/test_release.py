"""From asking to recalling, through the house's own actions."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from comity.activity.release.actions.decline_release import decline_release
from comity.activity.release.actions.export_register import export_register
from comity.activity.release.actions.give_back_package import give_back_package
from comity.activity.release.actions.hand_over_package import hand_over_package
from comity.activity.release.actions.open_package import open_package
from comity.activity.release.actions.recall_release import recall_release
from comity.activity.release.actions.receive_package import receive_package
from comity.activity.release.actions.take_back_release import take_back_release
from comity.activity.release.queries import open_content, parts_known, release_for, releases, thing_of
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import label
from comity.foundation.record.queries import history
from comity.mandate.obligations.queries import obligations_about

from .builders import (
    DAY,
    FIRST,
    NOON,
    SECOND,
    THIRD,
    a_handed_over,
    a_house,
    a_paper,
    a_put,
    an_asked,
    answers,
    clear,
    now,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return a_house()


@pytest.fixture
def written(house):
    return a_paper(house)


def members_of(package):
    with open_content(package) as file, zipfile.ZipFile(io.BytesIO(file.read())) as found:
        return {name: found.read(name) for name in found.namelist()}


def test_a_partner_asks_for_what_it_knows_of_and_cannot_read(house, written):
    paper, parts = written
    release = an_asked(house, paper, parts[1:2])
    assert release.state == "asked"
    assert release_for(release.reference, house.liaison.reader)
    assert release_for(release.reference, house.liaison_idn.reader) is None


def test_nobody_asks_for_what_they_may_not_even_know_of(house, written):
    paper, parts = written
    with pytest.raises(Refused, match="Choose the parts"):
        an_asked(house, paper, parts[2:])


def test_a_part_that_is_not_let_be_known_is_not_counted_in_a_release_either(house, written):
    paper, parts = written
    release = a_put(house, an_asked(house, paper, parts, actor=house.planner), parts[1:])
    assert release_for(release.reference, house.liaison.reader)
    assert parts_known(release, house.liaison.reader) == (2, 1)
    assert parts_known(release, house.planner.reader) == (3, 0)


def test_a_partner_asks_for_its_own_post_alone(house, written):
    paper, parts = written
    with pytest.raises(NotAllowed):
        an_asked(house, paper, parts[:1], recipient="liaison-idn")
    with pytest.raises(NotAllowed):
        an_asked(house, paper, parts[:1], actor=house.planner, recipient="counsel")


def test_clearance_decides_on_the_very_words_and_the_package_holds_no_others(house, written):
    paper, parts = written
    release = a_handed_over(house, paper, parts[1:2])
    assert release.state == "handed_over"
    found = receive_package(release.pk, actor=house.liaison, at=NOON)
    members = members_of(found)
    whole = b"".join(members.values()).decode()
    assert SECOND in whole
    assert FIRST not in whole
    assert THIRD not in whole
    assert release.reference in members["paper.html"].decode()
    manifest = json.loads(members["manifest.json"])
    assert manifest["conditions"] == ["Not to be passed on."]
    assert set(manifest["members"]) == {"paper.html", "paper.txt", "binding.xml"}


def test_the_binding_of_a_package_is_read_back_as_its_label(house, written):
    from comity.foundation.labels.rules.standard.files import read_file

    release = a_handed_over(house, written[0], written[1][1:2])
    raw = members_of(now(release).package)["binding.xml"]
    assert b"RESTRICTED" in raw
    assert b"PHL" in raw
    assert read_file


def test_every_condition_is_owed_by_the_recipient_from_the_hand_over_on(house, written):
    release = a_handed_over(house, *written[:1], written[1][1:2])
    owed = obligations_about(thing_of(release), house.liaison.reader)
    assert [(row.what, row.owed_by.key) for row in owed] == [("Not to be passed on.", "liaison")]


def test_what_is_recalled_is_opened_by_nobody_and_the_recipient_says_what_became_of_it(house, written):
    release = a_handed_over(house, *written[:1], written[1][1:2])
    receive_package(release.pk, actor=house.liaison, at=NOON)
    open_package(release.pk, actor=house.liaison, at=NOON)
    recall_release(release.pk, actor=house.planner, at=NOON + DAY, why="The figure was wrong.")
    for actor in (house.liaison, house.planner):
        with pytest.raises(Refused, match="recalled"):
            open_package(release.pk, actor=actor, at=NOON + DAY)
    give_back_package(release.pk, actor=house.liaison, at=NOON + DAY, words="Both copies are destroyed.")
    assert now(release).state == "given_back"
    assert not obligations_about(thing_of(release), house.liaison.reader).filter(
        discharge=None, origin_key__startswith="release-recall"
    )
    told = {entry.kind for entry in history(about=thing_of(release), reader=house.planner.reader)}
    assert {"release.asked", "release.handed-over", "release.received", "release.opened", "release.recalled"} <= told


def test_after_its_last_day_it_is_opened_by_nobody(house, written):
    release = a_handed_over(house, *written[:1], written[1][1:2], until=(NOON + 3 * DAY).date())
    open_package(release.pk, actor=house.liaison, at=NOON + 3 * DAY)
    with pytest.raises(Refused, match="valid until"):
        open_package(release.pk, actor=house.liaison, at=NOON + 4 * DAY)


def test_clearance_that_refuses_refuses_the_release(house, written):
    release = a_put(house, an_asked(house, written[0], written[1][1:2]), written[1][1:2])
    assert clear(house, release, grant=False).state == "refused"
    with pytest.raises(Refused):
        hand_over_package(release.pk, actor=house.planner, at=NOON)


def test_a_check_that_is_not_met_keeps_it_from_clearance(house, written):
    from comity.activity.release.actions.put_release import Chosen, put_release

    release = an_asked(house, written[0], written[1][1:2])
    said = {**answers(), "need": ("not_met", "They need less.")}
    with pytest.raises(Refused) as refusal:
        put_release(
            release.pk,
            actor=house.planner,
            at=NOON,
            parts=[Chosen(written[1][1].line)],
            conditions=[],
            until=None,
            answers=said,
        )
    assert set(refusal.value.fields) == {"check-need"}
    assert now(release).state == "asked"


def test_whoever_reads_the_register_sees_what_was_declined_and_taken_back(house, written):
    paper, parts = written
    one = an_asked(house, paper, parts[1:2])
    decline_release(one.pk, actor=house.planner, at=NOON, why="It is not ours to give.")
    two = an_asked(house, paper, parts[1:2])
    take_back_release(two.pk, actor=house.liaison, at=NOON, why="We found it in the open.")
    assert {row.state for row in releases(house.planner.reader)} == {"declined", "taken_back"}
    assert {row.reference for row in releases(house.liaison.reader)} == {one.reference, two.reference}
    assert not releases(house.liaison_idn.reader).exists()


def test_a_release_to_somebody_not_cleared_is_handed_over_only_in_other_words(house, written):
    paper, parts = written
    release = an_asked(house, paper, parts[1:], actor=house.planner)
    a_put(house, release, parts[1:])
    clear(house, release)
    with pytest.raises(Refused, match="sanitised"):
        hand_over_package(release.pk, actor=house.planner, at=NOON)


def test_whoever_puts_it_is_told_when_it_is_more_together_with_what_was_given_before(
    house, written, client, monkeypatch
):
    from dataclasses import replace

    from comity.activity.release import queries
    from comity.foundation.labels.rules.policy import Aggregation

    known = dict(queries.policies())
    known["DEMO"] = replace(known["DEMO"], aggregations=(Aggregation("RESTRICTED", 2, "CONFIDENTIAL", "together"),))
    monkeypatch.setattr(queries, "policies", lambda: known)
    paper, parts = written
    client.force_login(house.people["planner"])
    first = an_asked(house, paper, parts[1:2])
    here = reverse("release-put", args=[first.reference])
    assert client.get(here).context["together"] is None
    a_put(house, first, parts[1:2])
    clear(house, first)
    hand_over_package(first.pk, actor=house.planner, at=NOON)
    second = an_asked(house, paper, parts[1:2])
    found = client.get(reverse("release-put", args=[second.reference])).context["together"]
    assert found.suggested.classification == "CONFIDENTIAL"


def test_a_register_under_markings_that_do_not_join_is_refused_in_words(house, written):
    paper, parts = written
    ours, theirs = (an_asked(house, paper, parts[:1], actor=house.planner) for _ in range(2))
    theirs.marking = marking_for(label("KESTREL", "RESTRICTED"))
    with pytest.raises(Refused, match="no one marking"):
        export_register([ours, theirs], actor=house.planner, at=NOON)
