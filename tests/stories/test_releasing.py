"""A paper whose paragraphs are marked apart: who reads what of it, and how one paragraph is released and recalled."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .house import Somebody

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("once")]
TITLE = "Berths and moorings"
FIRST = "The ferry pier is free for the relief ships from Monday."
SECOND = "The inner moorings hold two hundred tonnes each in a northerly wind."
THIRD = "The only salvage tug of the bay is under repair until the spring."
CONDITION = "Not to be shown to shipping agents."
WHY = "The moorings were measured again, and hold less."


def write(page: Page, words: str, level: str, *, to: str = "", known: bool = True) -> None:
    form = page.locator("#new")
    form.get_by_label("Paragraph", exact=True).fill(words)
    form.get_by_label("Classification").select_option(level)
    form.get_by_label("Releasable to").fill(to)
    form.get_by_label("Whoever reads the paper may know").set_checked(known)
    form.get_by_label("Paragraph", exact=True).press("Control+Enter")
    expect(page.get_by_text("The paragraph is written.")).to_be_visible()


def to_the_paper(page: Page) -> None:
    page.goto("/engagements/?text=Coral+Bridge")
    page.get_by_role("main").get_by_role("link", name="Exercise Coral Bridge").first.click()
    page.get_by_role("link", name="Papers and remarks").click()
    page.get_by_role("link", name=TITLE).click()


def concurs(browser, house, role: str, title: str) -> None:
    somebody = Somebody(browser, house, role)
    page = somebody.opens(title)
    page.get_by_role("radio", name="Concur", exact=True).check()
    page.get_by_role("button", name="Give this answer").click()
    expect(page.get_by_text("Your opinion is given and recorded.")).to_be_visible()
    somebody.leaves()


def test_one_paragraph_is_asked_for_released_on_a_condition_and_recalled(browser, house):
    asked_for = "How much the inner moorings hold"
    planner = Somebody(browser, house, "Engagement planner")
    page = planner.page
    page.goto("/engagements/?text=Coral+Bridge")
    page.get_by_role("main").get_by_role("link", name="Exercise Coral Bridge").first.click()
    page.get_by_role("link", name="Papers and remarks").click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_role("button", name="Begin a paper").click()
    write(page, FIRST, "UNCLASSIFIED")
    write(page, SECOND, "RESTRICTED", to="XHM")
    write(page, THIRD, "SECRET", to="XHM", known=False)
    page.get_by_role("link", name="Read it").click()
    for words in (FIRST, SECOND, THIRD):
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.locator(".marking-banner, .banner").first).to_contain_text("SECRET")
    paper = page.url

    # The clerk of parliament reads two, and is not told of the third; the banner is of what they see.
    clerk = Somebody(browser, house, "Clerk, committee on defence and foreign affairs")
    to_the_paper(clerk.page)
    expect(clerk.page.get_by_text(SECOND)).to_be_visible()
    expect(clerk.page.get_by_text(THIRD)).to_have_count(0)
    expect(clerk.page.locator("body")).not_to_contain_text("SECRET")
    expect(clerk.page.get_by_text("withheld from you")).to_have_count(0)
    clerk.leaves()

    # The liaison reads one, knows that another is there, and asks for it.
    liaison = Somebody(browser, house, "Defence liaison of the Philippines")
    page = liaison.page
    to_the_paper(page)
    expect(page.get_by_text(FIRST)).to_be_visible()
    expect(page.get_by_text(SECOND)).to_have_count(0)
    expect(page.get_by_text("Paragraph 2 is withheld from you.")).to_be_visible()
    page.get_by_role("link", name="Ask for its release").click()
    page.get_by_label("What you ask for").fill(asked_for)
    page.get_by_label("For which use").fill("To moor our own sealift beside the relief ships.")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text(re.compile(r"REL-\d{4}-\d{4} is asked for"))).to_be_visible()
    release = page.url

    # The planner finds it waiting, and puts the one paragraph to clearance, on a condition.
    page = planner.opens(asked_for)
    page.get_by_role("link", name="Put it to clearance").click()
    expect(page.get_by_text(SECOND)).to_be_visible()
    page.get_by_label("Condition").first.fill(CONDITION)
    for check in page.locator("select[name$='-answer']").all():
        check.select_option("met")
    for said in page.locator("input[name^='check-'][name$='-words']").all():
        said.fill("As the visiting forces agreement has it.")
    page.get_by_role("button", name="Put it to clearance").click()
    expect(page.get_by_text("is in clearance.")).to_be_visible()

    concurs(browser, house, "Desk officer for South-East Asia and the Pacific", asked_for)
    concurs(browser, house, "Legal counsel", asked_for)
    page = planner.opens(asked_for)
    page.get_by_label("What was said").fill("Both concur with the paragraph as it stands, on one condition.")
    page.get_by_label("What the deciders are asked to do").fill("Release it.")
    page.get_by_role("button", name="Consolidate and send up").click()
    expect(page.get_by_text("Awaiting decision").first).to_be_visible()
    for role in ("Director of International Policy", "Director for Asia and the Pacific"):
        director = Somebody(browser, house, role)
        decides(director, asked_for)
        director.leaves()

    # The package arrives, with its recipient's name on the paragraph and nothing else of the paper in it.
    page = planner.opens(asked_for)
    page.get_by_role("button", name="Hand the package over").click()
    expect(page.get_by_text("is handed over.")).to_be_visible()
    page = liaison.opens(asked_for)
    page.get_by_role("button", name="Take receipt").click()
    expect(page.get_by_text("You have taken receipt")).to_be_visible()
    expect(page.locator("#conditions").get_by_text(CONDITION).first).to_be_visible()
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Open the package").click()
    with zipfile.ZipFile(io.BytesIO(Path(arriving.value.path()).read_bytes())) as found:
        text = found.read("paper.txt").decode()
        assert b"RESTRICTED" in found.read("binding.xml")
    assert SECOND in text
    assert CONDITION in text
    assert "Defence liaison of the Philippines" in text
    assert FIRST not in text
    assert THIRD not in text

    # It is recalled: nobody opens it any more, and the register shows all of it.
    page = planner.page
    page.goto(release)
    page.get_by_label("Why it is recalled").fill(WHY)
    page.get_by_role("button", name="Recall it").click()
    expect(page.get_by_text("nobody opens it any more.").first).to_be_visible()
    liaison.page.goto(release)
    expect(liaison.page.get_by_text(WHY).first).to_be_visible()
    expect(liaison.page.get_by_role("button", name="Open the package")).to_have_count(0)
    page.goto("/releases/")
    row = page.get_by_role("row").filter(has_text=asked_for)
    expect(row).to_contain_text("Recalled")
    planner.audit("/releases/", paper.removeprefix(house.address), release.removeprefix(house.address))
    planner.audit_mirrored("/releases/", release.removeprefix(house.address))
    liaison.leaves()
    planner.leaves()


def decides(director: Somebody, title: str) -> None:
    page = director.opens(title)
    page.get_by_role("radio", name=re.compile("^Grant")).check()
    page.get_by_role("button", name="Record this decision").click()
    expect(page.get_by_text(re.compile("It waits for the other|Every key is turned"))).to_be_visible()
