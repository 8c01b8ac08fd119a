"""What somebody would try so that more leaves the house than was decided."""

import io
import zipfile
from dataclasses import replace

import pytest
from django.urls import reverse

from comity.activity.papers.actions.begin_paper import begin_paper
from comity.activity.papers.actions.write_paragraph import write_paragraph
from comity.activity.release.actions.agree_as_originator import agree_as_originator
from comity.activity.release.actions.hand_over_package import hand_over_package
from comity.activity.release.actions.open_package import open_package
from comity.activity.release.actions.recall_release import recall_release
from comity.activity.release.actions.refuse_as_originator import refuse_as_originator
from comity.activity.release.models import Consent
from comity.activity.release.queries import open_content
from comity.activity.release.tests.builders import (
    FIRST,
    NOON,
    SECOND,
    THIRD,
    a_handed_over,
    a_house,
    a_paper,
    a_put,
    an_asked,
    clear,
    now,
)
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.rules.label import label

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return a_house()


def all_bytes(package):
    """Everything in the file: each member unpacked, and the file as it is."""
    with open_content(package) as file:
        raw = file.read()
    with zipfile.ZipFile(io.BytesIO(raw)) as found:
        return raw + b"".join(found.read(name) + name.encode() for name in found.namelist()), found.infolist()


def theirs(house):
    """A paper in which a partner has written a paragraph of its own, and ours beside it."""
    paper, _ = a_paper(house)
    own = begin_paper(paper.engagement_id, actor=house.liaison_idn, at=NOON, title="Word of the harbour")
    wide = label("DEMO", "UNCLASSIFIED")
    part = write_paragraph(own.pk, actor=house.liaison_idn, at=NOON, words="The beach is closed in June.", label=wide)
    return own, part


def asked_of(release):
    return Consent.objects.whole("whom a test has asked").get(release=release)


def test_what_a_partner_wrote_does_not_leave_without_it_whatever_clearance_says(house):
    paper, part = theirs(house)
    assert part.marking.label.originators == {"IDN"}
    release = an_asked(house, paper, [part])
    a_put(house, release, [part], third_party=True)
    assert clear(house, release).state == "agreed"
    with pytest.raises(Refused, match="IDN"):
        hand_over_package(release.pk, actor=house.planner, at=NOON)
    for actor in (house.planner, house.liaison, house.defence_minister):
        with pytest.raises((NotAllowed, Refused)):
            agree_as_originator(asked_of(release).pk, actor=actor, at=NOON, words="Why not.")
    agree_as_originator(asked_of(release).pk, actor=house.liaison_idn, at=NOON, words="For the landing only.")
    hand_over_package(release.pk, actor=house.planner, at=NOON)
    open_package(release.pk, actor=house.liaison, at=NOON)
    refuse_as_originator(asked_of(release).pk, actor=house.liaison_idn, at=NOON, words="Not any longer.")
    with pytest.raises(Refused, match="no longer agrees"):
        open_package(release.pk, actor=house.liaison, at=NOON)
    recall_release(release.pk, actor=house.liaison_idn, at=NOON, why="It is ours, and we want it back.")


def test_rewriting_does_not_take_an_originator_off(house):
    from comity.activity.papers.actions.rewrite_paragraph import rewrite_paragraph

    paper, part = theirs(house)
    said = {"words": "The beach is closed.", "label": label("DEMO", "UNCLASSIFIED")}
    changed = rewrite_paragraph(paper.pk, actor=house.planner, at=NOON, line=part.line, seen=part.pk, **said)
    assert changed.marking.label.originators == {"IDN"}


def test_a_part_left_out_or_put_in_other_words_leaves_no_trace_in_the_package(house):
    paper, parts = a_paper(house)
    release = an_asked(house, paper, parts[:2])
    sanitised = "Heavy goods go by the western beach."
    a_put(house, release, parts[1:2], sanitised={parts[1].line: sanitised})
    clear(house, release)
    found = hand_over_package(release.pk, actor=house.planner, at=NOON)
    whole, members = all_bytes(found)
    assert sanitised.encode() in whole
    for gone in (FIRST, SECOND, THIRD, *(str(part.line) for part in parts), *(str(part.pk) for part in parts)):
        assert gone.encode() not in whole
    assert paper.title.encode() not in whole
    assert {info.date_time for info in members} == {(1980, 1, 1, 0, 0, 0)}
    assert not any(info.comment or info.extra for info in members)


def test_every_part_of_a_package_bears_the_name_of_its_recipient(house):
    paper, parts = a_paper(house)
    release = a_handed_over(house, paper, parts[:2])
    whole, _ = all_bytes(release.package)
    mark = f"{release.reference} · Liaison of the Philippines, Defence of the Philippines · 2026-06-01"
    assert whole.count(mark.encode()) >= 4


