"""Makes docs/tour/*.png from a fresh demonstration world: `make screenshots`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from .house import ROOT, Somebody, launch, served
from .proposal import fill

TOUR = ROOT / "docs" / "tour"
TITLE = "Exercise Tidal Shield"
SIZE = {"width": 1280, "height": 860}


def main() -> None:
    TOUR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, served(Path(home)) as house, sync_playwright() as playwright:
        browser = launch(playwright)
        planner = Somebody(browser, house, "Engagement planner")
        minister = Somebody(browser, house, "Minister of Foreign Affairs")
        desk = Somebody(browser, house, "Desk officer for South-East Asia")
        page = planner.page
        page.goto("/engagements/")
        engagement = page.get_by_role("link", name=TITLE).get_attribute("href")
        page.goto("/dossiers/")
        dossier = page.locator("tr", has_text=TITLE).locator("th a").get_attribute("href")
        desk.page.goto("/waits/")
        answer = desk.page.locator("a.work-title[href^='/consultations/']").first.get_attribute("href")
        shots = [
            (planner, "waits", "/"),
            (planner, "list", "/engagements/"),
            (planner, "form", "/engagements/new/"),
            (planner, "engagement", engagement),
            (planner, "dossier", dossier),
            (planner, "record", "/record/"),
            (planner, "who-may", "/who-may/?kind=exercise&personnel=9400&host=PHL&partners=PHL&cost=7200000"),
            (desk, "consultation", answer),
            (minister, "decide", f"{dossier}decide/"),
        ]
        for somebody, name, path in shots:
            take(somebody, name, path)
        page.goto("/engagements/new/")
        fill(page)
        page.get_by_role("button", name="Save and go on to propose").click()
        page.screenshot(path=TOUR / "propose.png")
        take(planner, "engagement-dark", engagement, scheme="dark")
        take(minister, "decide-narrow", f"{dossier}decide/", width=390)
        planner.context.clear_cookies()
        take(planner, "sign-in", "/sign-in/")


def take(somebody: Somebody, name: str, path: str, *, scheme: str = "light", width: int = SIZE["width"]) -> None:
    """One picture of the first screen of a page."""
    page = somebody.page
    page.set_viewport_size({**SIZE, "width": width})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto(path)
    page.screenshot(path=TOUR / f"{name}.png")
    print(f"docs/tour/{name}.png")


if __name__ == "__main__":
    main()
