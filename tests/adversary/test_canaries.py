"""Readers of every kind walk every address before and after a house above them is planted: nothing may be another."""

import re
from collections import Counter, defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.conf import settings as configured
from django.core.management import get_commands, load_command_class
from django.test import override_settings
from django.urls import reverse

from comity.activity.papers.queries import WRITTEN
from comity.foundation.access.actions.make_record_key import make_record_key
from comity.foundation.access.models import Person
from comity.foundation.access.rules.actor import the_clock, the_console
from comity.foundation.labels.queries import forget_decisions, policies
from comity.foundation.labels.rules.label import label
from comity.foundation.labels.rules.reading import reads
from comity.foundation.record.actions.enter_absence import enter_proposal
from comity.foundation.record.actions.publish import publish
from comity.foundation.record.models import AbsenceProposal, Entry
from comity.foundation.record.queries import history
from comity.foundation.record.rules.absence import WITHHOLD
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.models import Framework, Post
from comity.scrutiny.oversight.actions.make_finding import make_finding
from comity.scrutiny.oversight.rules.trouble import Trouble
from comity.web.live import watching
from comity.web.world import load_worlds

from .channels import (
    ALL,
    COMMANDS,
    FOR_A_READER,
    OF_THE_HOUSE,
    READS_EVERYTHING,
    TELLS_NOTHING_MARKED,
    mailed,
    printed,
    streamed,
)
from .planting import (
    CANARY,
    Planted,
    doubled_models,
    every,
    is_marked,
    marked_by,
    plant,
    plant_entries,
    plant_what_is_counted,
)
from .walking import (
    POST,
    Way,
    asked,
    bare_errors,
    entering,
    filled,
    listening,
    looks,
    patterns,
    taken_back,
    text_of,
)

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
WORLD = ("coral-bridge", "logistics-team", "cyclone-lift", "kadavu-relief", "viti-patrol", "cable-protection")
ABOVE = [  # each is above every reader by something else: need to know, nation, policy, level
    label("DEMO", "UNCLASSIFIED", need_to_know=["canaries"]),
    label("DEMO", "UNCLASSIFIED", releasable_to=["NZL"]),
    label("RIVERMARK", "CONFIDENTIAL"),
    label("DEMO", "SECRET"),
]
READERS = {  # who walks: the post they hold in the world, and what of theirs is another for the walk
    "low clearance": (POST, {"clearances": {"DEMO": "CONFIDENTIAL"}}),
    "partner nation": ("liaison-philippines", {}),
    "other policy": ("desk-officer-asia-pacific", {"clearances": {"RIVERMARK": "RESTRICTED"}}),
    "auditor": ("auditor-general", {"clearances": {"DEMO": "CONFIDENTIAL"}}),
    "no clearance": ("training-manager", {"clearances": {}}),
    "group missing": ("public-service-commissioner", {"clearances": {"DEMO": "CONFIDENTIAL"}, "groups": []}),
    "parliamentary": ("committee-clerk", {}),
}
COMPARED = ("low clearance", "partner nation", "other policy", "auditor")  # of the others every answer is read, once
ENTITLED = {"nationality": "NZL", "clearances": {"DEMO": "SECRET", "RIVERMARK": "SECRET"}, "groups": ["canaries"]}
FINDERS = (
    "low clearance",
    "auditor",
    "group missing",
    "partner nation",
)  # what none of them can open, no walk is about
EMPTY = "/accessibility/"  # a page of nothing but the frame that every page has
NOBODYS = "ENG-2026-9999"  # a number that was never given out
ENDS_THE_WALK = {"sign-out"}
WITHOUT_A_THING = {  # nobody proposed another text of the framework, and texts carry no marking
    "framework-proposal",
    "framework-proposal-promises",
    "framework-proposal-diagram",
    "framework-proposal-export",
    "framework-proposal-certificate",
}
SAYS_WHY_NOT = {"release-package"}  # who does not read all of a package does not open it, and is told so
SHOWS_NOTHING_PLANTED = {  # though they look something marked up
    *("countries", "oversight", "framework", "framework-dossiers"),  # numbers alone, which are compared
    *("engagement-new", "map-ways", "oversight-evidence"),  # a form, lines over the sea, how the record is checked
    "oversight-absences-file",  # what was decided of, and nothing was
    *("release-ask", "crisis-preview", "who-would-read"),  # are asked about what was there before
}
SHOWN_TO_NOBODY = {"MarkingKey", "SealedFile", "Page"}  # keys, where contents lie; of pages an address without words
SAYS_SO = re.compile("console|whatever (its|their|the) marking")
OF_EACH = {"Paper": 4}  # things of a kind that an address is asked about, where one is not enough: some have no pages

