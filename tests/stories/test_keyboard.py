"""Without a mouse: a planner proposes staff talks, the foreign ministry concurs, two directors decide."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from .house import Somebody, press_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("once")]
TITLE = "Staff talks on search and rescue at sea"
START = date.today() + timedelta(days=120)


def write(page: Page, role: str, name: str, words: str) -> None:
    press_until(page, role, name)
    page.keyboard.type(words)


def press(page: Page, role: str, name: str) -> None:
    press_until(page, role, name)
    page.keyboard.press("Enter" if role != "radio" else "Space")


def opens_what_waits(somebody: Somebody) -> Page:
    page = somebody.page
    page.goto("/waits/")
    press(page, "link", TITLE)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return page


def test_propose_concur_and_decide_without_a_mouse(browser, house):
    planner = Somebody(browser, house, "Engagement planner")
    page = planner.page
    # A key that is pressed before the house listens is nobody's.
    page.wait_for_function("() => Boolean(customElements.get('house-keys'))")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/engagements/new/"))
    write(page, "textbox", "^Title", TITLE)
    write(page, "combobox", "^Kind", "Staff talks")
    write(page, "combobox", "^Zone", "Asia")
    write(page, "textbox", "^Purpose", "Agree who answers which call in the waters between the two centres.")
    write(page, "textbox", "^Objectives", "One table of areas and callers, signed by both centres.")
    write(page, "combobox", "^Participant", "Philippines")
    write(page, "textbox", "^Begins", START.isoformat())
    write(page, "textbox", "^Ends", (START + timedelta(days=2)).isoformat())
    write(page, "combobox", "^Host", "Philippines")
    write(page, "textbox", "^Place", "Manila")
    write(page, "textbox", "^Personnel", "9")
    write(page, "combobox", "^Live fire", "No")
    write(page, "textbox", "^Cost", "14000")
    press(page, "button", "Save and go on to propose")
    press(page, "button", "^Propose")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_text("In clearance").first).to_be_visible()

    desk = Somebody(browser, house, "Desk officer for South-East Asia")
    page = opens_what_waits(desk)
    press(page, "radio", "^Concur$")
    press(page, "button", "Give this answer")
    expect(page.get_by_text("Your opinion is given and recorded.")).to_be_visible()
    desk.leaves()

    page = opens_what_waits(planner)
    write(page, "textbox", "What was said", "The foreign ministry concurs.")
    write(page, "textbox", "What the deciders are asked to do", "Authorise the talks.")
    press(page, "button", "Consolidate and send up")
    expect(page.get_by_role("button", name="Consolidate and send up")).to_have_count(0)
    planner.leaves()

    said = ("It waits for the other", "Every key is turned")
    for role, words in zip(
        ("Director of International Policy", "Director for Asia and the Pacific"), said, strict=True
    ):
        director = Somebody(browser, house, role)
        page = opens_what_waits(director)
        press(page, "radio", "^Grant")
        press(page, "button", "Record this decision")
        expect(page.get_by_text(words).first).to_be_visible()
        director.leaves()
