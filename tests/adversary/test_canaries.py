"""Readers of every kind walk every address before and after a house above them is planted: nothing may be another."""

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest
from django.conf import settings as configured
from django.db import transaction
from django.test import Client

from comity.foundation.access.models import Person
from comity.foundation.labels.queries import forget_decisions, policies
from comity.foundation.labels.rules.label import label
from comity.foundation.labels.rules.reading import reads
from comity.mandate.institutions.models import Framework, Post
from comity.web.world import load_worlds

from .planting import Planted, doubled_models, every, is_marked, plant, plant_entries
from .walking import answer, filled, patterns, things_in

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
        people = {kind: as_reader(post, differently) for kind, (post, differently) in READERS.items()}
        planted = Planted()
        plant_entries(ABOVE, planted)
        house = [row for model in doubled_models() for row in every(model)]
        import time; T=time.time()
        asked_of = addresses_about(some_of(house), people["low clearance"])
        print("ADDR", len(asked_of), time.time()-T)
        before = {kind: answers(person, asked_of) for kind, person in people.items()}
        print("BEFORE", time.time()-T)
        plant(ABOVE, planted)
        print('PLANTED', time.time()-T); yield Walk(people, planted, asked_of, before)
        transaction.set_rollback(True)
    print(sorted(((round(v,2),k) for k,v in SLOW.items()),reverse=True)[:25])


class Walk:
    def __init__(self, people, planted, house, before):
        self.people, self.planted, self.house, self.before = people, planted, house, before


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


SLOW = {}


def addresses_about(rows, person):
    """Every address, of those about things one for each kind of thing that it is about."""
    client, found = entering(person), []
    for entry in patterns():
        kinds = set()
        for row, path, _ in filled(entry, rows):
            if type(row) in kinds or entry.name in ENDS_THE_WALK:
                continue
            if row is None or asked(client, path)[0] != 404:
                kinds.add(type(row))
                found.append(path)
    return found


def answers(person, paths):
    """By address, what this reader is answered; whatever looking leaves behind is taken back."""
    client = entering(person)
    return {path: asked(client, path) for path in paths}


def asked(client, path, data=None, method="get"):
    import time
    t = time.time()
    with transaction.atomic():
        said = answer(client, path, data, method=method)
        transaction.set_rollback(True)
    SLOW[path] = SLOW.get(path, 0) + time.time() - t
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
    person, before = walk.people[kind], walk.before[kind]
    after = answers(person, walk.house)
    leaks = {path: walk.planted.met(said) for path, (_, said) in after.items() if walk.planted.met(said)}
    assert not leaks
    other = {path: difference(before[path], after[path]) for path in before if before[path] != after[path]}
    assert not other


def difference(before, after):
    """The first lines that are not the same."""
    old, new = before[1].splitlines(), after[1].splitlines()
    lines = [(a.strip()[:200], b.strip()[:200]) for a, b in zip(old, new, strict=False) if a != b]
    return before[0], after[0], len(old), len(new), lines[:4]