pytestmark = [pytest.mark.django_db, pytest.mark.alike]


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker, tmp_path_factory):
    """A house; what each reader is answered there; then the same house with another one above all of them."""
    files = tmp_path_factory.mktemp("files")
    here = override_settings(MEDIA_ROOT=files, DEMONSTRATION=True)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, here, taken_back():
        patch.setattr("django.utils.timezone.now", lambda: NOW)
        load_worlds([a_cut_world(tmp_path_factory.mktemp("library"))], at=NOW, life=False)
        something_found()
        make_record_key(every(marked_by("Engagement"))[0].marking_id, actor=the_console(), at=NOW)
        people = {kind: as_reader(post, differently) for kind, (post, differently) in READERS.items()}
        it = Walk(people, Planted())
        plant_entries(ABOVE, it.planted)
        plant_what_is_counted(ABOVE, it.planted)
        something_to_forget(it.planted)
        publish(NOW)
        it.find_addresses()
        for kind in COMPARED:
            it.walk_before(kind)
        it.told_before = it.told()
        plant(ABOVE, it.planted)
        yield it
    forget_decisions()


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


def something_found():
    """What overseers are told of, as a monitor enters it."""
    marking = every(marked_by("Engagement"))[0].marking_id
    trouble = Trouble(key="walk", words=say("something of the walk"), seq=3)
    assert make_finding(trouble, actor=the_clock(), at=NOW, watch="clock", marking_id=marking)


def something_to_forget(planted):
    """Of an entry that overseers read, and of one that they do not."""
    auditor = Person.objects.get(appointments__post__key="auditor-general")
    seen = history(reader=auditor.reader).filter(kind__startswith="engagement.").first()
    unseen = next(one for one in planted.rows[type(seen)] if one.kind.startswith("engagement."))
    for entry in (seen, unseen):
        reason = f"asked for {planted.word('AbsenceProposal.reason') if entry is not seen else 'by the person'}"
        said = enter_proposal(entry, WITHHOLD, actor=the_console(), at=NOW, reason=reason, legal_basis="Privacy Act, 2")
    planted.rows[AbsenceProposal].append(said)


def one_of_each(reader):
    """Of each kind the thing on which most hangs, among those that this reader may read."""
    found, most = [], hanging()
    for model in [*doubled_models(), Entry, AbsenceProposal, Post, Framework]:
        rows = model.objects.readable_by(reader) if is_marked(model) else model._default_manager.all()
        kept = rows.filter(key=POST) if model is Post else rows.order_by("pk")
        found += sorted(kept, key=lambda row: -most[str(row.pk)])[: OF_EACH.get(model.__name__, 1)]
    return found


def hanging():
    """By key, how many rows hang on it."""
    found = Counter()
    for row in (row for model in doubled_models() for row in every(model)):
        for one in row._meta.concrete_fields:
            if one.name == "thing_key" or is_marked(one.related_model or Post):
                found[str(getattr(row, one.attname))] += 1
    return found


