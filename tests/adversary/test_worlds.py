"""Two worlds in one house: people of one walk the house and meet nothing of the other, by link, address or question."""

from contextlib import suppress
from datetime import UTC, datetime
from html import unescape

import pytest
from django.conf import settings as configured
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from comity.activity.engagements.models import Engagement
from comity.activity.papers.models import Paper, Remark
from comity.foundation.access.queries import Person
from comity.foundation.record.queries import audit, entire_history
from comity.foundation.record.queries.tables import asked, recorded
from comity.foundation.record.rules import keeping
from comity.foundation.record.rules.rows import Kind, key_of
from comity.mandate.institutions.models import Institution, Instrument, Post
from comity.mandate.institutions.rules.desk import Desk
from comity.mandate.obligations.models import Obligation
from comity.procedure.clearance.models import Consultation, Dossier, Opinion, Signature
from comity.web.world import load_worlds

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
HOME, ALLIANCE = "asia-pacific", "alliance"
KEPT = {  # of each world: of all kinds, with papers, remarks, objections, obligations; fewer than all, to be quick
    HOME: ("coral-bridge", "logistics-team"),
    ALLIANCE: ("northern-lantern", "fogo-relief"),
}
PEOPLE = {  # who plans and sees all that is planned, who sees the most, and a partner
    HOME: ("engagement-planner", "auditor-general", "liaison-philippines"),
    ALLIANCE: ("concord-exercise-planner", "concord-board-chair", "concord-partner-liaison-cape-verde"),
}
SLIPPED_IN = {  # how to change a column of each kind into something else
    Kind.AS_IT_IS: "'7'",
    Kind.YES_OR_NO: 'NOT "{}"',
    Kind.MOMENT: "'2001-01-01 00:00:00+00:00'",
}
PAGES = (
    *("/", "/waits/", "/engagements/", "/engagements/export.csv", "/calendar/", "/calendar/engagements.ics"),
    *("/timeline/", "/map/", "/map/data.json", "/dossiers/", "/obligations/?show=all", "/obligations/?show=ended"),
    *("/posts/", "/record/", "/countries/", "/who-may/", "/help/", "/notices/", "/engagements/new/"),
    *("/oversight/", "/oversight/obligations.csv", "/find/?q=exercise", "/find/now/?q=exercise", "/find/now/?q=relief"),
    *("/countries/PHL/", "/countries/CPV/"),
)


def cut(path, keys):
    """The text of a world with only these of its engagements."""
    head, *entries = path.read_text(encoding="utf-8").split("\n  - key: ")
    kept = "".join(f"\n  - key: {entry}" for entry in entries if entry.startswith(keys))
    return head + kept


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker, tmp_path_factory):
    """Both worlds, cut short, in one house, taken back at the end of the module."""
    library = tmp_path_factory.mktemp("library")
    (library / "frameworks").symlink_to(configured.LIBRARY / "frameworks")
    (library / "worlds").mkdir()
    for name, keys in KEPT.items():
        text = cut(configured.LIBRARY / "worlds" / f"{name}.yaml", keys)
        (library / "worlds" / f"{name}.yaml").write_text(text, encoding="utf-8")
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_worlds([library / "worlds" / f"{name}.yaml" for name in KEPT], at=NOW, life=False)
        transaction.set_rollback(True)


@pytest.fixture
def house(worlds, db, settings):
    settings.DEMONSTRATION = True
    return worlds


def enter(post):
    client = Client()
    client.force_login(Person.objects.get(appointments__post__key=post), "django.contrib.auth.backends.ModelBackend")
    return client


