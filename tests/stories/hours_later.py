"""As if the hours until the review of an urgent decision had passed: `python -m tests.stories.hours_later DOS-…`.

Only the moment at which the review is due is moved, in a house of the stories; that it opens then is done by the clock
of the house itself.
"""

import os
import sys

import django


def main(reference: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.web.settings")
    django.setup()
    from django.utils import timezone

    from comity.procedure.clearance.models import Urgency

    moved = Urgency.objects.filter(dossier__reference=reference, review_at__isnull=False)
    assert moved.update(review_at=timezone.now()) == 1


if __name__ == "__main__":
    main(sys.argv[1])