def first_of_each(rows):
    """Of each kind that on which most hangs."""
    most = hanging()
    return list({type(row): row for row in sorted(rows, key=lambda row: most[str(row.pk)])}.values())


class Walk:
    """`ways`: what is asked. `about`: by name of an address, the kinds of thing it is about. `plain`: by reader, the
    ways on which nothing marked is looked up but what every page looks up. `before`: by reader and way, what was
    answered when nothing was planted; `told_before`: what was counted and mailed then."""

    def __init__(self, people, planted):
        self.people, self.planted = people, planted
        self.ways, self.plain, self.about, self.before, self.told_before = [], {}, {}, {}, {}
        self.met = defaultdict(dict)  # by reader and way, what was answered while addresses were looked for

    def find_addresses(self):
        """Every address: those about things once for each kind of thing that they are about; then what is asked of
        some of them."""
        for kind in FINDERS:
            client, rows = entering(self.people[kind]), one_of_each(self.people[kind].reader)
            with bare_errors():
                for entry in patterns():
                    if entry.name not in self.about and entry.name not in ENDS_THE_WALK:
                        self.find(kind, client, entry, rows)
        self.ways += [Way(name, path) for name, path in questions(self.people[FINDERS[0]])]

    def find(self, kind, client, entry, rows):
        for row, path, _ in filled(entry, rows):
            if type(row) in self.about.get(entry.name, ()):
                continue
            for way in (Way(entry.name, path), Way(entry.name, path, "post")):
                answer, met = looked_at(client, way)
                opens = answer.status != 404 and (answer.status != 405 or way.method == "post")
                if opens or (row is None and answer.status == 404):
                    self.about.setdefault(entry.name, set()).add(type(row))
                    self.ways.append(way)
                    if answer.status < 400 or answer.status == 422:
                        self.met[kind][way] = answer, met
                if answer.status != 405:
                    break

    def walk_before(self, kind):
        client, plain, found = entering(self.people[kind]), set(), {}
        _, everywhere = looked_at(client, Way("", EMPTY))
        for way in self.ways:
            found[way], met = self.met[kind].get(way) or looked_at(client, way)
            if met <= everywhere and way.method == "get":
                plain.add(way)
        self.before[kind], self.plain[kind] = found, plain

    def answers(self, kind):
        """Now. What is plain to a reader who walked before is not asked again."""
        client = entering(self.people[kind])
        return {way: asked(client, way) for way in self.ways if way not in self.plain.get(kind, self.plain_to_all)}

    @property
    def plain_to_all(self):
        """What nobody who walked before met anything marked on, nor was kept from."""
        open_to_all = {way for way in self.ways if all(found[way].status == 200 for found in self.before.values())}
        return set.intersection(open_to_all, *self.plain.values())

    def told(self):
        """By reader, what is counted in the stream, and the mail that would go out."""
        counts = watching.unread({one.pk: one.reader for one in self.people.values()}, NOW)
        return {kind: (counts[one.pk], mailed(one, NOW)) for kind, one in self.people.items()}

    def hidden_places(self, of_all):
        """`(name, path, the same path about nothing)` of doubles, and of what hangs above on something that is seen."""
        doubles = [one for rows in self.planted.rows.values() for one in rows]
        hidden = ((False, of_all(doubles)), (True, of_all(self.planted.above)))
        for entry in patterns():
            for seen, rows in hidden:
                for row, path, nothing in filled(entry, rows, parent_seen=seen):
                    if row is not None and type(row) in self.about.get(entry.name, ()):
                        yield entry.name, path, nothing

    def pages_of_doubles(self, of_all):
        """Those that show something: pages that change it do not show more of it."""
        shows = {way.name for way in self.ways if way.method == "get"}
        return [Way(name, path) for name, path, _ in self.hidden_places(of_all) if name in shows]

    def hidden_values(self, way):
        """`(what something hidden is called, what nothing is called)`."""
        engagement, paper = (self.planted.rows[marked_by(name)][0] for name in ("Engagement", "WrittenPaper"))
        word = next(iter(self.planted.words))
        nowhere = str(UUID(int=engagement.pk.int ^ 0xBEEF))
        originals = [(f"{WRITTEN}:{paper.pk}", f"{WRITTEN}:{nowhere}")] if way.name == "release-ask" else []
        return [
            (engagement.reference, f"{engagement.reference[:-4]}9{engagement.reference[-3:]}"),
            (str(engagement.pk), nowhere),
            (word, f"xj{word[2:]}"),
            *originals,
        ]


