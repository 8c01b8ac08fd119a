"""As if the hours until the review of an urgent decision had passed: `python -m tests.stories.hours_later DOS-…`.

Only the moment at which the review is due is moved, in a house of the stories; that it opens then is done by the clock
of the house itself. What it was is printed, to be put back with that moment as a second word: an audit of that record
would find the move.
"""

import os
import sys
from datetime import datetime

import django


def main(reference: str, moment: str = "") -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.web.settings")
    django.setup()
    from django.utils import timezone

    from comity.procedure.clearance.models import Urgency

    rows = Urgency.objects.filter(dossier__reference=reference, review_at__isnull=False)
    print(rows.get().review_at.isoformat())
    rows.update(review_at=datetime.fromisoformat(moment) if moment else timezone.now())


if __name__ == "__main__":
    main(*sys.argv[1:])
