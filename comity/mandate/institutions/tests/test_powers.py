"""Who holds what, who may do what, and what is lent: bounded, revocable, never beyond what the lender holds."""

from datetime import date, timedelta

import pytest

from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import entire_history
from comity.foundation.words.rules.said import Said
from comity.mandate.institutions.actions.end_appointment import end_appointment
from comity.mandate.institutions.actions.revoke_delegation import revoke_delegation
from comity.mandate.institutions.queries import (
    actor_for,
    appointments_of,
    holders,
    holders_of,
    open_marking_id,
    post_by_key,
    posts_spoken_for,
    power,
    power_over,
    speaks_for,
    who_may,
)
from comity.mandate.institutions.rules.framework import May

from .builders import DAY, MONDAY, House, a_person, appoint

pytestmark = pytest.mark.django_db
CHEAP, DEAR = {"kind": "talks", "cost": 900}, {"kind": "talks", "cost": 2000}


@pytest.fixture
def house():
    return House()


def decides(house, post_key, facts=CHEAP, at=MONDAY, **said):
    return power(house.as_(post_key, at), May.DECIDE, framework=house.framework, at=at, facts=facts, **said)


def spoken(house, post_key, for_key, facts=CHEAP, at=MONDAY):
    return speaks_for(
        house.as_(post_key, at), post_by_key(for_key), May.DECIDE, at, framework=house.framework, facts=facts
    )


# -- appointments ----------------------------------------------------------------------------------------


def test_an_appointment_begins_on_its_day_and_is_over_on_its_last(house):
    row = holders(post_by_key("head").pk, MONDAY).get()
    end_appointment(row, actor=house.as_("registrar"), at=MONDAY, ends=date(2026, 3, 5))
    assert holders(post_by_key("head").pk, MONDAY + 2 * DAY).exists()
    assert not holders(post_by_key("head").pk, MONDAY + 3 * DAY).exists()
    row.refresh_from_db()
    assert [row.holds_on(date(2026, 3, day)) for day in (4, 5)] == [True, False]
    assert not row.holds_on(date(2025, 12, 31))


def test_an_acting_holder_is_called_acting(house):
    appoint("head", house.people["clerk"], actor=house.as_("registrar"), acting=True)
    actor = actor_for(house.people["clerk"], MONDAY, post_by_key("head").pk)
    assert actor.post == "Head (acting)"
    assert actor.character == "civilian"
    assert [row.post.key for row in appointments_of(house.people["clerk"].pk, MONDAY)] == ["clerk", "head"]


def test_a_post_that_is_not_held_is_ignored_when_it_is_asked_for(house):
    wanted = post_by_key("minister").pk
    assert actor_for(house.people["clerk"], MONDAY, wanted).post == "Clerk"


def test_without_a_post_one_reads_and_decides_nothing(house):
    stranger = actor_for(a_person("nobody"), MONDAY)
    assert (stranger.post_id, stranger.post) == (None, "")
    assert not power(stranger, May.DECIDE, framework=house.framework, at=MONDAY)
    assert posts_spoken_for(stranger, May.DECIDE, MONDAY) == []
    head = post_by_key("head")
    assert speaks_for(stranger, head, May.DECIDE, MONDAY, framework=house.framework, facts=CHEAP) is None


def test_holders_are_found_for_many_posts_at_once(house):
    ids = [post_by_key(key).pk for key in ("clerk", "head")]
    assert {pk: [row.person.name for row in rows] for pk, rows in holders_of(ids, MONDAY).items()} == {
        ids[0]: ["Clerk"],
        ids[1]: ["Head"],
    }


def test_an_appointment_ends_once_and_not_before_it_began(house):
    row = holders(post_by_key("head").pk, MONDAY).get()
    registrar = house.as_("registrar")
    with pytest.raises(Refused, match="only began"):
        end_appointment(row, actor=registrar, at=MONDAY, ends=date(2025, 1, 1))
    end_appointment(row, actor=registrar, at=MONDAY, ends=date(2026, 4, 1))
    with pytest.raises(Refused, match="already ends"):
        end_appointment(row, actor=registrar, at=MONDAY, ends=date(2026, 5, 1))
    end_appointment(row, actor=registrar, at=MONDAY, ends=date(2026, 3, 20))


def test_the_mandate_to_appoint_is_bounded_by_institutions(house):
    verdict, over = power_over(house.as_("registrar"), May.APPOINT, "mod", framework=house.framework, at=MONDAY)
    assert verdict
    assert over
    assert power_over(house.as_("registrar"), May.APPOINT, "embassy", framework=house.framework, at=MONDAY)[1] is False
    verdict, over = power_over(house.as_("clerk"), May.APPOINT, "mod", framework=house.framework, at=MONDAY)
    assert not verdict
    assert over is False


# -- powers ----------------------------------------------------------------------------------------------


