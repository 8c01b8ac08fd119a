"""The page that shows every part of the house, for those who build and for those who judge."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .samples import samples


def design(request: HttpRequest) -> HttpResponse:
    """Draw `/design/`."""
    return render(request, "design.html", samples())
