"""Going through the house as somebody: every page that links lead to, one of each kind.

A kind is an address as `urls.py` writes it, with or without a question after it, so that of two hundred engagements one
is looked at. What a page is made of (which elements stand in which, with which classes and roles) tells whether looking
at it closely could find anything that was not seen before.
"""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

from .house import Somebody

FILES = re.compile(r"\.(csv|html|ics|json|png|pdf|pyz|txt|zip)$|/file$|/label$|^/log/")
ALONE = {"br", "hr", "img", "input", "link", "meta", "path", "use", "circle", "rect"}  # elements that are never closed


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


class Page(HTMLParser):
    """A page as it is sent: where it leads, and what it is made of."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path, self.links, self.parts, self._open = path, list[str](), set[str](), list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and said.get("href"):
            self.links.append(urljoin(self.path, said["href"]).split("#")[0])
        look = ".".join(
            [tag, *sorted((said.get("class") or "").split()), said.get("role") or "", said.get("type") or ""]
        )
        self.parts.add(f"{self._within()} > {look}")
        if tag not in ALONE:
            self._open.append(look)

    def _within(self) -> str:
        return self._open[-1].split(".")[0] if self._open else ""

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth].split(".")[0] == tag:
                del self._open[depth:]
                return


ENOUGH = 4  # people of one world who were sent a page of a kind; the others would be sent much the same


def pages_of(somebody: Somebody, sent: Counter[str | None], start: str = "/") -> Iterator[Page]:
    """One page of each kind that links lead to from here, breadth first; but for the first screen, only of kinds that
    not yet enough people were `sent`."""
    waiting, known = [start], {kind_of(start), *(kind for kind, times in sent.items() if times >= ENOUGH)}
    while waiting:
        path = waiting.pop(0)
        answer = somebody.context.request.get(path)
        assert answer.ok, f"{somebody.role} follows a link to {path}: {answer.status}"
        page = Page(answer.url.removeprefix(somebody.house.address), answer.text())  # it may have been led on
        sent[kind_of(path)] += 1
        yield page
        for link in page.links:
            kind = kind_of(link) if link.startswith("/") else None
            if kind and kind not in known:
                known.add(kind)
                waiting.append(link)


class Looked:
    """What has been looked at closely so far."""

    def __init__(self) -> None:
        self.parts: set[str] = set()

    def new_in(self, page: Page) -> bool:
        """Whether this page has a part that no page looked at before had; it counts as looked at from now on."""
        found = bool(page.parts - self.parts)
        self.parts |= page.parts
        return found