def looked_at(client, way):
    with looks() as met:
        answer = asked(client, way)
    return answer, met


def questions(person):
    """`(name, path)`: what finds something, so that a count, an order or a page of it could differ."""
    paper, crisis, engagement = (every(marked_by(name))[0] for name in ("WrittenPaper", "Crisis", "Engagement"))
    asked_for = {
        "find": ["q=relief", "q=2026"],
        "find-now": ["q=2026"],
        "engagements": ["q=a"],
        "timeline": ["by=partner"],
        "dossiers": ["show=all"],
        "obligations": ["show=all"],
        "notices": ["show=all"],
        "record": ["since=2026-01-01"],
        "oversight": ["since=2026-01-01"],
        "oversight-findings": ["show=all"],
        "release-ask": [f"of={WRITTEN}:{paper.pk}", f"of=engagement:{engagement.pk}"],
        "who-would-read": [f"person={person.pk}&clearance=DEMO%3DSECRET", "nation=PHL&community=FRIENDS"],
    }
    yield from ((name, f"{reverse(name)}?{one}") for name, queries in asked_for.items() for one in queries)
    preview = reverse("crisis-preview", args=[crisis.reference])
    yield "crisis-preview", f"{preview}?act=suspend&engagement={engagement.pk}"


def test_no_reader_of_the_walk_may_read_what_is_planted(walk):
    for kind, person in walk.people.items():
        assert not [one for one in ABOVE if reads(one, person.reader, policies(), NOW).allowed], kind
    marked = {model for model in doubled_models() if is_marked(model)}
    assert not {model.__name__ for model in marked if not walk.planted.rows[model]}, (
        "The house of the canary walk has none of these: let the demonstration world, or WORLD here, have one."
    )


def test_every_address_about_things_is_asked_about_one(walk):
    asked_about = {way.name for way in walk.ways} | ENDS_THE_WALK | WITHOUT_A_THING
    strange = {entry.name for entry in patterns()} - asked_about
    assert not strange, (
        "No reader of the walk opens these about anything that stands in its house: let WORLD have such a thing, or "
        "say in WITHOUT_A_THING why there is none."
    )


@pytest.mark.parametrize("kind", READERS)
def test_what_is_above_a_reader_changes_no_answer(walk, kind):
    """No text of it, and no count, order, length, header, name or date of a file is another."""
    after = walk.answers(kind)
    before = walk.before.get(kind, after)
    assert not {way: met for way, answer in after.items() if (met := walk.planted.met(answer.said))}
    assert not {way: answer.status for way, answer in after.items() if answer.status >= 500}
    changed = {way for way in after if alike(before[way]) != alike(after[way]) and way.name not in SAYS_WHY_NOT}
    assert not {way: difference(before[way], after[way]) for way in changed}


def alike(answer):
    return answer.status, answer.same


def difference(before, after):
    """The first lines that are not the same."""
    old, new = before.same.splitlines(), after.same.splitlines()
    lines = [(a.strip()[:200], b.strip()[:200]) for a, b in zip(old, new, strict=False) if a != b]
    return before.status, after.status, len(old), len(new), lines[:4]