def text_of(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return unescape(body.decode())


def of(world, model):
    """The rows of a marked model that stand under this world."""
    leading = {
        Engagement: "lead_post",
        Dossier: "lead_post",
        Obligation: "owed_by",
        Consultation: "post",
        Paper: "by_post",
        Remark: "by_post",
    }
    return list(
        model.objects.whole("an attacker knows every key").filter(
            **{f"{leading[model]}__institution__framework_key": world}
        )
    )


def names_of(world):
    """What only this world calls anything: titles, people, institutions, posts, instruments, references."""
    theirs = Post.objects.filter(institution__framework_key=world)
    people = Person.objects.filter(appointments__post__in=theirs)
    found = {
        *(row.title for row in of(world, Engagement)),
        *(row.reference for row in of(world, Engagement)),
        *(row.reference for row in of(world, Dossier)),
        *(row.name for row in of(world, Paper)),
        *people.values_list("name", flat=True),
        *(f"@{name}" for name in people.values_list("username", flat=True)),
        *Institution.objects.filter(framework_key=world).values_list("name", flat=True),
        *theirs.values_list("title", flat=True),
        *Instrument.objects.filter(mandates__framework__key=world).values_list("title", flat=True),
    }
    return {name for name in found if len(name) >= 8}


def foreign_to(world):
    """What only the other calls anything; a word that both use tells nothing."""
    other = ALLIANCE if world == HOME else HOME
    own = "\n".join(names_of(world))
    return {name for name in names_of(other) if name not in own}


@pytest.mark.parametrize(("world", "post"), [(world, post) for world, posts in PEOPLE.items() for post in posts])
def test_no_page_list_file_or_answer_names_anything_of_the_other_world(house, world, post):
    client, foreign = enter(post), foreign_to(world)
    assert len(foreign) > 40, "there is enough to be met"
    for path in PAGES:
        response = client.get(path)
        if response.status_code == 404:
            continue
        said = text_of(response)
        assert not [name for name in foreign if name in said], (post, path)


@pytest.mark.parametrize("world", [HOME, ALLIANCE])
def test_the_same_look_finds_what_is_ones_own(house, world):
    client, own = enter(PEOPLE[world][1]), names_of(world)
    said = "".join(text_of(client.get(path)) for path in ("/engagements/", "/posts/", "/record/", "/find/?q=relief"))
    assert len([name for name in own if name in said]) > 15


@pytest.mark.parametrize("world", [HOME, ALLIANCE])
def test_the_gate_shows_one_world_with_one_person_for_each_first_screen_and_leads_to_the_other(house, world):
    page = Client().get("/sign-in/", {"world": world, "next": "/calendar/"})
    said, gate = text_of(page), page.context["gate"]
    assert [one.desk for one in gate.first] == list(Desk)
    assert all(one.sees for one in gate.first)
    assert not [person.name for person in of_people(ALLIANCE if world == HOME else HOME) if person.name in said]
    everybody = [one.person for one in gate.first] + [one.person for _, people in gate.others for one in people]
    assert sorted(person.pk for person in everybody) == sorted(person.pk for person in of_people(world))
    for key in KEPT:
        assert f"next=%2Fcalendar%2F&world={key}" in said
    assert said.count('name="next" value="/calendar/"') == len(everybody)


def of_people(world):
    return Person.objects.filter(appointments__post__institution__framework_key=world)


def addresses(world):
    """Every address an attacker of the other world could have been told."""
    for it in of(world, Engagement):
        yield reverse("engagement-by-key", args=[it.pk])
        for name in ("engagement", "engagement-history", "engagement-edit", "engagement-who-may", "papers"):
            yield reverse(name, args=[it.reference])
        yield reverse("map-ways", args=[it.reference])
    for row in of(world, Dossier):
        for name in ("dossier", "dossier-decide", "dossier-history"):
            yield reverse(name, args=[row.reference])
    for paper in of(world, Paper):
        for name in ("paper", "paper-content"):
            yield reverse(name, args=[paper.engagement.reference, paper.pk])
    for remark in of(world, Remark):
        yield reverse("remark-by-key", args=[remark.pk])
    yield from (reverse("consultation", args=[row.pk]) for row in of(world, Consultation)[:8])
    yield from (reverse("obligation", args=[row.pk]) for row in of(world, Obligation))
    posts = Post.objects.filter(institution__framework_key=world)[:8]
    yield from (reverse("post", args=[row.key]) for row in posts)


@pytest.mark.parametrize(("world", "other"), [(HOME, ALLIANCE), (ALLIANCE, HOME)])
def test_what_one_was_told_the_address_of_is_not_there(house, world, other):
    client = enter(PEOPLE[world][1])
    known = list(addresses(other))
    assert len(known) > 40
    assert [path for path in known if client.get(path).status_code != 404] == []


@pytest.mark.parametrize(("world", "other"), [(HOME, ALLIANCE), (ALLIANCE, HOME)])
def test_no_count_and_no_point_on_the_map_comes_from_the_other_world(house, world, other):
    reader = Person.objects.get(appointments__post__key=PEOPLE[world][1]).reader
    readable = set(Engagement.objects.readable_by(reader).values_list("pk", flat=True))
    assert readable
    assert not readable & {it.pk for it in of(other, Engagement)}
    drawn = text_of(enter(PEOPLE[world][1]).get("/map/data.json"))
    assert not [it.reference for it in of(other, Engagement) if it.reference in drawn]


@pytest.mark.parametrize(("world", "other"), [(HOME, ALLIANCE), (ALLIANCE, HOME)])
def test_nobody_speaks_answers_or_decides_across(house, world, other):
    client, said = enter(PEOPLE[world][0]), []
    before = (Opinion.objects.count(), Signature.objects.count(), len(of(other, Remark)), len(of(other, Paper)))
    for it in of(other, Engagement):
        said.append(client.post(reverse("papers", args=[it.reference]), {"words": "hello", "act": "remark"}))
    for row in of(other, Consultation)[:6]:
        said.append(client.post(reverse("consultation", args=[row.pk]), {"kind": "concur", "act": "opinion"}))
    for dossier in of(other, Dossier):
        said.append(client.post(reverse("dossier-decide", args=[dossier.reference]), {"act": "decide", "grant": "yes"}))
    assert {response.status_code for response in said} <= {403, 404}
    assert before == (Opinion.objects.count(), Signature.objects.count(), len(of(other, Remark)), len(of(other, Paper)))


# -- rows edited by SQL


def test_the_clock_of_the_record_does_not_run_back(house):
    # The alliance is named last here, and was founded first.
    moments = list(entire_history("a test").order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)


def test_every_row_of_both_worlds_is_as_the_record_tells(house):
    result = audit()
    assert result.troubles == ()
    assert result.rows > 500
    assert {table for table in recorded() if asked(f'SELECT 1 FROM "{table}" LIMIT 1')} >= {
        *("access_person", "clearance_dossier", "clearance_opinion", "clearance_signature", "engagements_engagement"),
        *("engagements_version", "institutions_appointment", "institutions_mandate", "obligations_obligation"),
        *("papers_paper", "papers_remark", "institutions_framework", "clearance_condition"),
    }


def test_a_row_of_any_table_that_is_edited_or_removed_by_sql_is_named(house):
    """One row of every table is edited, whichever column lets itself be, and another one removed."""
    edited, removed, unjudged = set(), set(), told_by_the_erased()
    with transaction.atomic():
        for table in recorded().values():
            for statement in keeping.lifting(connection.vendor, table.name):
                asked(statement)
            every = asked(f'SELECT "{table.key.name}" FROM "{table.name}" ORDER BY 1')
            keys = [key for key in every if f"{table.name} {key_of(table, key[0])}" not in unjudged][:2]
            if keys and edit(table, keys[0]):
                edited.add((table.name, key_of(table, keys[0][0])))
            if len(keys) == 2:
                asked(f'DELETE FROM "{table.name}" WHERE "{table.key.name}" = %s', keys[1])
                removed.add((table.name, key_of(table, keys[1][0])))
        assert {(one.table, one.key) for one in audit().troubles} == edited | removed
        transaction.set_rollback(True)
    assert len(edited) > 18
    assert len(removed) > 10


def told_by_the_erased():
    """Rows of which a body told that was lawfully erased: nobody can say any more what they said."""
    erasing = entire_history("a test", kind="record.body-erased")
    return {row for body in erasing.values_list("body", flat=True) for row in body["event"]["rows"]}


def edit(table, key):
    """Change the first column that the database lets anybody change."""
    for column in table.columns:
        if column.kind in SLIPPED_IN and column != table.key:
            changed = f'UPDATE "{table.name}" SET "{column.name}" = {SLIPPED_IN[column.kind].format(column.name)}'
            with suppress(DatabaseError), transaction.atomic():
                asked(f'{changed} WHERE "{table.key.name}" = %s', key)
                return True
    return False
