"""Seal what was laid before contents were sealed."""

from collections.abc import Iterator
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from comity.foundation.files.actions.seal_content import drop_content, keep_sealed, seal_content
from comity.foundation.record.actions.take_turn import turn

from ..models import Paper
from ..queries import PAPER, place_of, unsealed_papers

PIECE = 64 * 1024


def seal_papers(*, at: datetime) -> Iterator[tuple[Paper, bool]]:
    """Each paper as it is sealed, and whether its content was there. May be stopped and begun again at any point.

    What lies open goes when no paper needs it any more.
    """
    left = unsealed_papers()
    needed = {paper.pk: paper.digest for paper in left}
    for paper in left:
        done = _seal(paper, at)
        if done:
            del needed[paper.pk]
            if paper.digest not in needed.values():
                default_storage.delete(place_of(paper.digest))
        yield paper, done


def _seal(paper: Paper, at: datetime) -> bool:
    try:
        file = default_storage.open(place_of(paper.digest))
    except FileNotFoundError:
        return False
    with file:
        content = seal_content(file.chunks(PIECE))
    try:
        with transaction.atomic(), turn():
            keep_sealed(content, kind=PAPER, key=str(paper.pk), marking_id=paper.marking_id, at=at)
    except BaseException:
        drop_content(content)
        raise
    return True