@pytest.mark.parametrize("kind", ("low clearance", "partner nation", "auditor", "group missing"))
def test_what_one_may_not_see_is_answered_as_what_is_not_there(walk, kind):
    client, known = entering(walk.people[kind]), {}
    with bare_errors():
        for name, path, nothing in walk.hidden_places(first_of_each):
            for method in ("get", "post"):
                there, beside = Way(name, path, method), Way(name, nothing, method)
                if beside not in known:
                    known[beside] = asked(client, beside)
                found = asked(client, there)
                assert found.status == known[beside].status, there
                assert found.same.replace(path, "") == known[beside].same.replace(nothing, ""), there
                assert found.status in (302, 403, 404, 405), (there, found.status)
                assert not walk.planted.met(found.said.replace(path, "")), there
    assert len(known) > 50


def test_the_page_of_what_is_not_there_says_the_same_of_what_one_may_not_see(walk):
    client = entering(walk.people["low clearance"])
    hidden = next(one for one in walk.planted.references if one.startswith("ENG-"))
    found, none = (asked(client, Way("", f"/engagements/{one}/")) for one in (hidden, NOBODYS))
    assert found.status == none.status == 404
    assert found.same.replace(hidden, "") == none.same.replace(NOBODYS, "")


# -- what is asked for in the query of an address, and in what is posted


def without(words, said):
    return said.replace(words.rpartition(":")[2], "")


def test_no_parameter_asks_out_what_one_may_not_see(walk):
    """Every parameter that is looked for is given the number, the key and a word of something hidden, each beside one
    that stands nowhere."""
    client, pairs = entering(walk.people["low clearance"]), 0
    with listening() as in_every_page:
        asked(client, Way("", EMPTY), {"_": "1"})
    for way in {way.name: way for way in walk.ways if way not in walk.plain["low clearance"]}.values():
        with listening() as heard:
            usual = asked(client, way, {"_": "1"})
        names = sorted(heard - in_every_page - {"_", "csrfmiddlewaretoken"})
        for there, nowhere in walk.hidden_values(way):
            alone = way.method == "get" and not CANARY.fullmatch(there)  # a word is looked for in all of them at once
            for each in [[name] for name in names] if alone else [names] * bool(names):
                pairs += 1
                found = asked(client, way, dict.fromkeys(each, there))
                if alike(found) != alike(usual):
                    none = asked(client, way, dict.fromkeys(each, nowhere))
                    assert found.status == none.status, (way, each, there)
                    assert without(there, found.same) == without(nowhere, none.same), (way, each, there)
                    assert not walk.planted.met(found.said.replace(there, "")), (way, each, there)
    assert pairs > 100


# -- other ways out of the house


def test_no_count_and_no_mail_is_another(walk):
    assert walk.told() == walk.told_before
    assert any(mail for _, mail in walk.told_before.values()), "nobody in the house of the walk is told anything"
    with entitled(walk.people["low clearance"]):
        assert walk.told()["low clearance"] != walk.told_before["low clearance"]
        assert not walk.planted.met(walk.told()["low clearance"][1]), "a mail quotes nothing, whoever reads it"


def test_the_stream_tells_nobody_of_an_entry_above_them(walk):
    entries = walk.planted.rows[marked_by("Entry")]
    first, hidden = entries[0].seq, {one.seq for one in entries}
    low = walk.people["low clearance"]
    for said in streamed(walk.people.values(), first).values():
        assert not walk.planted.met(said)
        assert not hidden & {int(one) for one in re.findall(r"^id: (\d+)", said, re.M)}
    for person in walk.people.values():
        assert not hidden & {one.seq for one in watching.missed(first - 1, first + 100, person.reader)}
        assert watching.last_readable(person.reader) not in hidden
    with entitled(low):
        assert walk.planted.met(streamed([low], first)[low.pk])
        assert hidden & {one.seq for one in watching.missed(first - 1, first + 100, low.reader)}


def test_every_command_is_known_to_the_walk():
    assert OF_THE_HOUSE == COMMANDS, (
        "The canary walk does not know these commands, or knows some that are gone: say in channels.py whether they "
        "answer as a reader is answered, tell nothing marked, read everything and say so, read what they are handed, "
        "or change something."
    )


