"""`comity import exercises FILE`: bring in a file of exercises, with a dry run and a report of every row left out."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from comity.activity.engagements.actions.import_exercises import Imported, import_exercises
from comity.activity.engagements.queries import framework_of, importing_posts
from comity.activity.engagements.rules.exercises import missing_columns
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.mandate.institutions.actions.load_states import load_states
from comity.mandate.institutions.queries import actor_from, frameworks_in_force, holders, open_marking_id, posts

NOTHING_DONE = 2
LEFT_OUT = 1


class Command(BaseCommand):
    help = (
        "Bring in exercises as concepts from a CSV file in the layout of the Multinational Military Exercises data "
        "set. Rows that contradict themselves are left out and reported with their reasons; all others go in "
        "together or not at all. Try it first with --dry-run."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file, UTF-8")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--strict", action="store_true", help="take nothing if any row must be left out")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument("--post", metavar="KEY", help="the post that imports, and then leads each concept")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        rows = _rows(options["file"])
        actor = _actor(options["post"], at)
        try:
            with transaction.atomic():
                _make_states_known(actor, at)
                done = import_exercises(
                    rows,
                    actor=actor,
                    at=at,
                    source=options["file"].name,
                    dry_run=options["dry_run"],
                    strict=options["strict"],
                )
                transaction.set_rollback(options["dry_run"])  # not even a name of a state stays
        except (Refused, NotAllowed) as refusal:
            raise CommandError(str(refusal), returncode=NOTHING_DONE) from refusal
        self.stdout.write(json.dumps(done.as_data(), ensure_ascii=False, indent=1) if options["json"] else _told(done))
        if done.stopped:
            raise CommandError("Nothing was taken: --strict, and rows were left out.", returncode=LEFT_OUT)


def _rows(path: Path) -> list[Mapping[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows: list[Mapping[str, str]] = list(reader)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=NOTHING_DONE) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{path} is not a CSV file in UTF-8: {error}.", returncode=NOTHING_DONE) from error
    if missing := missing_columns(reader.fieldnames or ()):
        said = f"{path} lacks the columns: {', '.join(missing)}."
        raise CommandError(said, returncode=NOTHING_DONE)
    return rows


def _actor(key: str | None, at: datetime) -> Actor:
    """Whoever holds the named post, or the only post with a mandate to import. Says what to do otherwise."""
    frameworks = frameworks_in_force()
    if not frameworks:
        raise CommandError("Nobody may import yet: adopt a framework first (`comity demo`).", returncode=NOTHING_DONE)
    may = [post for framework in frameworks for post in importing_posts(framework)]
    if key is None:
        keys = [post.key for post in may]
        if len(keys) != 1:
            listed = ", ".join(keys) or "none has a mandate to import"
            raise CommandError(f"Say which post imports: --post KEY, one of: {listed}.", returncode=NOTHING_DONE)
        key = keys[0]
    post = posts().filter(key=key).first()
    if post is None:
        known = ", ".join(p.key for p in may) or "none"
        raise CommandError(f"There is no post '{key}'. Posts that may import: {known}.", returncode=NOTHING_DONE)
    holder = holders(post.pk, at).select_related("post__institution").first()
    if holder is None:
        raise CommandError(
            f"Nobody holds the post {post.title} today, and an import is a person's act. Appoint somebody first.",
            returncode=NOTHING_DONE,
        )
    return actor_from(holder)


def _make_states_known(actor: Actor, at: datetime) -> None:
    framework = framework_of(actor.post_id)
    if framework is not None:  # without one the import itself says what to do
        load_states(settings.LIBRARY / "states", actor=actor, at=at, marking_id=open_marking_id(framework))


def _told(done: Imported) -> str:
    lines = [f"row {row.row} ({row.id or 'no id'}) left out: {'; '.join(row.reasons)}" for row in done.rejected]
    lines += [f"row {w['row']} ({w['id']}): {'; '.join(map(str, _list(w['warnings'])))}" for w in done.warnings]
    verb = "would be taken" if done.dry_run else "taken"
    lines.append(
        f"{done.file}: {done.taken} {verb}, {len(done.rejected)} left out, {len(done.warnings)} with a remark."
    )
    if done.dry_run:
        lines.append("This was a dry run: nothing was written.")
    return "\n".join(lines)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
