"""How many bytes a browser receives for a page, as they come over the line: compressed where the server compresses.

`before` is all that the page needs to be read and used: whatever the browser asked for until it called the page loaded,
styles, scripts, icons and fonts with it. `after` is what islands ask for later (what keeps the page true while it is
looked at). Nothing is taken from a cache: it is what somebody meets who comes for the first time.
"""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from .house import Somebody

BAR = 300_000  # bytes before islands, for the first page of anybody
QUIET = 1_200  # milliseconds in which islands have asked for what they need


@dataclass
class Weight:
    """What came: by address, in bytes."""

    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    unpacked: int = 0  # what came before islands, once the browser had unpacked it

    @property
    def bytes_before(self) -> int:
        return sum(self.before.values())

    @property
    def bytes_after(self) -> int:
        return sum(self.after.values())


def weigh(page: Page, path: str = "/") -> Weight:
    """Opens the path in this page with an empty cache and weighs all that comes."""
    page.goto("about:blank")  # what the page before it still asks for is not weighed
    line = page.context.new_cdp_session(page)
    asked: dict[str, tuple[str, float]] = {}
    came: dict[str, int] = {}
    long: dict[str, int] = {}
    loaded: list[float] = []

    def note_asked(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = (event["request"]["url"], event["timestamp"])

    def note_came(event: dict[str, Any]) -> None:
        came[event["requestId"]] = came.get(event["requestId"], 0) + int(event["encodedDataLength"])
        long[event["requestId"]] = long.get(event["requestId"], 0) + int(event["dataLength"])

    def note_whole(event: dict[str, Any]) -> None:
        came[event["requestId"]] = int(event["encodedDataLength"])

    line.on("Network.requestWillBeSent", note_asked)
    line.on("Network.dataReceived", note_came)  # a stream never ends: what came of it so far
    line.on("Network.loadingFinished", note_whole)  # with its headers
    line.on("Page.loadEventFired", lambda event: loaded.append(event["timestamp"]))
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.send("Page.enable")
    page.goto(path, wait_until="load")
    page.wait_for_timeout(QUIET)
    line.detach()
    weight = Weight()
    for request, (url, at) in asked.items():
        if request in came and at <= loaded[-1]:
            weight.before[url] = came[request]
            weight.unpacked += long.get(request, 0)
        elif request in came:
            weight.after[url] = came[request]
    return weight


def first_page_is_light(somebody: Somebody) -> Weight:
    """The first page of somebody who is signed in comes in less than BAR bytes before islands, with all it needs."""
    weight = weigh(somebody.page)
    kinds = {url.split("?")[0].rsplit(".", 1)[-1] for url in weight.before}
    assert {"css", "js", "svg"} <= kinds, f"a page without its styles, scripts or icons was weighed: {sorted(kinds)}"
    heaviest = sorted(weight.before.items(), key=lambda entry: -entry[1])[:6]
    assert weight.bytes_before < BAR, f"{somebody.role}: {weight.bytes_before} bytes, the heaviest {heaviest}"
    return weight
