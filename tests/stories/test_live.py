"""What one does appears on the page of another, without reload, also after the line was lost."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from .house import signed_in

pytestmark = pytest.mark.browser


def comment(page: Page, words: str) -> None:
    page.goto("/")
    page.locator("main a[href^='/consultations/']").first.click()
    page.locator("details.act > summary").click()
    form = page.locator("form:has(input[name=act][value=comment])")
    form.locator("textarea").fill(words)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()


def hold(page: Page, reason: str) -> None:
    page.goto("/")
    page.locator("main a[href^='/consultations/']").first.click()
    page.locator("details.act > summary").click()
    form = page.locator("form:has(input[name=act][value=hold])")
    form.locator("textarea").fill(reason)
    form.locator("input[name=expires]").fill((date.today() + timedelta(days=3)).isoformat())
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()


def test_what_one_does_appears_on_the_page_of_another_and_survives_a_lost_line(browser, small):
    lead, counsel, desk = (signed_in(browser, small, name) for name in ("planner", "counsel", "desk"))
    faults: list[str] = []
    lead.on("pageerror", lambda error: faults.append(str(error)))
    lead.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    lead.goto("/dossiers/")
    lead.locator("table.data tbody th a").first.click()
    expect(lead.locator("live-news")).to_have_attribute("data-state", "live")
    unread = int(lead.locator("[data-bell] .count").inner_text() or 0)

    # An act in one browser appears in another: on the page, in its list of acts, and at the bell.
    lead.locator("live-news summary").click()
    hold(counsel, "The charter of the ferry is nowhere.")
    expect(lead.locator("#page-body").get_by_text("The charter of the ferry is nowhere.").first).to_be_visible()
    expect(lead.locator("live-news ol > li").first).to_contain_text("placed a hold")
    expect(lead.locator("[data-bell] .count")).to_have_text(str(unread + 1))

    # The server goes away and comes back. What was done meanwhile is told, and the page was never loaded anew.
    small.stop()
    expect(lead.locator("live-news")).to_have_attribute("data-state", re.compile("reconnecting|offline"))
    small.begin()
    comment(desk, "Is the date firm?")
    expect(lead.locator("live-news")).to_have_attribute("data-state", "live", timeout=45_000)
    expect(lead.locator("#page-body").get_by_text("Is the date firm?").first).to_be_visible(timeout=15_000)
    expect(lead.locator("live-news details")).to_have_attribute("open", "")
    assert not faults