def test_a_release_for_one_opens_it_to_nobody_else_of_its_state_or_of_any(house, client):
    paper, parts = a_paper(house)
    release = a_handed_over(house, paper, parts[1:2])
    for actor in (house.second_liaison, house.liaison_idn, replace(house.liaison, post_id=None)):
        with pytest.raises((NotAllowed, Refused)):
            open_package(release.pk, actor=actor, at=NOON)
    here = reverse("release-package", args=[release.reference])
    for username, status in (("liaison-idn", 404), ("second-liaison", 302), ("liaison", 200)):
        client.force_login(house.people[username])
        assert client.post(here).status_code == status
    client.force_login(house.people["liaison-idn"])
    assert client.get(reverse("release", args=[release.reference])).status_code == 404
    assert release.title not in client.get(reverse("releases")).text


def test_a_recalled_package_is_not_served_to_anybody(house, client):
    paper, parts = a_paper(house)
    release = a_handed_over(house, paper, parts[1:2])
    recall_release(release.pk, actor=house.planner, at=NOON, why="A figure is wrong.")
    for username in ("liaison", "planner"):
        client.force_login(house.people[username])
        answer = client.post(reverse("release-package", args=[release.reference]))
        assert answer.status_code == 302
    assert now(release).state == "recalled"


def test_what_was_changed_after_the_decision_does_not_leave(house):
    """The words are frozen when they are put: rewriting the paper changes nothing that leaves."""
    from comity.activity.papers.actions.rewrite_paragraph import rewrite_paragraph

    paper, parts = a_paper(house)
    release = a_put(house, an_asked(house, paper, parts[1:2]), parts[1:2])
    worse = label("DEMO", "RESTRICTED", releasable_to=["XHM"])
    rewrite_paragraph(
        paper.pk, actor=house.planner, at=NOON, line=parts[1].line, seen=parts[1].pk, words=THIRD, label=worse
    )
    clear(house, release)
    whole, _ = all_bytes(hand_over_package(release.pk, actor=house.planner, at=NOON))
    assert SECOND.encode() in whole
    assert THIRD.encode() not in whole


def test_whoever_asked_or_put_it_does_not_clear_it(house):
    paper, parts = a_paper(house)
    release = an_asked(house, paper, parts[1:2], actor=house.desk)
    a_put(house, release, parts[1:2])
    with pytest.raises((NotAllowed, Refused)):
        clear(house, release)
    assert now(release).state == "in_clearance"


def test_the_words_of_a_part_are_not_on_the_page_of_its_release_for_who_cannot_read_it(house, client):
    paper, parts = a_paper(house)
    release = a_put(house, an_asked(house, paper, parts[1:2]), parts[1:2])
    client.force_login(house.people["liaison"])
    assert SECOND not in client.get(reverse("release", args=[release.reference])).text
    assert client.get(reverse("release-put", args=[release.reference])).status_code == 200
    assert SECOND not in client.get(reverse("release-put", args=[release.reference])).text


def test_a_package_is_no_way_around_need_to_know_inside_the_house(house):
    """Its marking names the recipient and no group of ours: whoever of ours is in no such group opens it not."""
    paper, _ = a_paper(house)
    planner = replace(house.planner, reader=replace(house.planner.reader, groups=frozenset({"landing"})))
    house.planner = planner
    closed = label("DEMO", "RESTRICTED", releasable_to=["XHM"], need_to_know=["landing"])
    part = write_paragraph(paper.pk, actor=planner, at=NOON, words="The group alone knows it.", label=closed)
    release = an_asked(house, paper, [part])
    a_put(house, release, [part])
    for actor in ("desk", "counsel", "defence_minister", "foreign_minister"):
        member = getattr(house, actor)
        setattr(house, actor, replace(member, reader=replace(member.reader, groups=frozenset({"landing"}))))
    clear(house, release)
    hand_over_package(release.pk, actor=planner, at=NOON)
    open_package(release.pk, actor=planner, at=NOON)
    open_package(release.pk, actor=house.liaison, at=NOON)
    outsider = replace(house.desk, reader=replace(house.desk.reader, groups=frozenset()))
    with pytest.raises(NotAllowed, match="not open to you where it came from"):
        open_package(release.pk, actor=outsider, at=NOON)


def test_an_originator_is_asked_under_the_marking_of_its_own_words(house):
    own, _ = theirs(house)
    high = label("DEMO", "RESTRICTED")
    part = write_paragraph(own.pk, actor=house.liaison_idn, at=NOON, words="It is mined.", label=high)
    release = an_asked(house, own, [part])
    a_put(house, release, [part], third_party=True)
    assert asked_of(release).marking.label == label("DEMO", "RESTRICTED", releasable_to=["IDN", "XHM"])
    assert release.marking.label.classification == "UNCLASSIFIED"
