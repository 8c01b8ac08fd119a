"""The main job, as the people who do it: an exercise is proposed, cleared by two ministries, authorised."""

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .house import ROOT, Somebody, press_until
from .proposal import START, TITLE, fill

pytestmark = pytest.mark.browser


def as_(browser, house, role):
    return Somebody(browser, house, role)


def answer(page: Page, words: str) -> None:
    page.get_by_role("radio", name=words, exact=True).check()
    page.get_by_role("button", name="Give this answer").click()
    expect(page.get_by_text("Your opinion is given and recorded.")).to_be_visible()


def test_an_exercise_of_9400_is_proposed_cleared_and_authorised(browser, house, tmp_path):
    planner = as_(browser, house, "Engagement planner")
    page = planner.page

    # The planner proposes; what is typed is saved, and the form says what is missing and why it is asked.
    page.get_by_role("link", name="Propose an engagement").click()
    expect(page.get_by_text("still missing")).to_be_visible()
    fill(page)
    planner.audit("/engagements/new/")
    page.get_by_role("button", name="Save and go on to propose").click()

    # Who must clear it, and why.
    for post in ("Desk officer for South-East Asia", "Legal counsel", "Budget officer", "Minister of Foreign Affairs"):
        expect(page.get_by_text(post).first).to_be_visible()
    expect(page.get_by_text("personnel is 9,400, over 5,000 people").first).to_be_visible()
    planner.audit(page.url)
    page.get_by_role("button", name=re.compile("^Propose")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    engagement = page.url
    reference = re.search(r"ENG-\d{4}-\d{4,}", engagement).group()
    expect(page.get_by_text("In clearance").first).to_be_visible()

    # The foreign ministry concurs with a condition.
    desk = as_(browser, house, "Desk officer for South-East Asia")
    page = desk.opens(TITLE)
    desk.audit(page.url)
    page.get_by_role("textbox", name="Condition").first.fill(
        "Agree the public line with the embassy before the first ship sails"
    )
    page.get_by_label("By", exact=True).first.fill((START - timedelta(days=30)).isoformat())
    answer(page, "Concur with conditions")
    desk.leaves()

    # Legal counsel asks; the planner answers; counsel concurs.
    counsel = as_(browser, house, "Legal counsel")
    page = counsel.opens(TITLE)
    page.get_by_text("Not ready to answer?").click()
    page.get_by_label("What do you need to know?").fill("Under which agreement do our people stand ashore?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page = planner.opens(TITLE)
    page.get_by_label("Answer").fill("Under the visiting forces agreement, article III, and its annex on claims.")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("The clock of the post that asked runs again.")).to_be_visible()
    answer(counsel.opens(TITLE), "Concur")
    counsel.leaves()

    # Finance holds, then releases.
    finance = as_(browser, house, "Budget officer")
    page = finance.opens(TITLE)
    page.get_by_text("Not ready to answer?").click()
    page.get_by_label("Why it must wait").fill("The supplementary vote is before parliament this week.")
    page.get_by_label("Until").fill((date.today() + timedelta(days=14)).isoformat())
    page.get_by_role("button", name="Place the hold").click()
    planner.page.goto(engagement)
    expect(planner.page.get_by_text("supplementary vote").first).to_be_visible()
    page = finance.opens(TITLE)
    page.get_by_label("Why").fill("The vote passed.")
    page.get_by_role("button", name="Release the hold").click()
    answer(page, "Concur")
    finance.leaves()

    for role in ("Chief of Joint Operations", "Defence attaché in Manila", "Defence liaison of the Philippines"):
        somebody = as_(browser, house, role)
        page = somebody.opens(TITLE)
        if "liaison" in role:
            somebody.audit(page.url)
            expect(page.get_by_text("supplementary vote")).to_have_count(0)
        answer(page, "Concur")
        somebody.leaves()

    # One paper goes up and is countersigned.
    page = planner.opens(TITLE)
    page.get_by_label("What was said").fill("All concur; the foreign ministry on one condition. Nobody objects.")
    page.get_by_label("What the deciders are asked to do").fill("Authorise the exercise as proposed.")
    planner.audit(page.url)
    page.get_by_role("button", name="Consolidate and send up").click()
    director = as_(browser, house, "Director of International Policy")
    page = director.opens(TITLE)
    page.get_by_role("button", name="Countersign").click()
    expect(page.get_by_text("It is now before those who decide.")).to_be_visible()
    director.leaves()

    # The two ministers decide; the second with the keyboard alone.
    defence = as_(browser, house, "Minister of Defence")
    page = defence.opens(TITLE)
    defence.audit(page.url)
    page.get_by_role("radio", name=re.compile("^Grant")).check()
    page.get_by_role("button", name="Record this decision").click()
    expect(page.get_by_text("It waits for the other.")).to_be_visible()
    defence.leaves()
    foreign = as_(browser, house, "Minister of Foreign Affairs")
    decide_by_keyboard(foreign.page)
    expect(foreign.page.get_by_text("is authorised").first).to_be_visible()
    foreign.leaves()

    # Authorised; the condition is an obligation; the whole history is told in sentences.
    page = planner.page
    page.goto(engagement)
    expect(page.get_by_text("Authorised").first).to_be_visible()
    expect(page.get_by_text("Agree the public line with the embassy").first).to_be_visible()
    planner.audit(engagement)
    page.goto(f"/engagements/{reference}/history/")
    for said in (
        "asked for information",
        "placed a hold",
        "released its hold",
        "concurs with conditions",
        "is authorised",
    ):
        expect(page.get_by_text(said).first).to_be_visible()
    planner.audit(page.url)
    planner.leaves()

    told = house.command("who-may", reference, "--json")
    assert told.returncode == 0, told.stderr
    assert '"Minister of Foreign Affairs"' in told.stdout
    record = house.command("record", "audit")
    assert record.returncode == 0, record.stdout
    check_alone(browser, house, engagement, tmp_path)


def check_alone(browser, house, engagement: str, folder: Path) -> None:
    """The auditor takes the evidence of this decision away and checks it without the house, here and in the browser."""
    assert house.command("tick").returncode == 0  # signed, and shown to the witnesses, without waiting for the minute
    auditor = as_(browser, house, "Auditor for defence and foreign affairs")
    page = auditor.page
    page.goto(engagement)
    expect(page.get_by_text("Witnessed", exact=True)).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the evidence").click()
    bundle = folder / "evidence.zip"
    taken.value.save_as(bundle)
    page.goto("/oversight/evidence/")
    with page.expect_download() as kept:
        page.get_by_role("link", name="comity-policy.txt").click()
    policy = folder / "policy.txt"
    kept.value.save_as(policy)
    said = subprocess.run(
        [sys.executable, "-m", "verifier", bundle, "--policy", policy],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert said.returncode == 0, said.stdout
    assert "2 of 2 witnesses have signed" in said.stdout
    page.goto("/oversight/verify/")
    page.context.set_offline(True)
    page.get_by_label("Evidence bundle").set_input_files(bundle)
    page.get_by_label("Policy, from a file").set_input_files(policy)
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("heading", level=2, name="It holds.")).to_be_visible()
    page.context.set_offline(False)
    auditor.leaves()


def decide_by_keyboard(page: Page) -> None:
    page.goto("/waits/")
    press_until(page, "link", TITLE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    press_until(page, "radio", "^Grant")
    page.keyboard.press("Space")
    press_until(page, "button", "Record this decision")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Every key is turned")).to_be_visible()