def test_a_power_cites_its_instrument_or_says_what_is_lacking(house):
    assert decides(house, "minister").source == "Errands Act, s. 1"
    assert decides(house, "head").reasons == ("Head may decide",)
    assert "above its ceiling of 1,000" in decides(house, "head", DEAR).why
    assert "not for visit" in decides(house, "head", {"kind": "visit", "people": 3}).why
    assert "which is not given" in decides(house, "head", {"kind": "talks"}).why
    assert decides(house, "clerk").why == "Clerk holds no mandate to decide under Smalland"


def test_a_power_as_such_is_asked_without_facts(house):
    assert decides(house, "head", None)
    assert not decides(house, "attache", None)


def test_a_loan_is_a_power_with_both_its_sources(house):
    loan = house.lend("minister", "attache")
    verdict = decides(house, "attache", DEAR)
    assert verdict
    assert verdict.source == f"D-{loan.pk} → Errands Act, s. 1"
    assert verdict.why == f"Attaché may decide for Minister by delegation D-{loan.pk}"


def test_a_loan_never_goes_beyond_what_the_lender_holds(house):
    house.lend("head", "attache")
    assert decides(house, "attache", CHEAP)
    assert not decides(house, "attache", DEAR)


def test_who_speaks_for_a_post_does_so_under_its_power_alone(house):
    house.lend("minister", "head")
    assert decides(house, "head", DEAR), "for the minister"
    assert not decides(house, "head", DEAR, of=post_by_key("head"))
    assert decides(house, "head", DEAR, of=post_by_key("minister"))
    assert decides(house, "head", CHEAP, of=post_by_key("head"))


def test_the_chain_to_a_post_is_empty_for_its_holder_and_names_the_loan_for_another(house):
    assert spoken(house, "head", "head") == ()
    assert spoken(house, "clerk", "head") is None
    loan = house.lend("head", "clerk")
    assert spoken(house, "clerk", "head") == (f"D-{loan.pk}", "Errands Act, s. 2")
    assert spoken(house, "clerk", "head", DEAR) is None
    assert posts_spoken_for(house.as_("clerk"), May.DECIDE, MONDAY) == [
        post_by_key("clerk").pk,
        post_by_key("head").pk,
    ]
    assert posts_spoken_for(house.as_("clerk"), May.REVOKE, MONDAY) == [post_by_key("clerk").pk]


def test_a_loan_runs_from_its_moment_until_its_end(house):
    house.lend("head", "clerk", until=MONDAY + DAY)
    assert spoken(house, "clerk", "head", at=MONDAY + DAY - timedelta(seconds=1)) is not None
    assert spoken(house, "clerk", "head", at=MONDAY + DAY) is None
    assert spoken(house, "clerk", "head", at=MONDAY - timedelta(seconds=1)) is None


def test_a_loan_needs_an_end_ahead_and_a_reason(house):
    with pytest.raises(Refused, match="ends in the future"):
        house.lend("head", "clerk", until=MONDAY)
    with pytest.raises(Refused, match="Say why"):
        house.lend("head", "clerk", reason="  ")


def test_a_loan_is_taken_back_at_once_and_once(house):
    loan = house.lend("head", "clerk")
    with pytest.raises(NotAllowed, match="only the post that lent"):
        revoke_delegation(loan, actor=house.as_("clerk"), at=MONDAY, reason="No.")
    revoke_delegation(loan, actor=house.as_("head"), at=MONDAY, reason="Back early.")
    assert spoken(house, "clerk", "head") is None
    with pytest.raises(Refused, match="no longer runs"):
        revoke_delegation(loan, actor=house.as_("head"), at=MONDAY, reason="Again.")


def test_lending_and_appointing_are_on_the_record_of_the_post(house):
    loan = house.lend("head", "clerk")
    revoke_delegation(loan, actor=house.as_("head"), at=MONDAY, reason="Back early.")
    rows = entire_history("a test", about=Thing("post", "head"), newest_first=False)
    said = [entry.sentence for entry in rows]
    assert said[0] == "Head was appointed Head, Ministry of Defence, from 01 January 2026."
    assert said[1].startswith("The power of Head to decide under Errands Act, s. 2 was delegated to Clerk until")
    assert f"(D-{loan.pk}, Talks, cost up to 1,000 USD): " in said[1]
    assert isinstance(rows[1].told, Said)  # made again from what was kept, so it can be told in another language
    assert said[2] == f"D-{loan.pk} was revoked: Back early."


def test_who_may_names_every_post_those_it_covers_first(house):
    loan = house.lend("minister", "attache")
    found = who_may(May.DECIDE, DEAR, framework=house.framework, at=MONDAY)
    assert [(p.post.key, p.cover.covers) for p in found] == [("minister", True), ("head", False)]
    assert [row.person.name for row in found[0].holders] == ["Minister"]
    assert found[0].delegations == (loan,)
    assert [p.post.key for p in who_may(May.DECIDE, {}, framework=house.framework, at=MONDAY)] == ["minister", "head"]
    assert who_may(May.OPINE, DEAR, framework=house.framework, at=MONDAY) == []


def test_who_holds_which_post_may_be_read_by_all_who_are_cleared_for_deliberation(house):
    rows = entire_history("a test", kind="post.")
    assert {row.marking_id for row in rows} == {open_marking_id(house.framework)}
