"""Compares a frozen copy with a later one, or with what its reader may read now."""

import json
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import markings_called, page_marking
from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.said import in_words

from ..forms import CompareForm, PopulationForm
from ..queries import Population, snapshot_entry
from ..rules.comparison import Copy, Unreadable, compare, read_copy
from .files import frozen_text, now

LARGEST = 64_000_000  # bytes of a file once unpacked
SHOWN = 500


@require_POST
def comparison(request: ActingRequest) -> HttpResponse:
    """One file is compared with what one may read now, two with each other. Nothing of them is kept."""
    reader = request.actor.reader
    form = CompareForm(request.POST, request.FILES)
    context: dict[str, Any] = {"at": now(), "compare_form": form}
    if form.is_valid():
        try:
            earlier, days = _read(form.cleaned_data["earlier"], reader)
            given = form.cleaned_data["later"]
            later = _read(given, reader)[0] if given else _now(days, reader)
        except Unreadable as error:
            form.add_error(None, in_words(error.message))
        else:
            told = compare(earlier["copy"], later["copy"])
            context["sides"] = [{"title": _("Earlier"), "it": earlier}, {"title": _("Later"), "it": later}]
            context |= {"told": told, "changed": told.changed[:SHOWN]}
            context["left_out"] = len(told.changed) - SHOWN
            found = markings_called(earlier["copy"].markings | later["copy"].markings)
            # Of a marking that this house does not know, the page says that it is not stated.
            context["page_marking"] = None if found is None else page_marking(found)
    context.setdefault("page_marking", page_marking([]))
    return render(request, "oversight/comparison.html", context, status=200 if form.is_valid() else 422)


def _read(given: "UploadedFile[Any]", reader: Reader) -> tuple[dict[str, Any], tuple[date, date] | None]:
    """A copy and whether the record knows it, and the days it was taken of. Raises Unreadable."""
    content = given.read()
    days = None
    if content.startswith(b"PK"):
        content, days = _unpacked(content)
    try:
        copy = read_copy(content.decode())
    except UnicodeDecodeError as error:
        raise Unreadable(_("this file is no text in UTF-8")) from error
    digest = sha256(content).hexdigest()
    return {"copy": copy, "digest": digest, "entry": snapshot_entry(digest, reader), "name": given.name}, days


def _unpacked(content: bytes) -> tuple[bytes, tuple[date, date] | None]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise Unreadable(_("unpacked, this file is larger than any frozen copy may be"))
            told = json.loads(archive.read("manifest.json"))
            return archive.read("engagements.csv"), _days(told)
    except (BadZipFile, KeyError, json.JSONDecodeError, UnicodeDecodeError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(_("this archive holds no frozen copy with its manifest")) from error


def _days(told: Any) -> tuple[date, date] | None:
    try:
        return date.fromisoformat(told["population"]["from"]), date.fromisoformat(told["population"]["to"])
    except (KeyError, TypeError, ValueError):
        return None


def _now(days: tuple[date, date] | None, reader: Reader) -> dict[str, Any]:
    """The same days as this reader may read them now; without a manifest, the usual ones."""
    text, _rows, _markings = frozen_text(Population(*(days or PopulationForm({}).period(timezone.localdate()))), reader)
    copy: Copy = read_copy(text)
    return {"copy": copy, "digest": "", "entry": None, "name": ""}
