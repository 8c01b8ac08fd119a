"""Going through the house as somebody: every page that links lead to, one of each kind.

A kind is an address as `urls.py` writes it, with or without a question after it, so that of two hundred engagements one
is looked at. What a page is made of (which elements stand in which, with which classes and roles) tells whether looking
at it closely could find anything that was not seen before.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from .house import Somebody

FILES = re.compile(r"\.(csv|ics|json|png|pdf|txt)$|/file$")
LINKS = "() => [...document.querySelectorAll('a[href]')].map(a => new URL(a.getAttribute('href'), location).href)"
MADE_OF = """
() => {
  const named = (one) => [one.localName, ...[...one.classList].sort(), one.getAttribute("role") ?? "",
    one.getAttribute("type") ?? "", ...one.getAttributeNames().filter((name) => name.startsWith("aria-"))].join(".");
  const parts = [...document.querySelectorAll("body *:not(svg *)")];
  return [...new Set(parts.map((one) => `${named(one.parentElement)} > ${named(one)}`))];
}
"""


def kind_of(path: str) -> str | None:
    """The pattern of an address of the house, and whether it asks something; None for a file and what is not ours."""
    parts = urlsplit(path)
    if FILES.search(parts.path):
        return None
    try:
        pattern = resolve(parts.path).route
    except Resolver404:
        return None
    return f"{pattern}?" if parts.query else pattern


def pages_of(somebody: Somebody, start: str = "/") -> Iterator[tuple[str, Page]]:
    """Open one page of each kind that links lead to from here, breadth first: its address and the page."""
    page, waiting, known = somebody.page, [start], {kind_of(start)}
    while waiting:
        path = waiting.pop(0)
        answer = page.goto(path)
        assert answer is not None and answer.ok, f"{somebody.role} follows a link to {path}: {answer and answer.status}"
        yield path, page
        for href in page.evaluate(LINKS):
            if not href.startswith(f"{somebody.house.address}/"):
                continue
            leads = href.removeprefix(somebody.house.address).split("#")[0]
            kind = kind_of(leads)
            if kind and kind not in known:
                known.add(kind)
                waiting.append(leads)


class Looked:
    """What has been looked at closely so far."""

    def __init__(self) -> None:
        self.parts: set[str] = set()
        self.closely = 0

    def new_in(self, page: Page) -> bool:
        """Whether this page has a part that no page looked at before had; it counts as looked at from now on."""
        parts = set(page.evaluate(MADE_OF))
        found = bool(parts - self.parts)
        self.parts |= parts
        self.closely += found
        return found
