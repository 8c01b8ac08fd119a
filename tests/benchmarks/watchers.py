"""How soon many who watch see what a few do: `python -m tests.benchmarks.watchers`.

Starts the real server on a home of its own with the demonstration world. Everybody in it signs in by the real form;
then 500 streams are opened, shared among them, and ten people act through the real pages: they begin concepts, withdraw
them, and comment on what they are asked. For each act and each watcher the time from the moment the act bears in
the record to the arrival of its message is taken, so it holds the act's own work, its commit and the way. Afterwards
the record says who should have been told what: anything more or less fails the program.

Exit status 0 when the median is under two seconds and nobody was told too much or too little.
"""

import argparse
import asyncio
import http.client
import http.cookies
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMITY = [sys.executable, "-m", "comity"]
ACTORS = 10
BAR = 2.0  # seconds, for the median


# --- forms, as a browser reads them ---


class Page(HTMLParser):
    """The forms of a page with what their fields hold, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.options: dict[str, list[str]] = defaultdict(list)
        self.links: list[str] = []
        self._select: str | None = None
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(said.get("href", ""))
        elif tag == "form":
            self.forms.append({})
            self._inside = True
        elif tag == "select":
            self._select = said.get("name")
            self._put(self._select, "")
        elif tag == "option" and self._select:
            self.options[self._select].append(said.get("value", ""))
            if "selected" in said:
                self._put(self._select, said.get("value", ""))
        elif tag == "textarea" or (tag == "input" and said.get("type") not in ("submit", "checkbox", "radio", "file")):
            self._put(said.get("name"), said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None

    def _put(self, name: str | None, value: str) -> None:
        if name and self._inside:
            self.forms[-1][name] = value

    def form(self, **wanted: str | None) -> dict[str, str] | None:
        """The first form that has these fields, with these values where one is given."""
        for one in self.forms:
            if all(name in one and (value is None or one[name] == value) for name, value in wanted.items()):
                return dict(one)
        return None


class Browser:
    """One person's cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        headers = {"Cookie": self.cookie, "Accept": "text/html"}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"Origin": f"http://127.0.0.1:{self.port}", "Referer": f"http://127.0.0.1:{self.port}{path}"}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request("GET" if form is None else "POST", path, body, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        for said in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(said).items():
                self.cookies[name] = morsel.value
        return answer.status, answer.headers.get("Location", ""), text

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def page(self, path: str) -> Page:
        status, where, text = self.ask(path)
        if status in (301, 302):
            return self.page(where)
        return Page(text)


def signed_in(port: int, person_id: int) -> Browser:
    browser = Browser(port)
    form = browser.page("/sign-in/").form(csrfmiddlewaretoken=None) or {}
    status, where, _ = browser.ask("/sign-in/as/", {**form, "person": str(person_id), "next": "/"})
    assert status == 302, f"person {person_id} could not sign in: {status} {where}"
    return browser


# --- those who act ---


@dataclass
class Actor:
    """Acts again and again: the acts that their post allows, in turn."""

    browser: Browser
    username: str
    asked: list[str]
    proposes: bool
    begun: list[str] = field(default_factory=list)
    done: int = 0
    refused: int = 0
    took: list[float] = field(default_factory=list)

    def act(self) -> None:
        number = self.done + self.refused
        before = time.monotonic()
        if self.proposes and (not self.asked or number % 3):
            done = self._withdraw() if self.begun else self._begin(number)
        else:
            done = self._comment(self.asked[number % len(self.asked)], number)
        self.took.append(time.monotonic() - before)
        self.done += done
        self.refused += not done

    def _begin(self, number: int) -> bool:
        page = self.browser.page("/engagements/new/")
        form = page.form(title=None, kind=None)
        if form is None:
            return False
        levels = [one for one in page.options["classification"] if one][:2]
        form |= {"title": f"Watched {self.username} {number}", "kind": next(filter(None, page.options["kind"]))}
        form |= {"classification": levels[number % len(levels)]}
        status, where, _ = self.browser.ask("/engagements/new/", form)
        if status == 302:
            self.begun.append("/".join(where.split("/")[:3]) + "/")
        return status == 302

    def _withdraw(self) -> bool:
        path = self.begun.pop() + "move/withdraw/"
        form = self.browser.page(path).form(reason=None)
        return form is not None and self.browser.ask(path, {**form, "reason": "It was only watched."})[0] == 302

    def _comment(self, path: str, number: int) -> bool:
        form = self.browser.page(path).form(act="comment")
        return form is not None and self.browser.ask(path, {**form, "words": f"Watched comment {number}."})[0] == 302


