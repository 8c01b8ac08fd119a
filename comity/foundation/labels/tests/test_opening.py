"""What an emergency may set aside, and what it never does."""

from datetime import UTC, datetime, timedelta

import pytest

from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.label import Label, Reader, Succession, label
from comity.foundation.labels.rules.opening import why_not_opened
from comity.foundation.labels.rules.reading import reads

AT = datetime(2026, 6, 1, tzinfo=UTC)
READER = Reader("XHM", frozenset({("DEMO", "RESTRICTED")}))


def why(what, reader=READER):
    return why_not_opened(what, reader, policies(), AT, home=["XHM"])


@pytest.mark.parametrize(
    "what",
    [
        label("DEMO", "SECRET"),
        label("DEMO", "SECRET", need_to_know=["BUDGET"]),
        label("DEMO", "SECRET", releasable_to=["XHM", "PHL"]),
        label("DEMO", "SECRET", originators=["XHM"]),
    ],
)
def test_ones_own_clearance_and_groups_are_set_aside(what):
    assert not reads(what, READER, policies(), AT).allowed
    assert why(what) == ""


@pytest.mark.parametrize(
    "what",
    [
        label("DEMO", "SECRET", originators=["PHL"]),
        label("DEMO", "SECRET", originators=["XHM", "PHL"]),
        label("DEMO", "SECRET", releasable_to=["PHL"]),
        label("DEMO", "SECRET", releasable_to=[]),
        label("NATO", "NATO SECRET"),
        label("UNHEARD OF", "SECRET"),
        label("DEMO", "UNHEARD OF"),
        Label("DEMO", "SECRET", also=frozenset({label("NATO", "NATO SECRET")})),
        label("DEMO", "UNCLASSIFIED", succession=Succession(AT, label("DEMO", "SECRET", originators=["PHL"]))),
    ],
)
def test_what_is_anothers_or_not_for_this_nation_is_never_opened(what):
    assert why(what)


def test_who_is_not_cleared_at_all_opens_nothing():
    assert why(label("DEMO", "UNCLASSIFIED"), Reader("XHM"))
    assert why(label("DEMO", "SECRET"), Reader("PHL", frozenset({("DEMO", "RESTRICTED")}))) == ""
    later = label(
        "DEMO", "SECRET", succession=Succession(AT + timedelta(days=1), label("DEMO", "SECRET", originators=["PHL"]))
    )
    assert why(later) == ""
