"""Before a change takes effect, its page says who gains or loses what, and what would no longer hold."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from comity.activity.engagements.tests.builders import FRAMEWORK, POSTS, a_house, a_person
from comity.foundation.access.rules.verdict import allow
from comity.mandate.institutions.queries import (
    Appointment,
    Delegation,
    forget_mandates,
    frameworks_in_force,
    post_by_key,
)
from comity.mandate.institutions.rules.rights import Change, without_holder
from comity.procedure.clearance.rules import independence
from comity.procedure.clearance.rules.route import Route
from comity.procedure.clearance.rules.staffing import unsigned
from comity.web.authority import running
from comity.web.authority.rights import preview

WITH_PERSONNEL = FRAMEWORK.replace(
    "classes:\n",
    "  - {post: personnel, may: [appoint], instrument: act, article: art. 9}\nclasses:\n",
    1,
).replace("posts:\n", "posts:\n  - {key: personnel, title: Personnel, institution: defence, character: civilian}\n", 1)


@pytest.fixture
def house(db):
    forget_mandates()
    return a_house(WITH_PERSONNEL, (*POSTS, "personnel"))


def sent(client, house, who, post, **said):
    client.force_login(house.people[who])
    return client.post(f"/posts/{post}/", said)


def test_an_appointment_is_looked_at_before_it_is_made(client, house):
    ada = a_person("ada")
    typed = {"act": "appoint", "person": ada.pk, "starts": timezone.now().date().isoformat(), "acting": "on"}
    page = sent(client, house, "personnel", "defence-minister", look="yes", **typed).content.decode()
    assert "The record will say: <q>Ada was appointed acting Minister of Defence" in page
    assert page.index("gains") < page.index("turn a key: “Both ministers”")
    assert "This would no longer hold" not in page
    assert not Appointment.objects.filter(person=ada).exists()
    for name, value in typed.items():
        assert f'name="{name}" value="{value}"' in page
    assert sent(client, house, "personnel", "defence-minister", **typed).status_code == 302
    assert Appointment.objects.filter(person=ada, post__key="defence-minister", acting=True).exists()


def test_what_nobody_could_decide_any_more_is_told_before_somebody_leaves(client, house):
    held = Appointment.objects.get(post__key="foreign-minister")
    said = {"act": "end", "item": held.pk, f"end-{held.pk}-ends": timezone.now().date().isoformat()}
    page = sent(client, house, "personnel", "foreign-minister", look="yes", **said).content.decode()
    assert "No dead end: on “Both ministers” nobody could sign for Minister of Foreign Affairs" in page
    held.refresh_from_db()
    assert held.ends is None


def test_a_loan_is_looked_at_and_to_whom_nothing_may_be_lent_gains_nothing(client, house):
    mandate = next(m for m in post_by_key("defence-minister").mandates.all() if m.may == "decide")
    until = (timezone.now() + timedelta(days=9)).date().isoformat()
    typed = {"act": "delegate", "mandate": mandate.pk, "until": until, "reason": "Leave.", "look": "yes"}
    to = post_by_key("counsel").pk
    page = sent(client, house, "defence-minister", "defence-minister", to_post=to, **typed).content.decode()
    assert "decide for Minister of Defence, personnel up to 10,000" in page
    to = post_by_key("desk").pk
    page = sent(client, house, "defence-minister", "defence-minister", to_post=to, **typed).content.decode()
    assert "Nobody gains or loses anything." in page
    assert not Delegation.objects.exists()


def test_whoever_may_not_is_shown_nothing_and_is_refused_on_the_record(client, house):
    held = Appointment.objects.get(post__key="foreign-minister")
    said = {"act": "end", "item": held.pk, f"end-{held.pk}-ends": timezone.now().date().isoformat(), "look": "yes"}
    answer = sent(client, house, "planner", "foreign-minister", **said)
    assert answer.status_code == 403
    assert "Who gains or loses what" not in answer.content.decode()


def test_two_keys_in_one_hand_are_told(house):
    route = Route.model_validate(yaml_route())
    titles = {"defence-minister": "Minister of Defence", "foreign-minister": "Minister of Foreign Affairs"}
    assert unsigned(route, {"defence-minister": {1}, "foreign-minister": {1, 2}}, titles) == ""
    assert unsigned(route, {"defence-minister": {1}, "foreign-minister": {1}}, titles) == (
        "one person would have to sign twice: Minister of Defence, Minister of Foreign Affairs"
    )
    framework, minister = frameworks_in_force()[0], house.people["foreign-minister"]
    change = Change(lambda there: without_holder(there, minister.pk, "foreign-minister"))
    assert preview(framework, timezone.now(), change).lost


def yaml_route():
    from comity.mandate.institutions.rules.framework import parsed

    return parsed(FRAMEWORK)["routes"][0]


def test_the_console_is_told_what_a_file_would_change_and_nothing_changes(house, tmp_path):
    file = tmp_path / "later.yaml"
    later = WITH_PERSONNEL.replace('version: "1"', 'version: "2"').replace("may: [decide, revoke]", "may: [decide]")
    file.write_text(later, encoding="utf-8")
    out = StringIO()
    call_command("rights_diff", str(file), stdout=out)
    assert out.getvalue().strip().splitlines() == ["Defence Minister", "  loses  Minister of Defence: revoke"]
    file.write_text(WITH_PERSONNEL.replace('version: "1"', 'version: "2"'), encoding="utf-8")
    out = StringIO()
    call_command("rights_diff", str(file), stdout=out)
    assert out.getvalue().strip() == "Nobody gains or loses anything."
    out = StringIO()
    call_command("rights_list", stdout=out)
    assert "    Minister of Defence: turn a key: “Both ministers”" in out.getvalue()


def test_an_upgrade_that_lets_more_is_told_before_it_serves(tmp_path, settings, monkeypatch):
    settings.HOME = tmp_path
    assert running.kept() is None
    running.keep(running.answers())
    out = StringIO()
    call_command("rights_since", stdout=out)
    assert out.getvalue().strip() == "The rules answer as they did at the last start."
    monkeypatch.setattr(independence, "may_write", lambda *_, **__: allow("patched"))
    monkeypatch.setattr(running, "NEVER_LENT", ())
    with pytest.raises(SystemExit):
        call_command("rights_since", stdout=out)
    told = out.getvalue()
    assert "who has spoken may amend: was no, is yes" in told
    assert "the power to appoint may ever be lent: was no, is yes" in told
