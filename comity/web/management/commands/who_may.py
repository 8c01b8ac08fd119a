"""`comity who-may REFERENCE`: who may do what on a thing now; of an engagement also who must clear it."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.activity.engagements.queries import Engagement, engagement_whole, subject_of
from comity.mandate.institutions.queries import Power, framework_over, frameworks_in_force, who_may
from comity.mandate.institutions.rules.framework import May
from comity.procedure.clearance.queries import route_preview
from comity.web.authority.finding import whole
from comity.web.authority.telling import answers

ASKED = [May.DECIDE, May.COUNTERSIGN, May.PROPOSE, May.REVOKE]


class Command(BaseCommand):
    help = (
        "Who may do what now on an engagement, a dossier, a post or a delegation: every act, or the one named, with "
        "the mandate, the delegation and the instrument. Of an engagement also who must clear it. Nobody is signed in "
        "at the console: it answers about anything, whatever its marking."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="such as ENG-2026-0001, DOS-2026-0001, D-4, or the key of a post")
        parser.add_argument("--act", default="", help="only this act, such as decide or opine")
        parser.add_argument("--json", action="store_true", help="answer for programs")

    def handle(self, *args: Any, reference: str, **options: Any) -> None:
        at = timezone.now()
        thing = whole(reference, frameworks_in_force(), at)
        if thing is None:
            raise CommandError(f"There is no {reference} here, or no framework is in force.")
        acts = {question.act for question in thing.questions}
        if options["act"] and options["act"] not in acts:
            raise CommandError(f"There is no act “{options['act']}” on it. There is: {', '.join(sorted(acts))}.")
        engagement = engagement_whole(reference)
        answer = {**(_clearing(engagement, at) if engagement else {}), **answers(thing, options["act"], at)}
        self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) if options["json"] else _told(answer))


def _clearing(engagement: Engagement, at: datetime) -> dict[str, Any]:
    framework = framework_over(engagement.lead_post)
    if framework is None:
        raise CommandError("No framework is in force.")
    facts = subject_of(engagement).facts
    preview = route_preview(facts, engagement.lead_post, at)
    powers = {may: who_may(may, facts, framework=framework, at=at) for may in ASKED}
    return {
        "route": preview.title,
        "why": preview.why,
        "instrument": preview.instrument,
        "missing": sorted(preview.missing),
        "clears": [
            {
                "stage": stage["title"],
                **{k: step.get(k, "") for k in ("title", "post", "holder", "why", "note")},
            }
            for stage in preview.stages
            for step in stage["steps"]
        ],
        "may": {str(may): [_power(p) for p in found] for may, found in powers.items()},
    }


def _power(power: Power) -> dict[str, Any]:
    return {
        "post": power.post.title,
        "institution": power.post.institution.name,
        "holders": [a.person.name for a in power.holders],
        "covers": power.cover.covers,
        "why": power.cover.why,
        "instrument": power.mandate.cites,
        "delegated_to": [d.to_post.title for d in power.delegations],
    }


def _told(answer: dict[str, Any]) -> str:
    lines = [f"{answer['reference']} {answer['title']}", f"Framework: {answer['framework']}"]
    if "route" in answer:
        lines += _clearing_told(answer)
    for act in answer["acts"]:
        about = f", {act['about']}" if act["about"] else ""
        late = f" (not now: {act['not_now']})" if act["not_now"] else ""
        lines += ["", f"{act['act']}: {act['words']}{about}{late}"]
        lines += [f"  {who_told(who)}" for who in act["who"]] or ["  nobody"]
    return "\n".join(lines)


def who_told(who: dict[str, Any]) -> str:
    """One line: person, post, the loan if there is one, and the instrument."""
    acting = " (acting)" if who["acting"] else ""
    through = f" {who['instrument']}" if who["instrument"] else f" {who['why']}"
    if loan := who["delegation"]:
        bounds = [*loan["classes"], *(f"{term} up to {limit}" for term, limit in loan["ceiling"].items())]
        cover = ", cover of an absence" if loan["covers_an_absence"] else ""
        through = f" {loan['number']} for {loan['of']} ({', '.join(bounds) or 'all its cases'}{cover}),{through}"
    return f"{who['person']}, {who['post']}{acting}:{through}"


def _clearing_told(answer: dict[str, Any]) -> list[str]:
    lines = [f"Route: {answer['route'] or 'none'} ({answer['why']})", "", "Who must clear it"]
    lines += [
        f"  {step['stage']}: {step['post']} ({step['holder'] or 'vacant'}), {step['title'].lower()}. {step['note']}"
        for step in answer["clears"]
    ]
    words = {True: "yes", False: "no", None: "cannot tell"}
    for may, powers in answer["may"].items():
        lines += ["", f"Who may {may}"]
        for p in powers:
            held = ", ".join(p["holders"]) or "vacant"
            lines.append(f"  {words[p['covers']]}: {p['post']} ({held}), {p['why']}; {p['instrument']}")
    return lines
