"""`comity files seal`: seals what was laid before contents were sealed."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from comity.activity.papers.actions.seal_papers import seal_papers
from comity.activity.release.actions.seal_packages import seal_packages


class Command(BaseCommand):
    help = (
        "Seals every file that still lies open in the store, one by one, and takes the open one away. It may be "
        "stopped at any point and begun again. Exit status 1 when the content of one is not there."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        at, sealed, missing = timezone.now(), 0, []
        for thing, done in (*seal_papers(at=at), *seal_packages(at=at)):
            sealed += done
            if not done:
                missing.append(str(thing.pk))
        self.stdout.write(f"{sealed} files sealed.")
        if missing:
            self.stderr.write(f"The content of {len(missing)} is not in the store: {', '.join(missing)}")
            raise SystemExit(1)
