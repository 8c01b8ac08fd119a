"""Seal what was laid before contents were sealed."""

from collections.abc import Iterator
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from comity.foundation.files.actions.seal_content import drop_content, keep_sealed, seal_content
from comity.foundation.record.actions.take_turn import turn

from ..models import Package
from ..queries import PACKAGE, place_of, unsealed_packages

PIECE = 64 * 1024


def seal_packages(*, at: datetime) -> Iterator[tuple[Package, bool]]:
    """Each package as it is sealed, and whether its content was there. May be stopped and begun again at any point.

    What lies open goes when no package needs it any more.
    """
    left = unsealed_packages()
    needed = {package.pk: package.digest for package in left}
    for package in left:
        done = _seal(package, at)
        if done:
            del needed[package.pk]
            if package.digest not in needed.values():
                default_storage.delete(place_of(package.digest))
        yield package, done


def _seal(package: Package, at: datetime) -> bool:
    try:
        file = default_storage.open(place_of(package.digest))
    except FileNotFoundError:
        return False
    with file:
        content = seal_content(file.chunks(PIECE))
    try:
        with transaction.atomic(), turn():
            keep_sealed(content, kind=PACKAGE, key=str(package.pk), marking_id=package.marking_id, at=at)
    except BaseException:
        drop_content(content)
        raise
    return True
