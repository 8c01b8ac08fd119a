"""`comity why USERNAME ACT REFERENCE`: may this person do this act, and if not, what is missing and who could."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.queries import person_named
from comity.mandate.institutions.queries import actor_from, appointments_of, frameworks_in_force
from comity.web.authority.finding import whole
from comity.web.authority.telling import reasons
from comity.web.management.commands.who_may import who_told

MAY_NOT = 3  # exit status: it was answered, and the answer is no


class Command(BaseCommand):
    help = (
        "Whether somebody may do an act on an engagement, a dossier, a post or a delegation, from each of their posts, "
        "and why. If not: what is missing, who could lend it, and who may instead. Exit status 3 when they may not. "
        "Nobody is signed in at the console: it answers about anything, whatever its marking."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("act", help="such as decide, opine, amend, lend")
        parser.add_argument("reference", help="such as ENG-2026-0001, DOS-2026-0001, D-4, or the key of a post")
        parser.add_argument("--json", action="store_true", help="answer for programs")

    def handle(self, *args: Any, username: str, act: str, reference: str, **options: Any) -> None:
        at = timezone.now()
        person, thing = person_named(username), whole(reference, frameworks_in_force(), at)
        if person is None:
            raise CommandError(f"Nobody here is called {username}.")
        if thing is None:
            raise CommandError(f"There is no {reference} here, or no framework is in force.")
        if not thing.about(act):
            acts = sorted({question.act for question in thing.questions})
            raise CommandError(f"There is no act “{act}” on it now. There is: {', '.join(acts)}.")
        held = list(appointments_of(person.pk, at))
        if not held:
            raise CommandError(f"{person.name} holds no post, and nobody acts here without a post.", returncode=MAY_NOT)
        found = [reasons(thing, act, actor_from(row), at) for row in held]
        self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False) if options["json"] else _told(found))
        if not any(one["may"] for answer in found for one in answer["acts"]):
            raise SystemExit(MAY_NOT)


def _told(found: list[dict[str, Any]]) -> str:
    lines: list[str] = []
    for answer in found:
        lines.append(f"{answer['person']}, {answer['post']}, on {answer['reference']} {answer['title']}")
        for one in answer["acts"]:
            about = f", {one['about']}" if one["about"] else ""
            said = "; ".join(one["reasons"])
            lines.append(f"  {one['words']}{about}: {'yes' if one['may'] else 'no'}, {said}")
            lines += [f"    rests on {one['source']}"] if one["source"] else []
            lines += [f"    not now: {one['not_now']}"] if one["not_now"] else []
            for lender in one.get("could_lend", []):
                lines.append(
                    f"    {', '.join(lender['holders'])}, {lender['post']}, could lend it: {lender['instrument']}"
                )
            lines += [f"    may: {who_told(who)}" for who in one.get("who", [])]
    return "\n".join(lines)
