"""Labels, readers, and a marked model that exists only while a test runs."""

import random
from datetime import UTC, datetime

from django.db import connection, models

from comity.foundation.labels.models import Marking
from comity.foundation.labels.queries import MarkedManager, marking_for
from comity.foundation.labels.rules.label import Category, CategoryKind, Label, Reader, label
from comity.foundation.labels.rules.policy import Policy

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
POLICIES = {
    "DEMO": Policy("DEMO", ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET")),
    "OTHER": Policy("OTHER", ("OPEN", "CLOSED")),
}
LEVELS = POLICIES["DEMO"].levels
NATIONS = ("XTS", "FJI", "PHL", "AUS")
GROUPS = ("budget", "crypto", "medical")


class Folder(models.Model):
    """Bears no marking, and holds things that do."""

    id = models.IntegerField(primary_key=True)

    class Meta:
        app_label = "labels"
        managed = False
        db_table = "labels_tests_folder"

    def __str__(self):
        return f"folder {self.pk}"


class Paper(models.Model):
    """A marked thing, as rooms declare theirs."""

    id = models.IntegerField(primary_key=True)
    title = models.CharField(max_length=40)
    folder = models.ForeignKey(Folder, on_delete=models.PROTECT, related_name="papers", null=True)
    marking = models.ForeignKey("labels.Marking", on_delete=models.PROTECT, related_name="+")

    objects = MarkedManager()

    class Meta:
        app_label = "labels"
        managed = False
        db_table = "labels_tests_paper"

    def __str__(self):
        return self.title


def lay_tables():
    """For the length of a test's transaction; both databases take them back with it."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE labels_tests_folder (id integer PRIMARY KEY)")
        cursor.execute(
            "CREATE TABLE labels_tests_paper (id integer PRIMARY KEY, title varchar(40) NOT NULL,"
            " folder_id integer NULL, marking_id bigint NOT NULL)"
        )


def a_reader(nationality="XTS", level="SECRET", groups=(), policy="DEMO"):
    held = frozenset({(policy, level)}) if level else frozenset()
    return Reader(nationality, held, frozenset(groups))


def a_paper(number=1, marked="RESTRICTED", folder=None, **options):
    marking: Marking = marking_for(label("DEMO", marked, **options))
    return Paper.objects.create(id=number, title=f"Paper {number}", folder=folder, marking=marking)


def some_label(chance: random.Random, policy="DEMO") -> Label:
    """Any label, also of kinds and levels that nobody knows."""
    levels = [*POLICIES[policy].levels, *(["COSMIC"] if chance.random() < 0.05 else [])]
    categories = set()
    if chance.random() < 0.6:
        nations = frozenset(chance.sample(NATIONS, chance.randint(0, 3)))
        categories.add(Category("Releasable To", CategoryKind.PERMISSIVE, nations))
    if chance.random() < 0.4:
        groups = frozenset(chance.sample(GROUPS, chance.randint(1, 2)))
        categories.add(Category("Need To Know", CategoryKind.RESTRICTIVE, groups))
    if chance.random() < 0.2:
        categories.add(Category("Subject", CategoryKind.INFORMATIVE, frozenset({"sea"})))
    if chance.random() < 0.1:
        categories.add(Category("Codeword", CategoryKind.RESTRICTIVE, frozenset({"lamp"})))
    return Label(policy, chance.choice(levels), frozenset(categories))


def some_reader(chance: random.Random) -> Reader:
    cleared = {"DEMO": chance.choice([*LEVELS, None, "COSMIC"]), "OTHER": chance.choice(["OPEN", "CLOSED", None])}
    return Reader(
        chance.choice([*NATIONS, ""]),
        frozenset((policy, level) for policy, level in cleared.items() if level),
        frozenset(chance.sample(GROUPS, chance.randint(0, 3))),
    )