def test_a_command_that_answers_as_a_reader_tells_nothing_above_them(walk, tmp_path):
    for words, arguments in FOR_A_READER.items():
        for kind in ("low clearance", "partner nation", "auditor"):
            said = printed(words, arguments, READER=walk.people[kind].username, FOLDER=tmp_path)
            assert said
            assert "Error" not in said
            assert not walk.planted.met(said), (words, kind)
            for file in tmp_path.glob("*.zip"):
                assert not walk.planted.met(text_of(file.read_bytes())), (words, kind)
                file.unlink()


def test_a_command_that_asks_nobodys_clearance_tells_nothing_marked_or_says_so(walk, tmp_path):
    stand = {
        "READER": walk.people["low clearance"].username,
        "ENG": walk.planted.rows[marked_by("Engagement")][0].reference,
        "FRAMEWORK": configured.LIBRARY / "frameworks" / "asia-pacific.yaml",
        "FOLDER": tmp_path,
    }
    for words, arguments in TELLS_NOTHING_MARKED.items():
        said = printed(words, arguments, **stand)
        assert said, words
        assert not walk.planted.met(said), words
        files = [one for one in tmp_path.rglob("*") if one.is_file()]
        assert not [one for one in files if walk.planted.met(text_of(one.read_bytes()))], words
    told = {
        words for words, arguments in READS_EVERYTHING.items() if walk.planted.met(printed(words, arguments, **stand))
    }
    assert {("record", "show"), ("release", "list"), ("who-reads",), ("who-may",)} <= told
    for words in READS_EVERYTHING:
        command = load_command_class(get_commands()[ALL[words]], ALL[words])
        assert SAYS_SO.search(command.help), (
            f"comity {' '.join(words)} does not say in its help that it reads everything"
        )


# -- whoever may read everything really meets it


@contextmanager
def entitled(person):
    """While this lasts, the same person may read everything that is planted."""
    kept = {name: getattr(person, name) for name in ENTITLED}
    with taken_back():
        Person.objects.filter(pk=person.pk).update(**ENTITLED)
        person.refresh_from_db()
        yield
    for name, value in kept.items():
        setattr(person, name, value)


def see(walk, client, way, met, shown):
    """Notes of which models this shows something planted, and under which name."""
    if found := walk.planted.met(asked(client, way).said):
        shown.add(way.name)
        met |= {where.split(".")[0] for where in found}


def test_who_may_read_it_meets_it_wherever_something_marked_is_shown(walk):
    """So that no walk is without a difference because nothing was planted, or because nobody could have met it."""
    met, shown = set(), set()
    marked = {model.__name__ for model in doubled_models() if is_marked(model)} - SHOWN_TO_NOBODY
    for kind in ("low clearance", "auditor"):
        skipped = frozenset(shown)  # the second is asked only for what the first was not shown
        with entitled(walk.people[kind]):
            client = entering(walk.people[kind])
            for way in [*walk.pages_of_doubles(first_of_each), *walk.ways]:
                if way not in walk.plain[kind] and way.name not in (shown if not marked - met else skipped):
                    see(walk, client, way, met, shown)
            for way in walk.pages_of_doubles(list):
                if marked - met:
                    see(walk, client, way, met, shown)
    unmet = marked - met
    assert not unmet, "of these nothing is shown to anybody: are they planted, and readable?"
    plain = walk.plain["low clearance"] & walk.plain["auditor"]
    names = {way.name for way in walk.ways if way not in plain and way.method == "get"}
    empty = names - shown - SHOWS_NOTHING_PLANTED
    assert not empty, (
        "Who may read everything that is planted meets nothing of it at these addresses: let the walk plant what they "
        "show, or say in SHOWS_NOTHING_PLANTED why they show nothing marked."
    )
