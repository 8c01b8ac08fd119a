"""The real application on a port of its own, with the demonstration world, and a browser to drive it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from .targets import TOO_SMALL

ROOT = Path(__file__).resolve().parent.parent.parent
COMITY = [sys.executable, "-m", "comity"]
AXE = ROOT / ".cache" / "axe.min.js"
ALL_RULES: dict[str, object] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS: dict[str, object] = {"type": "rule", "values": ["color-contrast"]}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "a long enough password"  # of people who exist in these tests only
NARROW = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}  # what WCAG 2.2 asks in 1.4.10: 1280 px enlarged four times
WIDE = {"width": 1440, "height": 900}


class Served:
    """A running server and its environment; it can be stopped and begun again on the same port."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment, self.port = environment, _free_port()
        self.address = f"http://127.0.0.1:{self.port}"

    def begin(self) -> None:
        command = [*COMITY, "run", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        _wait_for(self.address, self.process)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMITY, *words], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )


def demonstration(*, life: bool) -> list[str]:
    """The command that loads both worlds, with their year of life or only what is told act by act."""
    return [*COMITY, "demo", *([] if life else ["--short"])]


@contextmanager
def served(home: Path, founding: list[str]) -> Iterator[Served]:
    """Found a house in an empty home by this command and serve it, on PostgreSQL when the tests run there."""
    environment = {**os.environ, "COMITY_HOME": str(home)}
    tested_on = environment.pop("COMITY_TEST_DATABASE_URL", None)
    with _database(tested_on) as url:
        if url:
            environment["COMITY_DATABASE_URL"] = url
        subprocess.run(founding, env=environment, cwd=ROOT, check=True, capture_output=True)
        house = Served(environment)
        house.begin()
        try:
            yield house
        finally:
            house.stop()


@contextmanager
def _database(tested_on: str | None) -> Iterator[str | None]:
    if tested_on is None:
        yield None
        return
    import psycopg

    name = f"story_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(tested_on, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield tested_on.rsplit("/", 1)[0] + f"/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(120):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).read()
            return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError("the server did not answer within half a minute")


def launch(playwright: Playwright, *flags: str) -> Browser:
    """The browser that CHROMIUM names (scripts/browser.sh sets it), else the one on the path."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])


@dataclass
class Somebody:
    """One role signed in, in a browser of its own that notes every console error and page fault."""

    browser: Browser
    house: Served
    role: str
    world: str = "asia-pacific"
    context: BrowserContext = field(init=False)
    page: Page = field(init=False)
    faults: list[str] = field(default_factory=list)
    checker: Page | None = None

    def __post_init__(self) -> None:
        self.context = self.browser.new_context(base_url=self.house.address, viewport=WIDE)
        self.context.set_default_timeout(60_000)  # a busy machine answers late
        self.page = self.context.new_page()
        self.page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto(f"/sign-in/?world={self.world}")
        self.page.get_by_role("button", name=re.compile(re.escape(self.role))).first.click()
        expect(self.page.locator("body[data-person]")).to_be_visible()

    def opens(self, title: str) -> Page:
        """From all that waits on them, open what has this title."""
        self.page.goto("/waits/")
        self.page.get_by_role("link", name=title).first.click()
        return self.page

    def audit(self, *paths: str, dark: bool = True) -> None:
        """No accessibility violation in light and dark, wide and narrow, and nothing wider than it, even at 320 px.

        What differs between light and dark is colours, and between wide and narrow what is where: only that is asked
        again. Reading from right to left, narrow and in the dark, everything is (`audit_mirrored`): who asks that as
        well needs no other `dark`.
        """
        page = self._checking()
        for path in paths:
            page.set_viewport_size(WIDE)  # type: ignore[arg-type]
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
            page.goto(path)
            page.add_script_tag(path=str(AXE))
            self._check(page, path, "light")
            if dark:
                page.emulate_media(color_scheme="dark", reduced_motion="reduce")
                self._check(page, path, "dark", COLOURS)
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
            page.set_viewport_size(NARROW)  # type: ignore[arg-type]
            self._check(page, path, "narrow", None)
            page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
            self._check(page, path, "at 320 px", None)

    def audit_mirrored(self, *paths: str) -> None:
        """The same in Arabic, from right to left: wide, and narrow in the dark."""
        page = self._checking()
        page.goto("/")
        speak(page, "ar")
        for path in paths:
            page.set_viewport_size(WIDE)  # type: ignore[arg-type]
            page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            page.goto(path)
            assert page.evaluate("document.documentElement.dir") == "rtl", f"{path} is not mirrored"
            page.add_script_tag(path=str(AXE))
            self._check(page, path, "mirrored", None)
            page.set_viewport_size(NARROW)  # type: ignore[arg-type]
            self._check(page, path, "mirrored, dark and narrow")
        speak(page, "en-gb")

    def _checking(self) -> Page:
        """A page beside the others, without the policy that would keep the checker's own script out; faults under the
        policy are noted elsewhere."""
        if self.checker is None:
            context = self.browser.new_context(
                base_url=self.house.address, storage_state=self.context.storage_state(), bypass_csp=True
            )
            self.checker = context.new_page()
        return self.checker

    def _check(self, page: Page, path: str, how: str, rules: dict[str, object] | None = ALL_RULES) -> None:
        if rules is not None:
            found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
            told = [f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes']][:4]}" for v in found["violations"]]
            assert not told, f"{path} as {self.role}, {how}: {told}"
            assert found["passes"], "the checker looked at nothing"
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{path} as {self.role}, {how}, is {overflow} px wider than the screen"
        small = page.evaluate(TOO_SMALL)
        assert not small, f"{path} as {self.role}, {how}: too small to be hit: {small[:8]}"

    def leaves(self) -> None:
        assert not self.faults, f"{self.role} met errors on the console: {self.faults}"
        if self.checker is not None:
            self.checker.context.close()
        self.context.close()


def press_until(page: Page, role: str, name: str) -> None:
    """Tab to the control of this role and name. Fails when the keyboard cannot reach it."""
    wanted = page.get_by_role(role, name=re.compile(name)).first  # type: ignore[arg-type]
    expect(wanted).to_be_visible()
    for _ in range(200):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {role} “{name}”")


def arrived(page: Page, title: str) -> None:
    """The page of this title is there, and its scripts listen: a key pressed sooner is not heard."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.wait_for_load_state()


def signed_in(browser: Browser, house: Served, username: str) -> Page:
    """A page of somebody of the small house, entered with a password, that is told what happens."""
    page = browser.new_context(base_url=house.address, viewport=WIDE).new_page()
    page.goto("/sign-in/with-password/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator("live-news")).to_have_attribute("data-state", "live")
    return page


def speak(page: Page, language: str) -> None:
    """Choose the language by the switch that every page has."""
    button = page.locator(f"button[name=language][value={language}]")
    with page.expect_navigation():
        button.evaluate("button => button.form.requestSubmit(button)")
