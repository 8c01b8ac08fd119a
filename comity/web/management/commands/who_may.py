"""`comity who-may REFERENCE`: who must clear an engagement and who may decide it, under which instrument."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.activity.engagements.queries import engagement_whole, subject_of
from comity.mandate.institutions.queries import Power, framework_over, who_may
from comity.mandate.institutions.rules.framework import May
from comity.procedure.clearance.queries import route_preview

ASKED = [May.DECIDE, May.COUNTERSIGN, May.PROPOSE, May.REVOKE]


class Command(BaseCommand):
    help = "Who must clear this engagement, and who may decide it, under which instrument."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="such as ENG-2026-0001")
        parser.add_argument("--json", action="store_true", help="answer for programs")

    def handle(self, *args: Any, reference: str, **options: Any) -> None:
        engagement = engagement_whole(reference)
        if engagement is None:
            raise CommandError(f"There is no {reference} here.")
        framework = framework_over(engagement.lead_post)
        if framework is None:
            raise CommandError("No framework is in force.")
        at = timezone.now()
        facts = subject_of(engagement).facts
        preview = route_preview(facts, engagement.lead_post, at)
        powers = {may: who_may(may, facts, framework=framework, at=at) for may in ASKED}
        answer = {
            "reference": engagement.reference,
            "title": engagement.title,
            "framework": str(framework),
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
        self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) if options["json"] else _told(answer))


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
    lines += [f"Route: {answer['route'] or 'none'} ({answer['why']})", "", "Who must clear it"]
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
    return "\n".join(lines)
