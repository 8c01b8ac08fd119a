"""One thing owed by the clerk to the attaché."""

from datetime import date

from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import label
from comity.foundation.record.events import Thing
from comity.mandate.institutions.queries import post_by_key
from comity.mandate.institutions.tests.builders import MONDAY
from comity.mandate.obligations.actions.raise_obligation import Owed, raise_obligation

ERRAND = Thing("errand", "11111111-1111-1111-1111-111111111111", "ERR-1")


DUE = date(2026, 3, 9)


def an_obligation(house, *, what="Tell the press.", due=DUE, origin_key="test:1", marked="RESTRICTED", **said):
    owed = Owed(
        what=what,
        owed_by=post_by_key(said.get("owed_by", "clerk")),
        owed_to=post_by_key(said.get("owed_to", "attache")),
        due=due,
        about=ERRAND,
        origin="a condition of the attaché",
        origin_key=origin_key,
        marking_id=marking_for(label("DEMO", marked)).pk,
    )
    return raise_obligation(owed, actor=house.as_("minister"), at=MONDAY)
