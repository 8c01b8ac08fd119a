"""Who reads what and why: told to whoever sees it, about others to who leads it, and to nobody else at all."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from comity.activity.release.tests.builders import FIRST, NOON, SECOND, THIRD, a_house, a_paper
from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.label import Reader, label
from comity.foundation.labels.rules.policy import Community
from comity.foundation.labels.rules.reading import reads
from comity.foundation.record.queries import entire_history
from comity.web.sight.deciding import foretold, remarked, with_clearance, with_member
from comity.web.sight.pieces import whole_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    found = a_house()
    found.paper, found.parts = a_paper(found)
    found.reference = found.paper.engagement.reference
    return found


def page(house, who, name="who-reads", data=None):
    client = Client()
    client.force_login(house.people[who])
    return client.get(reverse(name, args=[house.reference] if name == "who-reads" else []), data or {})


def test_a_reader_is_told_why_of_what_they_see_and_that_something_is_withheld_and_nothing_else(house):
    said = page(house, "liaison").text
    assert FIRST[:40] in said
    assert "cleared to RESTRICTED, and this is UNCLASSIFIED" in said
    assert "1 part is withheld from you" in said
    assert SECOND[:40] not in said
    assert THIRD[:40] not in said
    assert "CONFIDENTIAL" not in said
    assert not page(house, "liaison").context["others"]


def test_who_leads_it_is_told_of_everybody_with_the_rule_that_withholds_it(house):
    context = page(house, "planner").context
    by_level = {row["marking"]["text"]: row["groups"] for row in context["others"]}
    restricted = next(groups for words, groups in by_level.items() if words.startswith("RESTRICTED"))
    withheld = [group for group in restricted if not group["allowed"]]
    assert {name for group in withheld for name in group["names"]} == {"Liaison", "Second Liaison", "Liaison Idn"}
    assert {str(group["grounds"][0]["rule"]) for group in withheld} == {"nationality"}
    assert "Desk" in {name for group in restricted if group["allowed"] for name in group["names"]}
    assert not page(house, "desk").context["others"], "who does not lead it is told of nobody"


def test_what_one_may_not_see_is_not_there_and_the_attempt_is_written_down(house):
    client = Client()
    client.force_login(house.stranger_person)
    there = client.get(reverse("who-reads", args=[house.reference]))
    assert there.status_code == client.get(reverse("who-reads", args=["ENG-1999-0001"])).status_code == 404
    assert len(entire_history("a test", kind="access.refused")) == 1


def test_a_clearance_is_foretold_with_what_it_opens_and_what_stood_in_the_way(house):
    low = Reader("XHM", frozenset({("DEMO", "UNCLASSIFIED")}))
    high = with_clearance(low, {"DEMO": "RESTRICTED"}, ())
    found = foretold([("Somebody", low, high)], house.planner.reader, NOON)
    assert {piece.words for _, _, pieces in found.things for piece in pieces} >= {SECOND}
    assert THIRD not in {piece.words for _, _, pieces in found.things for piece in pieces}
    assert all(one.gains for one in found.turned)
    assert "cleared to UNCLASSIFIED, and this is RESTRICTED" in {one.because for one in found.turned}
    mine = foretold([("Somebody", low, high)], house.liaison.reader, NOON)
    assert not {SECOND, THIRD} & {piece.words for _, _, pieces in mine.things for piece in pieces}


def test_a_country_that_joins_a_community_comes_to_see_what_is_releasable_to_it(house):
    found = dict(policies())
    found["DEMO"] = replace(found["DEMO"], communities=(Community("FRIENDS", ()),))
    after, marked = with_member(found, "FRIENDS", "PHL"), label("DEMO", "UNCLASSIFIED", releasable_to=["FRIENDS"])
    partner = Reader("PHL", frozenset({("DEMO", "UNCLASSIFIED")}))
    assert not reads(marked, partner, found, NOON).allowed
    assert reads(marked, partner, after, NOON).allowed
    assert not reads(marked, replace(partner, nationality="IDN"), after, NOON).allowed


def test_another_marking_names_who_gains_and_who_loses(house):
    people = [(actor.person, actor.reader) for actor in (house.planner, house.liaison)]
    ours = label("DEMO", "UNCLASSIFIED", releasable_to=["XHM"])
    gains, loses = remarked(label("DEMO", "UNCLASSIFIED"), ours, people, NOON)
    assert not gains
    assert [name for name, _ in loses] == [house.liaison.person]
    assert "not PHL" in loses[0][1]


def test_before_a_marking_is_changed_its_page_says_who_no_longer_sees_it_and_changes_nothing(house):
    client = Client()
    client.force_login(house.people["planner"])
    url = reverse("engagement-marking", args=[house.reference])
    ours = {"classification": "UNCLASSIFIED", "releasable_to": "XHM", "need_to_know": "", "reason": "ours", "seen": "1"}
    looked = client.post(url, ours | {"look": "yes"})
    assert looked.status_code == 200
    assert "Second Liaison" in looked.text
    assert "not PHL" in looked.text
    assert page(house, "liaison").status_code == 200, "nothing was changed"
    assert client.post(url, dict(looked.context["typed"])).status_code == 302
    assert page(house, "liaison").status_code == 404


def test_nobody_learns_who_reads_what_they_do_not_by_looking_before_a_change(house):
    client = Client()
    client.force_login(house.people["planner"])
    beyond = {"classification": "SECRET", "need_to_know": "others", "reason": "curious", "seen": "1", "look": "yes"}
    said = client.post(reverse("engagement-marking", args=[house.reference]), beyond).text
    assert "You could not read it yourself under this marking" in said
    assert "Liaison" not in said


def test_somebody_asks_beforehand_about_themself_and_of_others_only_who_may_appoint(house):
    own = str(house.people["liaison"].pk)
    asked = page(house, "liaison", "who-would-read", {"person": own, "clearance": "DEMO=SECRET"})
    assert asked.status_code == 200
    assert not asked.context["found"].turned
    other = str(house.people["planner"].pk)
    refused = page(house, "liaison", "who-would-read", {"person": other, "clearance": "DEMO=SECRET"})
    assert refused.context["found"] is None
    assert "Choose" in page(house, "liaison", "who-would-read", {"group": "x"}).text


def test_the_console_is_told_by_which_rule_and_by_its_exit_status(house):
    out = StringIO()
    call_command("who_reads", house.reference, person="liaison", json=True, stdout=out)
    said = json.loads(out.getvalue())["markings"][0]
    assert said["people"][0]["sees"] is True
    with pytest.raises(SystemExit) as ended:
        call_command("who_reads", house.reference, person="stranger", stdout=out)
    assert ended.value.code == 3
    assert "no clearance under the policy DEMO" in out.getvalue()


def test_a_whole_speaks_of_no_part_that_its_reader_does_not_read(house):
    for who in ("planner", "liaison", "desk"):
        actor = getattr(house, who)
        seen = whole_for(house.reference, actor.reader)
        laid = {piece.words for piece in seen.pieces}
        assert (THIRD in laid) is (actor.reader.nationality == "XHM")
