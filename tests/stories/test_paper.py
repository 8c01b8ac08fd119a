"""What is printed: the marking at the head and foot of every sheet, where it came from and who printed it."""

from pathlib import Path

import pypdfium2
import pytest

from .house import Somebody

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("once")]
ON_SCREEN_ONLY = ("Skip to the content", "Sign out", "Find and do anything")


def sheets(somebody: Somebody, path: str, file: Path) -> list[str]:
    """The words of each sheet that this page is printed on."""
    somebody.page.goto(path)
    somebody.page.pdf(path=str(file), prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(file)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_every_sheet_of_what_is_decided_says_its_marking_and_who_printed_it(browser, house, tmp_path):
    minister = Somebody(browser, house, "Minister of Foreign Affairs")
    decision = minister.page.locator("main a[href^='/dossiers/'][href$='/decide/']").first.get_attribute("href")
    dossier = decision.removesuffix("decide/")
    minister.page.goto(dossier)
    engagement = minister.page.locator("main a[href^='/engagements/']").first.get_attribute("href")
    for path in (engagement, dossier, decision):
        printed = sheets(minister, path, tmp_path / "sheets.pdf")
        marking = minister.page.locator(".marking-banner > span").first.inner_text().strip()
        address = minister.page.url
        for number, words in enumerate(printed, 1):
            assert words.count(marking) >= 2, f"sheet {number} of {path} lacks {marking}: {words[:200]}"
            assert address in words and "printed by" in words and f"{number} / {len(printed)}" in words
            assert not [said for said in ON_SCREEN_ONLY if said in words]
    minister.leaves()
