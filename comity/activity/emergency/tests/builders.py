"""A house whose framework names who may open something in an emergency, and who is told."""

from dataclasses import replace
from uuid import uuid4

from comity.activity.emergency.queries import opened_by, running_for
from comity.activity.engagements.actions.begin_concept import begin_concept
from comity.activity.engagements.tests.builders import FRAMEWORK, NOON, POSTS, a_snapshot
from comity.activity.engagements.tests.builders import a_house as a_house_of
from comity.foundation.labels.rules.label import label

ADDED = {
    "  - {key: foreign, name:": "  - {key: parliament, name: Parliament, kind: parliament, state: XHM}\n",
    "  - {key: desk, title:": "  - {key: clerk, title: Clerk, institution: parliament, character: parliamentary}\n",
    "routes:\n": "emergency: {posts: [desk], tell: [counsel], hours: 4, instrument: act, article: art. 9}\n",
}
WITH_EMERGENCY = FRAMEWORK
for _before, _line in ADDED.items():
    WITH_EMERGENCY = WITH_EMERGENCY.replace(_before, _line + _before, 1)
WHY = "The embassy asks tonight whether it is ours."


def a_house():
    """The desk officer is cleared to RESTRICTED only, and is who may break the glass; the counsel is told."""
    house = a_house_of(WITH_EMERGENCY, (*POSTS, "clerk"))
    lower(house, {"DEMO": "RESTRICTED"})
    return house


def lower(house, clearances, nationality="XHM"):
    person = house.people["desk"]
    person.clearances, person.nationality = clearances, nationality
    person.save()


def a_secret(house, marked="SECRET", originators=(), releasable_to=None, need_to_know=(), **different):
    """An engagement above what the desk officer may read."""
    said = label("DEMO", marked, originators=originators, releasable_to=releasable_to, need_to_know=need_to_know)
    return begin_concept(a_snapshot(**different), actor=house.planner, at=NOON, key=uuid4(), label=said)


def desk_of(house):
    """The desk officer as they stand now."""
    return replace(house.desk, reader=house.people["desk"].reader)


def reader_of(house, at):
    """The desk officer's reader as the front door makes it."""
    actor = desk_of(house)
    return replace(actor.reader, opened=opened_by(running_for(actor, at)))
