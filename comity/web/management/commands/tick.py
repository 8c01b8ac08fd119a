"""`comity tick`: lapse the clocks that have run out, once."""

from typing import Any

from django.core.management.base import BaseCommand

from comity.web.schedule import tick_now


class Command(BaseCommand):
    help = "Lapse clocks that ran out, end holds that reached their end, tell of late signatures. For cron."

    def handle(self, *args: Any, **options: Any) -> None:
        done = tick_now()
        self.stdout.write(f"{done} clock(s) acted on.")
