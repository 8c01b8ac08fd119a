"""A crisis is declared; its desk suspends visits; an evacuation exercise is cleared by the hour, told and reviewed."""

import re
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from .house import ROOT, Served, Somebody

pytestmark = pytest.mark.browser

EXERCISE = "Evacuation exercise Safe Passage"
VISITS = ("Visit of the signals school", "Visit of the hydrographers", "Visit of the logistics staff")
ASKED = (
    "Desk officer for South-East Asia",
    "Legal counsel",
    "Chief of Joint Operations",
    "Defence attaché in Jakarta",
    "Defence liaison of Indonesia",
)


def choose(page: Page, *titles: str) -> None:
    for title in titles:
        page.get_by_role("checkbox", name=re.compile(f"^Choose .*{title}")).check()


def test_a_crisis_is_declared_three_visits_stop_and_an_evacuation_is_cleared_within_hours(browser, house):
    # Who may declares it; the desk opens.
    chair = Somebody(browser, house, "Chair of the deputies committee")
    page = chair.page
    page.get_by_role("link", name="Crises", exact=True).click()
    page.get_by_role("link", name="Declare a crisis").first.click()
    chair.audit(page.url)
    page.get_by_label("Name of the crisis").fill("Earthquake of Padang")
    page.get_by_label("What kind").select_option("evacuation")
    page.locator("[name=state]").select_option("IDN")
    page.get_by_label("Over at the latest on").fill((datetime.now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("What has happened").fill("The port of Padang is damaged and the airport is closed.")
    page.get_by_role("button", name="Declare it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Earthquake of Padang")
    desk = page.url

    # The chair hurries the evacuation exercise from the desk, and may suspend nothing.
    choose(page, EXERCISE)
    expect(page.get_by_text("1 chosen")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Suspend"))).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Declare urgent")).click()
    page.get_by_label("Why, in words").fill("Four hundred people wait at a port that may not stand a second shock.")
    page.get_by_role("button", name="Declare 1 engagement urgent").click()
    expect(page.get_by_text("Done: 1")).to_be_visible()

    # A minister suspends three visits in one round, with the keyboard; each has its own result.
    minister = Somebody(browser, house, "Minister of Foreign Affairs")
    page = minister.page
    page.goto(desk)
    minister.audit(desk)
    for title in VISITS:
        box = page.get_by_role("checkbox", name=re.compile(f"^Choose .*{title}"))
        box.focus()
        page.keyboard.press("Space")
    expect(page.get_by_text("3 chosen")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Suspend")).press("Enter")
    expect(page.get_by_role("row", name=re.compile("Done"))).to_have_count(3)
    minister.audit(page.url)
    page.get_by_label("Why, in words").fill("Nobody travels to Indonesia before the port is safe.")
    page.get_by_role("button", name="Suspend 3 engagements").click()
    expect(page.get_by_text("Done: 3 · refused: 0 · waiting: 0")).to_be_visible()
    minister.audit(page.url)
    expect(page.get_by_role("button", name=re.compile("^Undo"))).to_be_visible()
    minister.leaves()

    # Whoever is still asked has hours, and answers; the budget was spared.
    for role in ASKED:
        somebody = Somebody(browser, house, role)
        page = somebody.opens(EXERCISE)
        page.get_by_role("radio", name="Concur", exact=True).check()
        page.get_by_role("button", name="Give this answer").click()
        expect(page.get_by_text("Your opinion is given and recorded.")).to_be_visible()
        somebody.leaves()
    planner = Somebody(browser, house, "Engagement planner")
    page = planner.opens(EXERCISE)
    expect(page.get_by_text("Not asked: Budget officer for defence", exact=True)).to_be_visible()
    planner.audit(page.url)
    reference = re.search(r"DOS-\d{4}-\d{4,}", page.url).group()
    page.get_by_label("What was said").fill("All who were asked concur.")
    page.get_by_label("What the deciders are asked to do").fill("Authorise at once.")
    page.get_by_role("button", name="Consolidate and send up").click()
    signs(browser, house)

    # It is granted; parliament is owed a word within the day, and has it.
    page.goto(f"/dossiers/{reference}/")
    expect(page.get_by_text("Its review opens by itself")).to_be_visible()
    page.goto("/obligations/")
    row = page.get_by_role("row", name=re.compile("Tell the committee")).filter(has_text="Clerk")
    row.get_by_role("link", name=re.compile("Tell the committee")).first.click()
    page.locator("textarea[name=words]").fill("The clerk has the note and the list of what was spared.")
    page.get_by_role("button", name="It is kept").click()
    expect(page.get_by_text("The obligation has ended")).to_be_visible()
    planner.leaves()

    # Three days pass; the house opens the review by itself, and those who review see it was told in time.
    due = hours_later(house, reference)
    clerk = Somebody(browser, house, "Chair, committee on defence and foreign affairs")
    page = clerk.page
    page.goto(f"/dossiers/{reference}/")
    page.get_by_role("link", name="The review").click()
    expect(page.get_by_text("In time")).to_be_visible()
    expect(page.get_by_text("Budget officer for defence")).to_be_visible()
    clerk.audit(page.url)
    page.get_by_role("radio", name="It was", exact=True).check()
    for question in page.locator("textarea[name^=answer-]").all():
        question.fill("Yes, on what was known.")
    page.get_by_label("What you conclude").fill("It was urgent, and it was told in time.")
    page.get_by_role("button", name="Give this review").click()
    expect(page.get_by_text("Your review is given and recorded.")).to_be_visible()
    hours_later(house, reference, due)
    clerk.leaves()

    page = chair.page
    page.goto(desk)
    page.get_by_text("End the crisis?").scroll_into_view_if_needed()
    page.get_by_label("Why it is over").fill("The port is safe.")
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("The crisis is over")).to_be_visible()
    chair.audit("/crisis/", "/help/urgency/")
    chair.leaves()
    record = house.command("record", "check")
    assert record.returncode == 0, record.stdout


def signs(browser, house) -> None:
    """The countersignature and both keys: urgency spares none of them."""
    director = Somebody(browser, house, "Director of International Policy")
    page = director.opens(EXERCISE)
    page.get_by_role("button", name="Countersign").click()
    expect(page.get_by_text("It is now before those who decide.")).to_be_visible()
    director.leaves()
    for role in ("Permanent Secretary, Defence", "Permanent Secretary, Foreign Affairs"):
        secretary = Somebody(browser, house, role)
        page = secretary.opens(EXERCISE)
        page.get_by_role("radio", name=re.compile("^Grant")).check()
        page.get_by_role("button", name="Record this decision").click()
        expect(page.get_by_text(re.compile("It waits for the other|Every key is turned"))).to_be_visible()
        secretary.leaves()


def hours_later(house: Served, reference: str, *moment: str) -> str:
    """Returns the moment at which the review had been due."""
    later = [sys.executable, "-m", "tests.stories.hours_later", reference, *moment]
    done = subprocess.run(later, env=house.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    ticked = house.command("tick")
    assert ticked.returncode == 0, ticked.stderr
    return done.stdout.strip()
