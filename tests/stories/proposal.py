"""The exercise of the story, and how the planner writes it down."""

from datetime import date, timedelta

from playwright.sync_api import Page, expect

TITLE = "Exercise Steady Monsoon"
START = date.today() + timedelta(days=240)


def fill(page: Page) -> None:
    """Fill the form of a new engagement; it must save what is typed."""
    page.get_by_label("Title").fill(TITLE)
    expect(page.locator(".save-state")).to_contain_text("Saved", timeout=10_000)
    page.get_by_label("Kind", exact=True).select_option("exercise")
    page.get_by_label("Zone").select_option(index=1)
    page.get_by_label("Purpose").fill("Train both staffs to command a combined relief and defence operation.")
    page.get_by_label("Objectives").fill("Plan, move and command 9,400 people across two islands in ten days.")
    page.get_by_label("Participant").first.fill("Philippines")
    page.get_by_label("Begins").fill(START.isoformat())
    page.get_by_label("Ends").fill((START + timedelta(days=10)).isoformat())
    page.get_by_label("Host").fill("Philippines")
    page.get_by_label("Place").fill("Subic Bay and Palawan")
    page.get_by_label("Personnel").fill("9400")
    page.get_by_label("Live fire").select_option(label="No")
    page.get_by_label("Cost").fill("7200000")
    page.get_by_label("Classification").select_option("RESTRICTED")
    page.get_by_label("Releasable to").fill("XHM, PHL")
