"""Hands out files: what is owed, and a frozen copy with its manifest."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from comity.activity.engagements.queries import Engagement
from comity.activity.engagements.rules.cells import harmless
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed
from comity.foundation.labels.queries import Marking, page_marking
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.queries import head

from ..actions.take_snapshot import take_snapshot
from ..forms import PopulationForm, SinceForm
from ..queries import Population, marking_over, obligations_told
from ..rules.snapshot import COLUMNS, Frozen, manifest

OWED = ("reference", "what is owed", "owed by", "owed to", "due", "standing", "arises from", "marking")


def now() -> datetime:
    """The moment of the request."""
    return timezone.now()  # noqa: TID251  (the one clock of this room's pages)


@require_safe
def obligations_file(request: ActingRequest) -> HttpResponse:
    """Everything owed, and what ended since a day, as CSV. Its first line is the marking of all that follows."""
    today = timezone.localdate()
    since = datetime.combine(SinceForm(request.GET).day(today), time.min, UTC)
    rows = obligations_told(request.actor.reader, since)
    lines = [
        (
            row.thing_reference,
            row.what,
            f"{row.owed_by.title}, {row.owed_by.institution.name}",
            f"{row.owed_to.title}, {row.owed_to.institution.name}",
            row.due.isoformat() if row.due else "",
            str(row.standing_on(today)),
            row.origin,
            row.marking.words,
        )
        for row in rows
    ]
    return marked_file([row.marking for row in rows], OWED, lines, "obligations.csv")


@require_POST
def snapshot(request: ActingRequest) -> HttpResponse:
    """A frozen copy of what the taker may read, with the manifest by which it can be checked later."""
    at, actor = now(), request.actor
    population = Population(*PopulationForm(request.POST).period(timezone.localdate()))
    tip = head()
    text, rows, markings = frozen_text(population, actor.reader)
    frozen = Frozen(
        text=text,
        rows=rows,
        first=population.first,
        last=population.last,
        marking=page_marking(markings)["text"],
        record_size=tip.size,
        record_root=bytes(tip.root).hex(),
    )
    try:
        entry = take_snapshot(frozen, actor=actor, at=at, marking_id=marking_over(markings, actor.post_id).pk)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    told = manifest(frozen, person=actor.person, post=actor.post, at=at, entry=entry)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("engagements.csv", frozen.text)
        archive.writestr("manifest.json", json.dumps(told, indent=2, ensure_ascii=False))
    return file_answer(packed.getvalue(), "application/zip", f"snapshot-{at:%Y-%m-%d}-{frozen.digest[:12]}.zip")


def marked_file(
    markings: Iterable[Marking], columns: Sequence[str], lines: Iterable[Sequence[object]], name: str
) -> HttpResponse:
    """A CSV whose first line is the marking of all that follows."""
    text = csv_of([[page_marking(list(markings))["text"]], columns, *lines])
    return file_answer(text.encode(), "text/csv; charset=utf-8", name)


def frozen_text(population: Population, reader: Reader) -> tuple[str, int, list[Marking]]:
    """What this reader may read of these days as CSV, its first line the marking; how many rows, and their markings."""
    rows = population.rows(reader).select_related("marking", "host", "lead_post", "lead_post__institution", "dossier")
    markings: dict[int, Marking] = {}
    lines = [_cells(row, markings) for row in rows.order_by("reference").iterator(chunk_size=1000)]
    marking = page_marking(markings.values())["text"]
    return csv_of([[marking], COLUMNS, *lines]), len(lines), list(markings.values())


def _cells(row: Engagement, markings: dict[int, Marking]) -> tuple[object, ...]:
    markings.setdefault(row.marking_id, row.marking)
    return (
        row.reference,
        row.title,
        row.kind,
        row.state,
        row.state_since.isoformat(),
        row.marking.words,
        row.start.isoformat() if row.start else "",
        row.start_precision,
        row.end.isoformat() if row.end else "",
        row.end_precision,
        row.host_id or "",
        row.place,
        row.zone,
        row.partner_codes,
        row.personnel,
        row.cost,
        row.currency,
        row.lead_post.title,
        row.lead_post.institution.name,
        row.dossier.reference if row.dossier else "",
        row.version,
        row.created_at.isoformat(),
        row.source,
    )


def csv_of(lines: Iterable[Sequence[object]]) -> str:
    written = StringIO()
    csv.writer(written).writerows([harmless(cell) for cell in line] for line in lines)
    return written.getvalue()


def file_answer(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to be kept, by nobody on the way."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
