"""As if the hours until a review of urgency had passed: `python -m tests.stories.hours_later DOS-… [MOMENT]`.

Only the moment at which the review is due is moved, in a house of the stories; that it opens then is done by the clock
of the house itself. It prints the moment before, so that it can be put back: an audit of the house would name the row.
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

    moved = Urgency.objects.filter(dossier__reference=reference, review_at__isnull=False)
    print(moved.get().review_at.isoformat())
    assert moved.update(review_at=datetime.fromisoformat(moment) if moment else timezone.now()) == 1


if __name__ == "__main__":
    main(*sys.argv[1:])
