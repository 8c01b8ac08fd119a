"""Shows the verifier that runs in the browser, and hands it out as one file."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import page_marking

from ..forms import VerifyForm
from ..rules.one_file import one_file


@require_safe
def verify(request: ActingRequest) -> HttpResponse:
    """The page itself holds nothing: what it shows later comes from the reader's own files, and is never sent."""
    digest = sha256(_page().encode()).hexdigest()
    context = {"form": VerifyForm(), "digest": digest, "page_marking": page_marking([])}
    return render(request, "oversight/verify.html", context)


@require_safe
def verify_file(request: ActingRequest) -> HttpResponse:  # noqa: ARG001
    """The verifier as a page that works from a disk; never shown as a page of the house, whose policy is another."""
    answer = HttpResponse(_page(), content_type="application/octet-stream")
    answer["Content-Disposition"] = 'attachment; filename="comity-verify.html"'
    return answer


@cache
def _page() -> str:
    return one_file(_static)


def _static(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(path)
    return Path(found).read_text(encoding="utf-8")
