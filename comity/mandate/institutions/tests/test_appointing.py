"""Whoever holds the mandate fills posts and ends appointments on the page of the post; nobody else is offered it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from comity.foundation.access.queries import Person
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.record.queries import entire_history, head
from comity.mandate.institutions.actions.end_appointment import end_appointment
from comity.mandate.institutions.models import Appointment
from comity.mandate.institutions.queries import appointments_to, holders, may_fill, post_by_key, who_fills

from .builders import CONSOLE_ACTOR, FRAMEWORK, MONDAY, House, a_person, appoint

OVER_ALL = FRAMEWORK.replace("may: [appoint], over: [mod]", "may: [appoint]")
SOLDIER = FRAMEWORK.replace("- {post: clerk, may: [propose]", "- {post: clerk, may: [propose, appoint]")


@pytest.fixture
def house(db):
    return House()


@pytest.fixture
def ada(house):
    return a_person("ada")


@pytest.fixture
def page(client, house):
    """The page of a post, as its reader sees it, and what they send from it."""

    class Page:
        def opened(self, who, key="head"):
            client.force_login(house.people[who])
            return client.get(f"/posts/{key}/")

        def sent(self, who, key="head", **said):
            client.force_login(house.people[who])
            return client.post(f"/posts/{key}/", said)

        def ends(self, who, row, day, key="head"):
            return self.sent(who, key, act="end", item=row.pk, **{f"end-{row.pk}-ends": day})

    return Page()


def of(key):
    return Appointment.objects.filter(post__key=key)


# -- the page


def test_whoever_may_appoint_is_offered_it_and_may_choose_anybody_but_themselves(page, ada):
    drawn = page.opened("registrar").content.decode()
    assert 'value="appoint"' in drawn
    assert "End the appointment of Head" in drawn
    assert "Ada (ada, XTS)" in drawn
    assert "Registrar (registrar, XTS)" not in drawn


def test_today_is_written_so_that_a_browser_understands_it(page):
    drawn = page.opened("registrar").content.decode()
    assert drawn.count(f'value="{timezone.now().date().isoformat()}"') == len(("ends", "starts"))


def test_the_page_bears_the_marking_of_the_history_it_shows(page, house):
    assert page.opened("minister").context["page_marking"]["text"] == "RESTRICTED"
    Person.objects.filter(pk=house.people["minister"].pk).update(clearances={"DEMO": "UNCLASSIFIED"})
    answer = page.opened("minister")
    assert (answer.context["page_marking"]["text"], answer.context["history"]) == ("UNCLASSIFIED", [])


def test_a_closed_account_is_not_offered(page, ada):
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    assert "Ada (ada, XTS)" not in page.opened("registrar").content.decode()


@pytest.mark.parametrize(
    ("who", "key"),
    [("head", "head"), ("minister", "head"), ("clerk", "head"), ("registrar", "attache")],
    ids=["the holder", "the superior", "the subordinate", "a mandate over another institution"],
)
def test_whoever_may_not_is_offered_nothing(page, who, key):
    drawn = page.opened(who, key).content.decode()
    assert 'value="appoint"' not in drawn
    assert 'value="end"' not in drawn


def test_nobody_is_offered_to_end_their_own_appointment(page):
    drawn = page.opened("registrar", "registrar").content.decode()
    assert 'value="appoint"' in drawn
    assert 'value="end"' not in drawn


def test_somebody_is_appointed_acting_on_the_page(page, ada):
    done = page.sent("registrar", act="appoint", person=ada.pk, starts="2026-04-01", acting="on")
    assert (done.status_code, done.url) == (302, "/posts/head/")
    made = of("head").get(person=ada)
    assert (made.acting, made.starts, made.ends) == (True, date(2026, 4, 1), None)
    assert (
        entire_history("a test")[0].sentence
        == "Ada was appointed acting Head, Ministry of Defence, from 01 April 2026."
    )


def test_the_holder_is_ended_and_another_appointed_from_that_day(page, house, ada):
    (row,) = of("head")
    day = timezone.now().date() + timedelta(days=10)
    assert page.ends("registrar", row, day.isoformat()).status_code == 302
    row.refresh_from_db()
    assert row.ends == day
    early = page.sent("registrar", act="appoint", person=ada.pk, starts=(day - timedelta(days=1)).isoformat())
    assert early.status_code == 422
    assert "Head is held" in early.content.decode()
    assert page.sent("registrar", act="appoint", person=ada.pk, starts=day.isoformat()).status_code == 302
    drawn = page.opened("registrar").content.decode()
    assert "End the appointment of Head" in drawn
    assert "End the appointment of Ada" in drawn


def test_what_is_refused_is_said_on_the_page_and_what_was_chosen_stays(page, ada):
    answer = page.sent("registrar", act="appoint", person=ada.pk, starts="2026-04-01")
    drawn = answer.content.decode()
    assert answer.status_code == 422
    assert "End that appointment first, or appoint somebody acting" in drawn
    assert f'value="{ada.pk}" selected' in drawn
    assert "2026-04-01" in drawn
    assert not of("head").filter(person=ada).exists()


def test_an_end_before_the_beginning_is_refused_on_the_page(page):
    (row,) = of("head")
    answer = page.ends("registrar", row, "2025-12-31")
    assert answer.status_code == 422
    assert "it cannot end before that" in answer.content.decode()
    row.refresh_from_db()
    assert row.ends is None


@pytest.mark.parametrize("said", [{}, {"person": "1000000", "starts": "2026-04-01"}, {"person": "x", "starts": "soon"}])
def test_an_appointment_of_nobody_is_not_understood(page, said):
    size = head().size
    assert page.sent("registrar", act="appoint", **said).status_code == 422
    assert head().size == size


def test_a_forged_form_of_somebody_without_the_mandate_is_refused_and_recorded(page, ada):
    (row,) = of("head")
    forged = page.sent("minister", act="appoint", person=ada.pk, starts="2026-04-01", acting="on")
    assert forged.status_code == 403
    assert "no mandate to appoint" in forged.content.decode()
    assert page.ends("minister", row, "2026-04-01").status_code == 403
    assert [entry.kind for entry in entire_history("a test")[:2]] == ["access.refused"] * 2
    row.refresh_from_db()
    assert row.ends is None
    assert not of("head").filter(person=ada).exists()


def test_appointing_oneself_by_a_forged_form_is_refused_and_recorded(page, house):
    mine = house.people["registrar"]
    answer = page.sent("registrar", act="appoint", person=mine.pk, starts="2026-04-01", acting="on")
    assert answer.status_code == 403
    assert entire_history("a test")[0].sentence.endswith("was refused: nobody appoints themselves.")
    (own,) = of("registrar")
    assert page.ends("registrar", own, "2026-04-01", "registrar").status_code == 403
    own.refresh_from_db()
    assert own.ends is None


@pytest.mark.parametrize("item", ["", "x", "0", "999999"])
def test_an_appointment_to_another_post_or_none_is_not_ended_here(page, item):
    assert page.sent("registrar", act="end", item=item).status_code == 404
    (other,) = of("minister")
    assert page.ends("registrar", other, "2026-04-01").status_code == 404
    other.refresh_from_db()
    assert other.ends is None


# -- the rules behind it


def test_a_closed_account_is_appointed_to_nothing(house, ada):
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(Refused, match="account of Ada is closed"):
        appoint("head", ada, actor=house.as_("registrar"), acting=True)


def test_a_post_is_not_given_twice_to_one_person(house, ada):
    appoint("head", ada, actor=house.as_("registrar"), acting=True)
    with pytest.raises(Refused, match="Ada holds Head already"):
        appoint("head", ada, actor=house.as_("registrar"), acting=True)


def test_a_post_that_is_held_until_a_day_is_given_to_another_from_that_day_on(house, ada):
    (row,) = of("head")
    end_appointment(row, actor=house.as_("registrar"), at=MONDAY, ends=date(2026, 4, 1))
    with pytest.raises(Refused, match="is held"):
        appoint("head", ada, actor=house.as_("registrar"), starts=date(2026, 3, 31))
    appoint("head", ada, actor=house.as_("registrar"), starts=date(2026, 4, 1))
    for day in range(-2, 3):
        at = MONDAY.replace(month=4, day=1) + timedelta(days=day)
        assert holders(post_by_key("head").pk, at).count() == 1


def test_who_holds_a_post_or_is_to_hold_it_is_listed_and_who_never_did_is_not(house, ada):
    to_come = appoint("head", ada, actor=house.as_("registrar"), starts=date(2027, 1, 1), acting=True)
    assert [row.person.username for row in appointments_to(post_by_key("head").pk, MONDAY)] == ["head", "ada"]
    end_appointment(to_come, actor=house.as_("registrar"), at=MONDAY, ends=date(2027, 1, 1))
    assert [row.person.username for row in appointments_to(post_by_key("head").pk, MONDAY)] == ["head"]


@pytest.mark.parametrize("framework", [FRAMEWORK, OVER_ALL, SOLDIER], ids=["one ministry", "everywhere", "a soldier"])
def test_who_fills_a_post_is_whoever_the_action_lets(db, framework):
    house = House(framework)
    reached = set()
    for key in house.people:
        post = post_by_key(key)
        named = {mandate.post.key for mandate, _ in who_fills(post, MONDAY)}
        may = {who for who in house.people if may_fill(house.as_(who), post, MONDAY)}
        assert named == may
        for who in house.people:
            stranger = a_person(f"{who}-{key}")
            try:
                appoint(key, stranger, actor=house.as_(who), acting=True)
            except NotAllowed:
                assert who not in may
            else:
                assert who in may
                reached.add((who, key))
    assert reached
    assert ("clerk", "head") not in reached, "no soldier appoints to a civilian post"


def test_the_console_fills_no_page(house):
    assert not may_fill(CONSOLE_ACTOR, post_by_key("head"), MONDAY)
