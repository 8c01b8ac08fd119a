"""The application's pages and, beside them, the bare view that the benchmarks compare with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import escape

from comity.activity.engagements.models import Engagement
from comity.activity.engagements.queries import PAGE
from comity.web.urls import handler403, handler404, handler500  # noqa: F401  as in the application
from comity.web.urls import urlpatterns as application


def bare(request: HttpRequest) -> HttpResponse:
    """One indexed query, as many rows as the list shows, no template."""
    rows = Engagement.objects.whole("the baseline of a benchmark").order_by("-sort_date", "-pk")[:PAGE]
    lines = [f"<li>{escape(row.reference)} {escape(row.title)} {escape(row.state)}</li>" for row in rows]
    return HttpResponse(f"<!doctype html><title>Bare</title><ul>{''.join(lines)}</ul>")


urlpatterns = [path("bare/", bare), *application]
