"""Every page that each of the nine can reach, in both worlds: whole, quiet on the console, and open to everybody."""

from collections import Counter

import pytest

from .everywhere import Looked, pages_of
from .house import Somebody
from .nine import NINE

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("once")]
LOOKED = Looked()  # across the tests of this file: a part that was looked at closely once need not be again


@pytest.mark.parametrize("world", NINE)
def test_every_page_is_accessible_light_dark_narrow_and_mirrored(world, browser, house):
    sent = Counter()
    for role in NINE[world].values():
        somebody = Somebody(browser, house, role, world=world)
        closely = [page.path for page in pages_of(somebody, sent) if LOOKED.new_in(page)]
        somebody.audit(*closely, dark=False)
        somebody.audit_mirrored(*closely)
        somebody.leaves()


def test_what_stands_before_signing_in_is_accessible(browser, house):
    nobody = Somebody(browser, house, "Engagement planner")
    nobody.page.context.clear_cookies()
    for path in ("/sign-in/", "/sign-in/?world=alliance", "/sign-in/with-password/", "/nothing-here/"):
        nobody.audit(path)
    nobody.audit_mirrored("/sign-in/")
