"""Makes docs/tour/*.png from fresh demonstration worlds: `make screenshots`."""

import tempfile
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from .house import Served, Somebody, demonstration, launch, served, speak
from .nine import NINE
from .proposal import fill

TOUR = Path(__file__).resolve().parents[2] / "docs" / "tour"
SIZE = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
COLOURS = 128  # of a picture; a page of few colours loses nothing one sees
TITLE = "Exercise Tidal Shield"


def main() -> None:
    TOUR.mkdir(parents=True, exist_ok=True)
    for old in TOUR.glob("*.png"):
        old.unlink()
    with (
        tempfile.TemporaryDirectory() as home,
        served(Path(home), demonstration(life=True)) as house,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright, "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
        for desk, role in NINE["asia-pacific"].items():
            first_screen(Somebody(browser, house, role), desk)
        asia_pacific(browser, house)
        alliance(browser, house)


def first_screen(somebody: Somebody, desk: str) -> None:
    """Light, dark, on a phone, and in Arabic."""
    take(somebody.page, desk, "/")
    take(somebody.page, f"{desk}-dark", "/", scheme="dark")
    take(somebody.page, f"{desk}-narrow", "/", size=PHONE)
    speak(somebody.page, "ar")
    take(somebody.page, f"{desk}-arabic", "/")
    speak(somebody.page, "en-gb")
    somebody.leaves()


def asia_pacific(browser: Browser, house: Served) -> None:
    planner = Somebody(browser, house, "Engagement planner")
    page = planner.page
    engagement, dossier = found(page, TITLE)
    take(page, "list", "/engagements/")
    take(page, "form", "/engagements/new/")
    take(page, "engagement", engagement)
    take(page, "engagement-dark", engagement, scheme="dark")
    take(page, "papers", f"{found(page, 'Exercise Coral Bridge')[0]}papers/")
    take(page, "dossier", dossier)
    take(page, "calendar", "/calendar/")
    take(page, "timeline", "/timeline/")
    take(page, "country-page", "/countries/PHL/")
    take(page, "record", "/record/")
    take(page, "who-may", "/who-may/?kind=exercise&personnel=9400&host=PHL&partners=PHL&cost=7200000")
    take(page, "crisis-desk", "/crisis/CR-2026-001/")
    take(page, "promises", "/frameworks/asia-pacific/versions/2026.1/promises/")
    take(page, "diagram", "/frameworks/asia-pacific/versions/2026.1/diagram/")
    take(page, "draft-run", "/draft/?example=officers-stand-in")
    releases(browser, house, page)
    take(page, "map", "/map/")
    page.goto("/engagements/")
    page.keyboard.press("Control+k")
    page.keyboard.type("tidal")
    page.locator("dialog.palette [role=option]", has_text=TITLE).first.wait_for()
    take(page, "palette")
    page.goto("/engagements/new/")
    fill(page)
    page.get_by_role("button", name="Save and go on to propose").click()
    take(page, "propose")
    desk = Somebody(browser, house, "Desk officer for South-East Asia").page
    desk.goto("/waits/")
    take(desk, "consultation", desk.locator("a.work-title[href^='/consultations/']").first.get_attribute("href"))
    minister = Somebody(browser, house, "Minister of Foreign Affairs").page
    take(minister, "decide", f"{dossier}decide/")
    take(minister, "decide-narrow", f"{dossier}decide/", size=PHONE)
    house.command("tick")  # signed and shown to the witnesses
    auditor = Somebody(browser, house, "Auditor for defence and foreign affairs").page
    take(auditor, "evidence", "/oversight/evidence/")
    take(auditor, "witnesses", "/oversight/witnesses/")
    take(auditor, "findings", "/oversight/findings/")


def releases(browser: Browser, house: Served, planner: Page) -> None:
    """A paper as two read it, a paragraph of it put to clearance, the register, who reads a thing, an emergency."""
    take(planner, "paper", written(planner, "Concept of the landing"))
    liaison = Somebody(browser, house, "Defence liaison of the Philippines")
    take(liaison.page, "paper-withheld", written(liaison.page, "Concept of the landing"))
    liaison.leaves()
    take(planner, "release-put", f"{found(planner, 'The figure for low water, as it is now')[0]}put/")
    take(planner, "releases", "/releases/")
    reference = found(planner, "Exercise Coral Bridge")[0].strip("/").rpartition("/")[2]
    take(planner, "who-reads", f"/who-reads/{reference}/")
    ambassador = Somebody(browser, house, "Ambassador in Jakarta")
    take(ambassador.page, "emergency", "/emergency/")
    ambassador.leaves()


def written(page: Page, title: str) -> str:
    """The address of a paper written beside Exercise Coral Bridge."""
    page.goto(f"{found(page, 'Exercise Coral Bridge')[0]}papers/")
    return page.get_by_role("link", name=title).first.get_attribute("href") or ""


def alliance(browser: Browser, house: Served) -> None:
    secretary = Somebody(browser, house, "Secretary of the committees", world="alliance").page
    take(secretary, "alliance-secretariat", "/")
    take(secretary, "alliance-silence", found(secretary, "Exercise Gulf Watch")[1])
    delegate = Somebody(browser, house, "Delegate of Norway", world="alliance").page
    take(delegate, "alliance-delegate", "/")
    delegate.context.clear_cookies()
    take(delegate, "sign-in", "/sign-in/?world=asia-pacific")
    take(delegate, "alliance-sign-in", "/sign-in/?world=alliance")


def found(page: Page, title: str) -> tuple[str, str]:
    """The addresses of the engagement of this title and of its dossier, by the search."""
    page.goto(f"/find/?q={quote(title)}")
    links = page.get_by_role("main").get_by_role("link", name=title)
    return links.first.get_attribute("href") or "", links.last.get_attribute("href") or ""


def take(page: Page, name: str, path: str | None = None, *, scheme: str = "light", size: dict[str, int] = SIZE) -> None:
    """One picture of what is first seen of a page, or of the page as it stands."""
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    if path is not None:
        page.goto(path)
    if page.locator("world-map").is_visible() and size != PHONE:
        page.locator("world-map[data-state=drawn]").wait_for(timeout=60_000)
        page.wait_for_timeout(1_000)  # its pieces appear softly
    file = TOUR / f"{name}.png"
    page.screenshot(path=file)
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    print(f"docs/tour/{name}.png {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