def those_who_act(browsers: dict[int, Browser], usernames: dict[int, str]) -> list[Actor]:
    """Ten people who have something to do; proposers first, since they never run out of it."""
    found = []
    for pk, browser in browsers.items():
        page = browser.page("/")
        asked = sorted({link for link in page.links if re.fullmatch(r"/consultations/[0-9a-f-]+/", link)})
        asked = [path for path in asked if browser.page(path).form(act="comment")]
        new = browser.page("/engagements/new/").form(title=None, kind=None) is not None
        proposes = new and any(link == "/engagements/new/" for link in page.links)
        if asked or proposes:
            found.append(Actor(browser, usernames[pk], asked, proposes))
    found.sort(key=lambda actor: (not actor.proposes, not actor.asked))
    assert found, "nobody here can act"
    return [found[number % len(found)] for number in range(ACTORS)] if len(found) < ACTORS else found[:ACTORS]


def keep_acting(actor: Actor, turn: threading.Lock, until: float, pause: float) -> None:
    while time.monotonic() < until:
        with turn:
            actor.act()
        time.sleep(pause)


# --- those who watch ---


@dataclass(eq=False)
class Watcher:
    """One raw stream. `arrived` is when each entry came, by its number, on the clock of the wall."""

    person_id: int
    arrived: dict[int, float] = field(default_factory=dict)
    twice: int = 0
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    broken: str = ""

    async def watch(self, port: int, cookie: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /events/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
        try:
            status = await reader.readline()
            if b" 200 " not in status:
                self.broken = status.decode().strip()
                return
            while line := await reader.readline():
                self._read(line)
            self.broken = "the stream ended"
        except OSError as error:
            self.broken = str(error)
        finally:
            self.ready.set()
            writer.close()

    def _read(self, line: bytes) -> None:
        if line.startswith(b"event: hello"):
            self.ready.set()
        elif line.startswith(b'data: {"seq":'):
            seq = json.loads(line[6:])["seq"]
            self.twice += seq in self.arrived
            self.arrived.setdefault(seq, time.time())


# --- the whole ---


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="comity-watchers-") as scratch:
        home = options.home or scratch
        environment = {**os.environ, "COMITY_HOME": home, "DJANGO_SETTINGS_MODULE": "comity.web.settings"}
        os.environ |= environment
        print("Loading the demonstration world …", flush=True)
        subprocess.run([*COMITY, "demo", "--short"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [*COMITY, "run", "--port", str(port)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        try:
            _wait(port, server)
            return asyncio.run(measure(port, server.pid, options))
        finally:
            server.terminate()
            begun = time.monotonic()
            server.wait(timeout=20)
            print(f"The server stopped in {time.monotonic() - begun:.1f} s.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--watchers", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long people act")
    parser.add_argument("--home", help="a home with the demonstration world in it, in which people then act")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two acts of one person")
    parser.add_argument(
        "--refetch", action="store_true", help="each watcher also fetches its page anew, as browsers do"
    )
    return parser.parse_args()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if server.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            line.request("GET", "/healthz")
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError("the server did not answer")


async def measure(port: int, pid: int, options: argparse.Namespace) -> int:
    people = await asyncio.to_thread(everybody)
    usernames = {pk: username for pk, username, _ in people}
    browsers = {pk: await asyncio.to_thread(signed_in, port, pk) for pk in usernames}
    actors = await asyncio.to_thread(those_who_act, browsers, usernames)
    print(f"{len(people)} people, {len({actor.username for actor in actors})} of them act. At rest: {resources(pid)}")
    ids = list(usernames)
    watchers = [Watcher(ids[number % len(ids)]) for number in range(options.watchers)]
    begun = time.monotonic()
    streams = [asyncio.create_task(one.watch(port, browsers[one.person_id].cookie)) for one in watchers]
    await asyncio.wait_for(asyncio.gather(*(one.ready.wait() for one in watchers)), 60)
    print(f"{len(watchers)} streams opened in {time.monotonic() - begun:.1f} s. Watching: {resources(pid)}")
    since = await asyncio.to_thread(reach)
    asking = [asyncio.create_task(refetch(one, port, browsers, options)) for one in watchers] if options.refetch else []
    await act(actors, options)
    print(f"While they acted: {resources(pid)}")
    for one in asking:
        one.cancel()
    await settled(watchers, since)
    broken = {one.broken for one in watchers if one.broken}
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    return await asyncio.to_thread(told, watchers, since, actors, broken)


async def act(actors: list[Actor], options: argparse.Namespace) -> None:
    """Everybody at once, each person's acts one after another."""
    until = time.monotonic() + options.seconds
    turns: dict[str, threading.Lock] = defaultdict(threading.Lock)
    acting = [asyncio.to_thread(keep_acting, actor, turns[actor.username], until, options.pause) for actor in actors]
    await asyncio.gather(*acting)
    took = [one for actor in {id(a): a for a in actors}.values() for one in actor.took]
    unique = {id(a): a for a in actors}.values()
    print(
        f"{sum(a.done for a in unique)} acts in {options.seconds:.0f} s, {sum(a.refused for a in unique)} refused; "
        f"one with its pages took {statistics.median(took) * 1000:.0f} ms at the median, {max(took) * 1000:.0f} at most"
    )


async def refetch(watcher: Watcher, port: int, browsers: dict[int, Browser], options: argparse.Namespace) -> None:
    """What `live-regions.js` does: after news, wait a random share, then fetch the page once."""
    import random

    seen = 0
    while True:
        await asyncio.sleep(0.4 + random.random() * min(options.watchers * 0.1, 60))
        if len(watcher.arrived) == seen:
            continue
        seen = len(watcher.arrived)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        cookie = browsers[watcher.person_id].cookie
        writer.write(
            f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
            "X-Requested-With: live\r\nConnection: close\r\n\r\n".encode()
        )
        await reader.read()
        writer.close()


async def settled(watchers: list[Watcher], since: int) -> None:
    """Wait until nothing has arrived for three seconds, thirty at most."""
    before = -1
    for _ in range(10):
        count = sum(len(one.arrived) for one in watchers)
        if count == before:
            return
        before = count
        await asyncio.sleep(3)


def resources(pid: int) -> str:
    status = Path(f"/proc/{pid}/status").read_text()
    said = dict(re.findall(r"^(VmRSS|VmHWM|Threads):\s+(\d+)", status, re.M))
    sockets = 0
    for one in Path(f"/proc/{pid}/fd").iterdir():
        try:
            sockets += str(one.readlink()).startswith("socket:")
        except OSError:
            continue
    return (
        f"{int(said['VmRSS']) // 1024} MB (at most {int(said['VmHWM']) // 1024}), {said['Threads']} threads, "
        f"{sockets} sockets"
    )


# --- what the database says, in this process ---


def everybody() -> list[tuple[int, str, object]]:
    import django

    django.setup()
    from comity.foundation.access.queries import demonstration_people

    return [(person.pk, person.username, person.reader) for person in demonstration_people()]


def reach() -> int:
    from comity.web.live.watching import reach

    return reach()


def told(watchers: list[Watcher], since: int, actors: list[Actor], broken: set[str]) -> int:
    """Compare with the record, print the figures, and judge."""
    from comity.foundation.labels.queries import readable_marking_ids
    from comity.foundation.record.queries import entire_history
    from comity.web.live.watching import QUIET

    rows = entire_history("a benchmark compares what was sent", newest_first=False).filter(seq__gte=since)
    entries = {row.seq: row for row in rows if row.kind not in QUIET}
    readers = {pk: reader for pk, _, reader in everybody()}
    may = {
        pk: {s for s, row in entries.items() if row.marking_id in readable_marking_ids(r)} for pk, r in readers.items()
    }
    too_much = sum(len(set(one.arrived) - may[one.person_id]) for one in watchers)
    too_little = sum(len(may[one.person_id] - set(one.arrived)) for one in watchers)
    twice = sum(one.twice for one in watchers)
    taken = [
        arrival - at(entries[seq].at) for one in watchers for seq, arrival in one.arrived.items() if seq in entries
    ]
    medians = [
        statistics.median(arrival - at(entries[seq].at) for seq, arrival in one.arrived.items())
        for one in watchers
        if one.arrived and set(one.arrived) <= set(entries)
    ]
    few, many = min(map(len, may.values())), max(map(len, may.values()))
    print(
        f"{len(entries)} entries recorded; a watcher may read {few} to {many} of them; {len(taken)} messages arrived."
    )
    print(f"Told what they may not read: {too_much}. Not told what they may: {too_little}. Told twice: {twice}.")
    if broken:
        print(f"Broken streams: {', '.join(sorted(broken))}")
    median, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[18]
    print(f"From the act's moment to its arrival: median {median:.2f} s, p95 {p95:.2f} s, most {max(taken):.2f} s.")
    print(f"The slowest watcher's median: {max(medians):.2f} s. (Bar for the median: {BAR:.0f} s.)")
    return 0 if median < BAR and not (too_much or too_little or twice or broken) and few < many else 1


def at(moment: datetime) -> float:
    return moment.timestamp()


if __name__ == "__main__":
    sys.exit(main())
