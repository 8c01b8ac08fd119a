"""Note what somebody looked at. It is no act: it takes no turn, since nobody's reading may wait for an act."""

from datetime import datetime

from django.db import transaction

from comity.foundation.record.events import Thing

from ..models import Visit
from ..queries import visits_of
from ..rules.views import VISITS_AT_MOST


def note_visit(thing: Thing, *, person_id: int, at: datetime) -> None:
    """Put it first among the latest, and forget what falls off the end. Looking again at what was looked at last
    writes nothing."""
    latest = visits_of(person_id).values_list("kind", "key").first()
    if latest == (thing.kind, thing.key):
        return
    with transaction.atomic():
        _, first_time = Visit.objects.update_or_create(
            person_id=person_id, kind=thing.kind, key=thing.key, defaults={"at": at}
        )
        if first_time:
            kept = list(visits_of(person_id).values_list("pk", flat=True)[:VISITS_AT_MOST])
            visits_of(person_id).exclude(pk__in=kept).delete()
