"""Take away sealed contents that are nobody's: a refused act left them, or they were erased. No act of its own: nobody
has a key to them, so nothing is lost that anybody could read."""

from datetime import datetime

from django.core.files.storage import default_storage

from ..queries import Swept, swept


def sweep_contents(*, before: datetime) -> Swept:
    """Those stored before this moment; one that goes meanwhile was taken away by somebody else."""
    found = swept(before)
    for place in found.orphans:
        default_storage.delete(place)
    return found
