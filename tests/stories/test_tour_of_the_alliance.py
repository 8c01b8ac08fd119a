"""The tour of the alliance in README: a letter breaks the silence on a text; amended, it is put under silence again."""

import re

import pytest
from playwright.sync_api import expect

from .house import Somebody

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("once")]
TITLE = "Exercise Gulf Watch"
LETTER = "The text moves rafts into the sea lane off Paldiski by night and tells no ship of it."
CURE = "Warn shipping forty-eight hours before, and move the rafts by day."


def test_a_letter_breaks_the_silence_and_an_amendment_begins_it_anew(browser, house):
    # From one world to the other is one click.
    secretary = Somebody(browser, house, "Engagement planner")
    page = secretary.page
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("link", name=re.compile("Concord Alliance")).click()
    page.get_by_role("button", name=re.compile("Secretary of the committees")).first.click()

    # The secretary sees what is contested, level by level, and what is under silence until when.
    expect(page.get_by_role("heading", name=re.compile("Issues by level"))).to_be_visible()
    expect(page.get_by_text("Four rescue boats for Cape Verde").first).to_be_visible()
    page.get_by_role("searchbox").fill("gulf watch")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name=TITLE).last.click()
    expect(page.get_by_text("Under silence until")).to_be_visible()
    dossier = page.url

    # A delegate writes a letter.
    denmark = Somebody(browser, house, "Delegate of Denmark", world="alliance")
    page = denmark.opens(TITLE)
    expect(page.get_by_text("You are asked because")).to_be_visible()
    page.get_by_role("radio", name="Do not concur").check()
    page.get_by_label("Basis of the objection").fill(LETTER)
    page.get_by_label("What would cure it").fill(CURE)
    page.get_by_role("button", name="Give this answer").click()
    expect(page.get_by_text("Your opinion is given and recorded.")).to_be_visible()

    # The page of the secretary says so by itself, and that nobody overrides it.
    page = secretary.page
    expect(page.get_by_text("Broken by Delegate of Denmark").first).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Consensus decides here, so nobody overrides it.").first).to_be_visible()

    # The planner amends the text as the letter asks, and sees beforehand what would change.
    planner = Somebody(browser, house, "Exercise planner", world="alliance")
    page = planner.page
    page.goto(dossier)
    page.get_by_role("link", name=re.compile(r"^ENG-\d{4}-\d+$")).first.click()
    page.get_by_role("link", name="Amend").first.click()
    page.get_by_label("Objectives").fill(
        "Find two drifting rafts within six hours, by day.\nWarn shipping two days before."
    )
    page.get_by_label("Reason").fill("The letter of Denmark.")
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    page.get_by_role("button", name="Amend", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    planner.leaves()

    # All ten are under silence again; who wrote the letter agrees, in words.
    page = denmark.opens(TITLE)
    page.get_by_role("radio", name="Concur", exact=True).check()
    page.get_by_role("button", name="Give this answer").click()
    expect(page.get_by_text("Your opinion is given and recorded.")).to_be_visible()
    denmark.leaves()
    page = secretary.page
    expect(page.get_by_text("1 agreed in words").first).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Broken by Delegate of Denmark")).to_have_count(0)
    secretary.leaves()
