"""`comity adopt FILE`: found an empty house on a framework."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.mandate.institutions.actions.adopt_framework import adopt_framework
from comity.mandate.institutions.actions.load_states import load_states
from comity.mandate.institutions.queries import Framework, file_of, open_marking_id
from comity.mandate.institutions.rules.framework import Character, FrameworkFile, MandateEntry, May, PostEntry
from comity.web.people import REFUSED


class Command(BaseCommand):
    help = (
        "Founds an empty house: makes the database if there is none, loads the states of the library, and brings the "
        "framework of this file into force, with its institutions, posts, instruments, mandates, classes and routes. A "
        "file with a fault is refused with its line, and nothing of it stays. Once a framework is in force the console "
        "adopts no more: that needs a mandate to adopt. Then: comity person add, comity appoint, comity password. "
        "Exit status 2 when it is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the framework, YAML in UTF-8; docs/guides/write-a-framework.md")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, file: Path, **options: Any) -> None:
        text, at = text_of(file), timezone.now()
        call_command("migrate", interactive=False, verbosity=0)
        try:
            framework = adopt_framework(text, actor=the_console(), at=at, name=file.name)
        except (Refused, NotAllowed) as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        marking_id = open_marking_id(framework)
        states = load_states(settings.LIBRARY / "states", actor=the_console(), at=at, marking_id=marking_id)
        self.stdout.write(_as_json(framework, states) if options["json"] else _in_words(framework))


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=REFUSED) from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is not text in UTF-8: {error}.", returncode=REFUSED) from error


def _appointing(found: FrameworkFile) -> list[str]:
    return sorted({mandate.post for mandate in found.mandates if May.APPOINT in mandate.may})


def _never_replaced(found: FrameworkFile) -> list[str]:
    """Posts that no other post may fill: once held, their holder could not be replaced, for nobody ends their own."""
    character = {post.key: post.character for post in found.posts}
    appointing = [mandate for mandate in found.mandates if May.APPOINT in mandate.may]

    def reaches(mandate: MandateEntry, post: PostEntry) -> bool:
        soldier = character[mandate.post] == Character.MILITARY and post.character == Character.CIVILIAN
        return mandate.post != post.key and not soldier and (not mandate.over or post.institution in mandate.over)

    return [post.key for post in found.posts if not any(reaches(mandate, post) for mandate in appointing)]


def _as_json(framework: Framework, states: int) -> str:
    found = file_of(framework)
    answer = {
        "adopted": True,
        "framework": framework.key,
        "version": framework.version,
        "title": framework.title,
        "digest": framework.digest,
        "demonstration": found.demonstration,
        "institutions": len(found.institutions),
        "posts": [post.key for post in found.posts],
        "may_appoint": _appointing(found),
        "never_replaced": _never_replaced(found),
        "states_added": states,
    }
    return json.dumps(answer, indent=2, ensure_ascii=False)


def _in_words(framework: Framework) -> str:
    found = file_of(framework)
    appointing, stuck = _appointing(found), _never_replaced(found)
    lines = [
        f"{framework} is in force: {len(found.institutions)} institutions, {len(found.posts)} posts, "
        f"{len(found.routes)} routes.",
        "Next: comity person add for whoever is to appoint the others, comity appoint USERNAME POST for their post, "
        "comity password USERNAME, comity run.",
        f"Posts that may appoint: {', '.join(appointing) or 'none'}.",
    ]
    if stuck:
        said = ", ".join(stuck)
        lines.append(f"Danger: no other post may appoint to these, so once held their holders stay for ever: {said}.")
    if found.demonstration:
        lines.append("The file says that it is a demonstration: it describes no real state.")
    return "\n".join(lines)
