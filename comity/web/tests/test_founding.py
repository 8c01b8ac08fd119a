"""An empty house is founded from the console, and from then on people appoint people on the pages."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from comity.foundation.access.queries import Person
from comity.foundation.record.queries import audit, entire_history, head
from comity.mandate.institutions.models import Appointment, Post, State
from comity.mandate.institutions.queries import Framework, actor_for, post_by_key
from comity.procedure.clearance.tests.builders import FRAMEWORK
from comity.web.command import COMMANDS, HELP, main

REFUSED = 2
CLEARED = ["--clearance", "DEMO=SECRET"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "testland.yaml"
    path.write_text(FRAMEWORK, encoding="utf-8")
    return path


def run(*words):
    out = io.StringIO()
    call_command(*map(str, words), stdout=out)
    return out.getvalue().strip()


def answer(*words):
    return json.loads(run(*words, "--json"))


def refused(*words):
    with pytest.raises(CommandError) as refusal:
        run(*words)
    assert refusal.value.returncode == REFUSED
    return str(refusal.value)


def add(username="ana", *more, name="Ana Silva"):
    return run("person_add", username, "--name", name, "--nationality", "FJI", *CLEARED, *more)


@pytest.fixture
def founded(db, file):
    run("adopt", file)


# -- adopting


def test_an_empty_house_is_founded_with_the_states_of_the_library(db, file):
    told = answer("adopt", file)
    assert (told["adopted"], told["framework"], told["version"]) == (True, "testland", "1")
    assert (told["may_appoint"], told["demonstration"]) == (["appointer"], True)
    assert set(told["posts"]) == set(Post.objects.values_list("key", flat=True))
    assert told["states_added"] == State.objects.exclude(code__in=["XTS", "FJI"]).count() > 100  # those it names itself
    entries = list(entire_history("a test", newest_first=False))
    assert [entry.kind for entry in entries] == ["framework.adopted", "states.loaded"]
    assert {entry.person for entry in entries} == {"The operator's console"}
    assert audit().troubles == ()  # a house that was just founded needs no seal


def test_what_comes_next_is_told_and_a_demonstration_is_named_as_one(db, file):
    told = run("adopt", file)
    assert "Posts that may appoint: appointer." in told
    assert "comity person add" in told
    assert "demonstration" in told


def test_a_house_in_which_nobody_could_ever_appoint_is_warned_of(db, file):
    file.write_text(FRAMEWORK.replace("may: [appoint, adopt]", "may: [adopt]"), encoding="utf-8")
    told = run("adopt", file)
    assert "Posts that may appoint: none." in told
    assert "stay for ever: planner, director" in told


def test_posts_whose_holders_nobody_else_could_replace_are_named(db, file):
    soldier = "  - {post: planner, may: [appoint], over: [mod], instrument: act}\nclasses:\n  - {key: exercise"
    text = FRAMEWORK.replace("classes:\n  - {key: exercise", soldier, 1)
    file.write_text(
        text.replace("may: [appoint, adopt], ", "may: [appoint], over: [mfa, fin, mod], "), encoding="utf-8"
    )
    assert answer("adopt", file)["never_replaced"] == ["liaison", "appointer"]


def test_a_faulty_file_is_refused_with_its_line_and_nothing_of_it_stays(db, file):
    text = FRAMEWORK.replace("superior: director}", "superior: nobody}", 1)
    file.write_text(text, encoding="utf-8")
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "superior: nobody" in row)
    column = text.splitlines()[line - 1].index("nobody") + 1
    assert f"testland.yaml:{line}:{column}: there is no post “nobody”" in refused("adopt", file)
    assert (Framework.objects.count(), Post.objects.count(), head().size) == (0, 0, 0)


@pytest.mark.parametrize(("bytes_", "said"), [(None, "cannot be read"), (b"\xff\xfe", "not text in UTF-8")])
def test_a_file_that_is_none_is_refused(db, file, bytes_, said):
    file.unlink()
    if bytes_:
        file.write_bytes(bytes_)
    assert said in refused("adopt", file)


@pytest.mark.parametrize(
    ("old", "new"),
    [('version: "1"', 'version: "1"'), ('version: "1"', 'version: "2"')],
    ids=["the same", "a new version"],
)
def test_the_console_founds_a_framework_once(founded, file, old, new):
    file.write_text(FRAMEWORK.replace(old, new), encoding="utf-8")
    assert "is already in force: a new version needs a mandate to adopt" in refused("adopt", file)
    assert Framework.objects.count() == 1
    assert entire_history("a test")[0].kind == "access.refused"


def test_a_second_framework_that_takes_over_what_is_there_is_refused_and_the_clash_named(founded, file):
    file.write_text(FRAMEWORK.replace("framework: testland", "framework: other"), encoding="utf-8")
    said = refused("adopt", file)
    assert "the post “appointer” belongs to" in said
    assert "the institution “" in said
    assert "the instrument “" in said
    assert Framework.objects.count() == 1


# -- people


def test_an_account_is_made_listed_changed_and_closed_and_all_of_it_is_recorded(founded):
    told = answer(
        *("person_add", "ana", "--name", "Ana Silva", "--nationality", "fji", *CLEARED),
        *("--group", "budget", "--group", "planning", "--email", "ana@example.org"),
    )
    assert told["clearances"] == {"DEMO": "SECRET"}
    assert (told["nationality"], told["groups"], told["sign_in"]) == ("FJI", ["budget", "planning"], "none")
    assert not Person.objects.get().demonstration
    run("person_clearance", "ana", "--clearance", "DEMO=RESTRICTED", "--reason", "New duties.")
    (listed,) = answer("person_list")
    assert (listed["clearances"], listed["groups"], listed["active"]) == ({"DEMO": "RESTRICTED"}, [], True)
    assert "has no password yet" in run("person_list")
    run("person_close", "ana", "--reason", "Left.")
    assert answer("person_list")[0]["sign_in"] == "closed"
    kinds = [entry.kind for entry in entire_history("a test", kind="person.", newest_first=False)]
    assert kinds == ["person.added", "person.clearance-changed", "person.account-closed"]


def test_whoever_ends_a_demonstration_by_a_real_account_is_told_so(founded):
    assert "one-click" not in add()
    Person.objects.update(demonstration=True)
    assert "one-click sign-in has ended for good" in add("bo", name="Bo Berg")
    assert "one-click" not in add("cleo", name="Cleo Cruz")


def test_entries_about_people_are_marked_as_the_framework_says(founded):
    add()
    assert entire_history("a test", kind="person.")[0].marking.words == "RESTRICTED"


def test_before_the_founding_nobody_has_an_account(db):
    said = refused("person_add", "ana", "--name", "Ana", "--nationality", "FJI", *CLEARED)
    assert "comity adopt FILE" in said
    assert "Nobody is here yet" in run("person_list")
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ana", "--name", "Ana", "--nationality", "QQQ", *CLEARED], "No state here has the code QQQ"),
        (["ana", "--name", "Ana", "--nationality", "FJI", "--clearance", "DEMO"], "POLICY=LEVEL"),
        (["ana", "--name", "Ana", "--nationality", "FJI", *CLEARED, *CLEARED], "named twice"),
        (["ana", "--name", "Ana", "--nationality", "FJI", "--clearance", "DEMO=TOP"], "DEMO has no level TOP"),
        (["ana", "--name", "Ana", "--nationality", "FJI", "--clearance", "X=TOP"], "there is no marking policy X"),
        (["Ana!", "--name", "Ana", "--nationality", "FJI", *CLEARED], "Username: small letters"),
    ],
)
def test_what_is_wrong_with_an_account_is_said(founded, words, said):
    assert said in refused("person_add", *words)
    assert not Person.objects.exists()


def test_whoever_still_holds_a_post_when_their_account_closes_is_named_with_the_page_that_ends_it(founded):
    add()
    run("appoint", "ana", "desk")
    assert "/posts/desk/" in run("person_close", "ana", "--reason", "Left.")


@pytest.mark.parametrize(
    "words", [["person_close", "bo", "--reason", "x"], ["person_clearance", "bo", "--reason", "x"]]
)
def test_nobody_is_told_from_a_closed_account(founded, words):
    assert "Nobody here is called bo" in refused(*words)
    add("bo", name="Bo Berg")
    run("person_close", "bo", "--reason", "Left.")
    assert "The account of bo is closed" in refused(*words)


# -- appointing


def test_a_post_that_nobody_ever_held_is_filled_from_the_console(founded):
    add()
    told = answer("appoint", "ana", "desk", "--from", "2027-01-31", "--acting")
    assert told == {
        "person": "Ana Silva",
        "username": "ana",
        "post": "desk",
        "title": "Desk Officer",
        "institution": "Ministry of Foreign Affairs",
        "acting": True,
        "starts": "2027-01-31",
    }
    made = Appointment.objects.get()
    assert (made.person.username, made.post.key, made.acting, made.starts) == ("ana", "desk", True, date(2027, 1, 31))
    assert made.made_by == "The operator's console"


def test_afterwards_the_console_says_who_appoints_and_on_which_page_and_the_attempt_is_recorded(founded):
    add()
    add("bo", name="Bo Berg")
    run("appoint", "ana", "desk")
    run("appoint", "bo", "appointer")
    said = refused("appoint", "bo", "desk", "--acting")
    assert "the console no longer appoints to it" in said
    assert "/posts/desk/" in said
    assert "Appointments Officer (Bo Berg), under Engagement Act" in said
    assert Appointment.objects.count() == 2
    assert entire_history("a test")[0].kind == "access.refused"


def test_where_no_mandate_reaches_the_console_says_so(db, file):
    file.write_text(
        FRAMEWORK.replace("may: [appoint, adopt], instrument", "may: [appoint, adopt], over: [mod], instrument"),
        encoding="utf-8",
    )
    run("adopt", file)
    add()
    run("appoint", "ana", "desk")
    assert "No mandate in force reaches it" in refused("appoint", "ana", "desk")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ana", "king"], "There is no post “king”"),
        (["bo", "desk"], "Nobody here is called bo"),
        (["ana", "desk", "--from", "31.1.2027"], "is no day"),
    ],
)
def test_what_is_wrong_with_an_appointment_is_said(founded, words, said):
    add()
    with pytest.raises(CommandError, match=said):
        run("appoint", *words)
    assert not Appointment.objects.exists()


# -- from an empty machine to the first sign-in


def test_from_the_empty_house_to_the_first_page_by_commands_alone(founded, client, monkeypatch):
    add("ana")
    run("appoint", "ana", "planner")
    monkeypatch.setattr("getpass.getpass", lambda _: "correct horse battery staple")
    assert "is set" in run("password", "ana")
    assert client.get("/sign-in/").url == "/sign-in/with-password/"
    done = client.post("/sign-in/with-password/", {"login": "ana", "password": "correct horse battery staple"})
    assert done.url == "/"
    page = client.get("/")
    assert page.status_code == 200
    assert "Planner" in page.content.decode()
    actor = actor_for(Person.objects.get(), timezone.now())
    assert actor.post_id == post_by_key("planner").pk


# -- the command line


def test_every_command_teaches_under_the_words_by_which_it_is_called(capsys):
    for words in COMMANDS:
        with pytest.raises(SystemExit) as done:
            main([*words, "--help"])
        assert done.value.code == 0
        said = capsys.readouterr().out
        assert said.startswith(f"usage: comity {' '.join(words)} [")
        assert len(said.partition("\n\n")[2].partition("\n\n")[0]) > 40, "it says what it is for"


def test_the_first_help_names_every_command():
    for words in COMMANDS:
        assert f"comity {' '.join(words)}" in HELP or (words[0] == "person" and f"person {words[1]}" in HELP)


def test_half_a_command_is_answered_with_what_it_could_have_been(capsys):
    with pytest.raises(SystemExit) as done:
        main(["person"])
    assert done.value.code == REFUSED
    assert "comity person add" in capsys.readouterr().err


def test_without_a_database_there_is_no_fault_but_an_answer(db, monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    for words in (["person_list"], ["appoint", "ana", "desk"], ["person_close", "ana", "--reason", "x"]):
        assert "comity adopt FILE founds one" in refused(*words)
