"""Readers of every kind walk every address before and after a house above them is planted: nothing may be another."""

from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from comity.foundation.access.models import Person
from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.label import label
from comity.foundation.labels.rules.reading import reads
from comity.mandate.institutions.models import Framework, Post
from comity.web.world import load_worlds

from .planting import Planted, doubled_models, every, is_marked, plant, plant_entries
from .walking import answer, filled, patterns

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
WORLD = ("coral-bridge", "logistics-team", "cyclone-lift", "kadavu-relief", "viti-patrol")
ABOVE = [  # each is above every reader by something else: need to know, nation, policy, level
    label("DEMO", "UNCLASSIFIED", need_to_know=["canaries"]),
    label("DEMO", "UNCLASSIFIED", releasable_to=["NZL"]),
    label("RIVERMARK", "CONFIDENTIAL"),
    label("DEMO", "SECRET"),
]
READERS = {  # who walks: the post they hold in the world, and what of theirs is another for the walk
    "no clearance": ("training-manager", {"clearances": {}}),
    "low clearance": ("engagement-planner", {"clearances": {"DEMO": "CONFIDENTIAL"}}),
    "partner nation": ("liaison-philippines", {}),
    "other policy": ("desk-officer-asia-pacific", {"clearances": {"RIVERMARK": "RESTRICTED"}}),
    "group missing": ("legal-counsel", {"clearances": {"DEMO": "CONFIDENTIAL"}, "groups": []}),
    "parliamentary": ("committee-clerk", {}),
    "auditor": ("auditor-general", {"clearances": {"DEMO": "CONFIDENTIAL"}}),
}
ENTITLED = {"nationality": "NZL", "clearances": {"DEMO": "SECRET", "RIVERMARK": "SECRET"}, "groups": ["canaries"]}
ENDS_THE_WALK = {"sign-out"}
COMPARED = ("low clearance", "partner nation", "auditor")  # what they see most of; the others' answers are read alone
OF_EACH = 2  # things of each kind that an address is asked about

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker, tmp_path_factory):
    """A house; what each reader is answered there; then the same house with another one above all of them."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.utils.timezone.now", lambda: NOW)
        patch.setattr(configured, "DEMONSTRATION", True)
        patch.setattr(configured, "MEDIA_ROOT", files)
        load_worlds([a_cut_world(tmp_path_factory.mktemp("library"))], at=NOW, life=False)
        with suppress(SystemExit):
            call_command("oversight_look", stdout=StringIO())
        people = {kind: as_reader(post, differently) for kind, (post, differently) in READERS.items()}
        planted = Planted()
        plant_entries(ABOVE, planted)
        house = [row for model in doubled_models() for row in every(model)]
        paths, about = addresses_about(some_of(house), people["low clearance"])
        before = {kind: answers(people[kind], paths) for kind in COMPARED}
        plant(ABOVE, planted)
        yield Walk(people, planted, paths, about, before)
        transaction.set_rollback(True)


class Walk:
    """`paths`: the addresses walked. `about`: by address, the kinds of thing it is about. `before`: what was answered."""

    def __init__(self, people, planted, paths, about, before):
        self.people, self.planted, self.paths, self.about, self.before = people, planted, paths, about, before

    def doubles(self):
        return some_of([row for rows in self.planted.rows.values() for row in rows])

    def worth_asking(self, entry, row):
        """An address that is about other kinds of thing answers this one as it answers anything else."""
        return type(row) in self.about[entry.name] or not self.about[entry.name]


def a_cut_world(folder):
    (folder / "frameworks").symlink_to(configured.LIBRARY / "frameworks")
    (folder / "worlds").mkdir()
    (folder / "worlds" / "papers").symlink_to(configured.LIBRARY / "worlds" / "papers")
    body, releases = (configured.LIBRARY / "worlds" / "asia-pacific.yaml").read_text("utf-8").split("\nreleases:")
    head, *entries = body.split("\n  - key: ")
    kept = "".join(f"\n  - key: {entry}" for entry in entries if entry.startswith(WORLD))
    path = folder / "worlds" / "asia-pacific.yaml"
    path.write_text(f"{head}{kept}\nreleases:{releases}", "utf-8")
    return path


def as_reader(post, differently):
    person = Person.objects.get(appointments__post__key=post)
    Person.objects.filter(pk=person.pk).update(**differently)
    person.refresh_from_db()
    return person


def entering(person):
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def some_of(rows):
    """A few of each kind: what is unmarked and has an address as well."""
    found = defaultdict(list)
    for row in [*rows, *Post.objects.all()[:1], *Framework.objects.all()[:1]]:
        if len(found[type(row)]) < OF_EACH:
            found[type(row)].append(row)
    return [row for some in found.values() for row in some]


def addresses_about(rows, person):
    """Every address: those about things once for each kind of thing that they are about, and which kinds those are."""
    client, found, about = entering(person), [], defaultdict(set)
    for entry in patterns():
        for row, path, _ in filled(entry, rows):
            if type(row) in about[entry.name] or entry.name in ENDS_THE_WALK:
                continue
            if row is None or asked(client, path)[0] != 404:
                about[entry.name].add(type(row))
                found.append(path)
    return found, about


def answers(person, paths):
    """By address, what this reader is answered; whatever looking leaves behind is taken back."""
    client = entering(person)
    return {path: asked(client, path) for path in paths}


def asked(client, path, data=None, method="get"):
    with transaction.atomic():
        said = answer(client, path, data, method=method)
        transaction.set_rollback(True)
    return said


def test_no_reader_of_the_walk_may_read_what_is_planted(walk):
    for kind, person in walk.people.items():
        assert not [one for one in ABOVE if reads(one, person.reader, policies(), NOW).allowed], kind
    marked = {model for model in doubled_models() if is_marked(model)}
    assert not {model.__name__ for model in marked if not walk.planted.rows[model]}, (
        "The house of the canary walk has none of these: let the demonstration world, or WORLD here, have one."
    )


@pytest.mark.parametrize("kind", READERS)
def test_what_is_above_a_reader_changes_no_answer(walk, kind):
    """No text of it, and for those compared no count, order, length, header or file is another."""
    after = answers(walk.people[kind], walk.paths)
    assert not {path: met for path, (_, said) in after.items() if (met := walk.planted.met(said))}
    assert not {path: said[0] for path, said in after.items() if said[0] >= 500}
    before = walk.before.get(kind, after)
    assert not {path: difference(before[path], after[path]) for path in before if before[path] != after[path]}


@pytest.mark.parametrize("kind", READERS)
def test_what_one_may_not_see_is_answered_as_what_is_not_there(walk, kind):
    client, asked_about = entering(walk.people[kind]), 0
    for entry in patterns():
        for seen, rows in ((False, walk.doubles()), (True, walk.planted.above)):
            for row, path, nothing in filled(entry, rows, parent_seen=seen):
                if row is None or not walk.worth_asking(entry, row):
                    continue
                asked_about += 1
                for method in ("get", "post"):
                    there, not_there = asked(client, path, method=method), asked(client, nothing, method=method)
                    assert there[0] == not_there[0], (path, method, there[0], not_there[0])
                    assert there[0] in (302, 404, 405), (path, method, there[0])
                    assert not walk.planted.met(there[1].replace(path, "")), (path, method)
    assert asked_about > 50


def test_no_search_tells_of_what_one_may_not_see(walk):
    said = next(one for one in walk.planted.words if one.startswith("zq"))
    for kind, person in walk.people.items():
        client = entering(person)
        for path in ("/find/", "/find/now/", "/engagements/", "/dossiers/", "/record/", "/releases/", "/obligations/"):
            found, none = (asked(client, path, {"q": one})[1].replace(one, "") for one in (said, f"xj{said[2:]}"))
            assert found == none, (kind, path)


def difference(before, after):
    """The first lines that are not the same."""
    old, new = before[1].splitlines(), after[1].splitlines()
    lines = [(a.strip()[:200], b.strip()[:200]) for a, b in zip(old, new, strict=False) if a != b]
    return before[0], after[0], len(old), len(new), lines[:4]
