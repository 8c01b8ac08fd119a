"""What one does appears on the page of another, without reload, also after the line was lost."""

import os
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from .house import COMITY, ROOT, WIDE, _database, _free_port, _wait_for, launch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PASSWORD = "a long enough password"  # of people who exist in this test only


class House:
    """The real server, which can be stopped and started again on the same port."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment, self.port = environment, _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.begin()

    def begin(self) -> None:
        command = [*COMITY, "run", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        _wait_for(self.address, self.process)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture
def house(tmp_path):
    environment = {**os.environ, "COMITY_HOME": str(tmp_path)}
    with _database(environment.pop("COMITY_TEST_DATABASE_URL", None)) as url:
        if url:
            environment["COMITY_DATABASE_URL"] = url
        founding = [sys.executable, "-m", "tests.stories.small", PASSWORD]
        said = subprocess.run(founding, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
        running = House(environment)
        running.dossier = said.stdout.split()[-1]
        try:
            yield running
        finally:
            running.stop()


def signed_in(browser, house: House, username: str) -> Page:
    page = browser.new_context(base_url=house.address, viewport=WIDE).new_page()
    page.goto("/sign-in/with-password/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator("live-news")).to_have_attribute("data-state", "live")
    return page


def comment(page: Page, words: str) -> None:
    page.goto("/")
    page.locator("a[href^='/consultations/']").first.click()
    page.locator("details.act > summary").click()
    form = page.locator("form:has(input[name=act][value=comment])")
    form.locator("textarea").fill(words)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()


def hold(page: Page, reason: str) -> None:
    page.goto("/")
    page.locator("a[href^='/consultations/']").first.click()
    page.locator("details.act > summary").click()
    form = page.locator("form:has(input[name=act][value=hold])")
    form.locator("textarea").fill(reason)
    form.locator("input[name=expires]").fill((date.today() + timedelta(days=3)).isoformat())
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()


def test_what_one_does_appears_on_the_page_of_another_and_survives_a_lost_line(house):
    with sync_playwright() as playwright:
        browser = launch(playwright)
        lead, counsel, desk = (signed_in(browser, house, name) for name in ("planner", "counsel", "desk"))
        faults: list[str] = []
        lead.on("pageerror", lambda error: faults.append(str(error)))
        lead.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        lead.goto(f"/dossiers/{house.dossier}/")
        expect(lead.locator("live-news")).to_have_attribute("data-state", "live")
        unread = int(lead.locator("[data-bell] .count").inner_text() or 0)

        # An act in one browser appears in another: on the page, in its list of acts, and at the bell.
        lead.locator("live-news summary").click()
        hold(counsel, "The charter of the ferry is nowhere.")
        expect(lead.locator("#page-body").get_by_text("The charter of the ferry is nowhere.").first).to_be_visible()
        expect(lead.locator("live-news ol > li").first).to_contain_text("placed a hold")
        expect(lead.locator("[data-bell] .count")).to_have_text(str(unread + 1))

        # The server goes away and comes back. What was done meanwhile is told, and the page was never loaded anew.
        house.stop()
        expect(lead.locator("live-news")).to_have_attribute("data-state", re.compile("reconnecting|offline"))
        house.begin()
        comment(desk, "Is the date firm?")
        expect(lead.locator("live-news")).to_have_attribute("data-state", "live", timeout=45_000)
        expect(lead.locator("#page-body").get_by_text("Is the date firm?").first).to_be_visible(timeout=15_000)
        expect(lead.locator("live-news details")).to_have_attribute("open", "")
        assert not faults
        browser.close()
