"""What the first page of each desk weighs on the line: `python -m tests.benchmarks.weights [--at http://127.0.0.1:8000]`.

A browser with an empty cache opens the first page of one person of each desk in both worlds, in English and in Arabic,
whose letters come in a second font. `before` is what the page needs to be read and used, `after` what islands ask for
later. The bar is 300 kB before islands. The comparison, `unpacked`, is what would come if nothing were compressed.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.stories.house import Served, Somebody, demonstration, launch, served, speak
from tests.stories.nine import NINE
from tests.stories.weight import BAR, weigh


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", help="a demonstration that is running; without it one is loaded and served")
    options = parser.parse_args()
    if options.at:
        running = Served({})
        running.address = options.at
        sys.exit(table(running))
    with tempfile.TemporaryDirectory() as home, served(Path(home), demonstration(life=True)) as house:
        sys.exit(table(house))


def table(house: Served) -> int:
    columns = {"before kB": 11, "page": 7, "fonts": 7, "after kB": 10, "unpacked": 10}
    heads = "".join(f"{words:>{width}}" for words, width in columns.items())
    print(f"{'world':<14}{'desk':<13}{'language':<10}{'requests':>9}{heads}")
    worst = 0
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for world, desk, role in ((world, *one) for world, nine in NINE.items() for one in nine.items()):
            somebody = Somebody(browser, house, role, world=world)
            for language in ("en-gb", "ar"):
                somebody.page.goto("/")
                speak(somebody.page, language)
                weight = weigh(somebody.page)
                fonts = sum(size for url, size in weight.before.items() if url.endswith(".woff2"))
                page = next(size for url, size in weight.before.items() if url.rstrip("/") == house.address)
                figures = (weight.bytes_before, page, fonts, weight.bytes_after, weight.unpacked)
                pairs = zip(figures, columns.values(), strict=True)
                row = "".join(f"{figure / 1000:>{width}.1f}" for figure, width in pairs)
                print(f"{world:<14}{desk:<13}{language:<10}{len(weight.before):>9}{row}")
                worst = max(worst, weight.bytes_before)
            speak(somebody.page, "en-gb")
            somebody.context.close()
    print(f"The heaviest first page comes in {worst / 1000:.1f} kB (bar: {BAR / 1000:.0f}).")
    return 0 if worst < BAR else 1


if __name__ == "__main__":
    main()
