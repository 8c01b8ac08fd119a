"""Finding, going and doing by the keyboard alone; and what was typed survives a session that ended."""

import re

import pytest
from playwright.sync_api import expect

from .house import PASSWORD, arrived, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("once")]
TITLE = "Exercise Calm Water"


def quiet(page):
    """Whatever a page complains of on its console, from now on."""
    faults = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return faults


def test_a_planner_finds_goes_and_does_without_a_mouse(browser, small):
    page = signed_in(browser, small, "planner")
    keys, faults = page.keyboard, quiet(page)

    # Find a thing by some of its letters, go there, pin it.
    keys.press("Control+k")
    palette = page.get_by_role("dialog", name="Find and do anything")
    field = palette.get_by_role("combobox")
    expect(field).to_be_focused()
    expect(palette.get_by_role("option", name="Print this page")).to_be_visible()
    keys.type("calm wa")
    found = palette.get_by_role("option", name=re.compile(TITLE)).first
    expect(found).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", found.get_attribute("id"))
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("Enter")
    arrived(page, TITLE)
    keys.press("p")
    expect(page.get_by_role("button", name="Take the pin off this page")).to_be_visible()
    expect(page.get_by_role("navigation", name="At hand").get_by_role("link", name=TITLE)).to_be_visible()

    # Go somewhere by letters, along a list, to the search box; letters typed into it do nothing else.
    keys.press("g")
    keys.press("e")
    arrived(page, "Engagements")
    keys.press("j")
    expect(page.locator("table.data tbody a").first).to_be_focused()
    keys.press("/")
    expect(page.locator("#bar-search")).to_be_focused()
    keys.type("gep?manila")
    expect(page.locator("#bar-search")).to_have_value("gep?manila")
    keys.press("Escape")
    page.locator("body").press("Tab")
    page.evaluate("document.activeElement.blur()")
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()

    # Do something that changes: the language, through the form in the palette; and back.
    keys.press("Control+k")
    expect(field).to_be_focused()
    keys.type("franç")
    expect(palette.get_by_role("option", name=re.compile("Français"))).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.wait_for_load_state()
    assert page.url.endswith("/engagements/")
    keys.press("Control+k")
    expect(page.locator("dialog.palette [role=combobox]")).to_be_focused()
    keys.type("english")
    expect(page.locator("dialog.palette [role=option]").first).to_contain_text("English")
    keys.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en-gb")
    assert not faults


def test_what_was_typed_and_the_place_survive_a_session_that_ended(browser, small):
    page = signed_in(browser, small, "counsel")
    answer = page.locator("main a[href^='/consultations/']").first.get_attribute("href")
    page.goto(f"{answer}#opinion")
    form = page.locator("main form:has(textarea):has([type=radio])").first
    words = form.locator("textarea").first
    words.fill("The status of forces agreement covers it.")
    name = words.get_attribute("name")
    form.get_by_role("radio").first.check()
    page.context.clear_cookies(name="sessionid")
    words.evaluate("field => field.form.requestSubmit()")
    expect(page).to_have_url(re.compile("/sign-in/"))
    page.locator("[name=login]").fill("counsel")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page).to_have_url(re.compile(answer))
    again = page.locator("main form:has(textarea):has([type=radio])").first
    expect(again.get_by_role("radio").first).to_be_checked()
    expect(again.locator(f"textarea[name='{name}']")).to_have_value("The status of forces agreement covers it.")
