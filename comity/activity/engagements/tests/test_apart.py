"""What is said of a field under a marking of its own."""

import pytest
from django.urls import reverse

from comity.activity.engagements.actions.restore_apart import restore_apart
from comity.activity.engagements.actions.say_apart import say_apart
from comity.activity.engagements.actions.take_out_apart import take_out_apart
from comity.activity.engagements.queries import snapshot_of, subject_of, thing
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.rules.label import Reader, label
from comity.foundation.parts.queries import laid_out

from .builders import NOON, a_concept

WORDS = "A third of it is the charter of a ferry, which is not agreed."
HOME = label("DEMO", "RESTRICTED", releasable_to=["XHM"])
ABROAD = Reader("PHL", frozenset({("DEMO", "SECRET")}))


def apart(house, it, **said):
    return say_apart(it.pk, actor=house.planner, at=NOON, **{"field": "cost", "words": WORDS, "label": HOME, **said})


def test_it_is_read_by_those_its_own_marking_admits_and_counted_for_the_others(house):
    it = a_concept(house)
    apart(house, it)
    assert [one.words for one in laid_out(thing(it), house.desk.reader).seen] == [WORDS]
    assert [one.words for one in laid_out(thing(it), ABROAD).seen] == [None]
    apart(house, it, words="Nobody abroad knows of it.", known=False)
    assert laid_out(thing(it), ABROAD).withheld == 1


def test_it_is_in_nothing_that_is_said_of_the_engagement_itself(house):
    it = a_concept(house)
    before = subject_of(it).digest, snapshot_of(it)
    apart(house, it)
    it.refresh_from_db()
    assert (subject_of(it).digest, snapshot_of(it)) == before


def test_it_is_taken_out_and_brought_back(house):
    it = a_concept(house)
    part = apart(house, it)
    take_out_apart(it.pk, actor=house.planner, at=NOON, line=part.line, seen=part.pk)
    assert not laid_out(thing(it), house.planner.reader).seen
    restore_apart(it.pk, actor=house.planner, at=NOON, revision=part.pk)
    assert [one.words for one in laid_out(thing(it), house.planner.reader).seen] == [WORDS]


def test_only_who_may_write_says_something_apart_and_only_of_a_field_it_has(house):
    it = a_concept(house)
    with pytest.raises(NotAllowed):
        say_apart(it.pk, actor=house.counsel, at=NOON, field="cost", words=WORDS, label=HOME)
    with pytest.raises(Refused, match="no such field"):
        apart(house, it, field="password")


def test_its_words_are_on_no_page_of_who_may_not_read_them(house, client):
    it = a_concept(house)
    apart(house, it)
    stranger = house.people["desk"]
    for nationality, shown in (("XHM", True), ("PHL", False)):
        stranger.nationality = nationality
        stranger.save(update_fields=["nationality"])
        client.force_login(stranger)
        for name in ("engagement", "engagement-apart", "engagement-history"):
            page = client.get(reverse(name, args=[it.reference]))
            assert page.status_code == 200
            assert (WORDS in page.text) == (shown and name != "engagement-history")
        found = client.get(reverse("engagements-export"))
        assert WORDS not in b"".join(found.streaming_content if found.streaming else [found.content]).decode()


def test_it_is_said_and_undone_through_its_page(house, client):
    it = a_concept(house)
    client.force_login(house.people["planner"])
    here = reverse("engagement-apart", args=[it.reference])
    typed = {"classification": "RESTRICTED", "releasable_to": "XHM", "need_to_know": "", "known": "on"}
    page = client.post(here, {"act": "say", "field": "cost", "words": WORDS, **typed}, follow=True)
    assert WORDS in page.text
    line = laid_out(thing(it), house.planner.reader).seen[0].line
    assert WORDS not in client.post(here, {"act": f"out:{line}"}, follow=True).text.split("<main", 1)[1]
    assert client.post(here, {"act": "say", "field": "cost", "words": "", **typed}).status_code == 422
