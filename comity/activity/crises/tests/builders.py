"""The test house of engagements, with a watch that declares, an embassy, a partner, a clerk and an urgent path."""

from datetime import timedelta

from comity.activity.crises.actions.declare_crisis import Declared, declare_crisis
from comity.activity.engagements.tests.builders import FRAMEWORK, NOON, POSTS
from comity.activity.engagements.tests.builders import a_house as a_plain_house

_INSERTED = (
    (
        "instruments:\n",
        """  - {key: watch, title: Head of the watch, institution: defence, character: civilian}
  - {key: envoy, title: Envoy, institution: embassy, character: diplomatic, superior: foreign-minister}
  - {key: liaison, title: Liaison of the Philippines, institution: partner, character: military}
  - {key: clerk, title: Clerk, institution: parliament, character: parliamentary}
""",
    ),
    (
        "posts:\n",
        """  - {key: embassy, name: Embassy, kind: embassy, state: XHM, accredited: [PHL]}
  - {key: partner, name: Partner Ministry, kind: partner, state: PHL}
  - {key: parliament, name: Parliament, kind: parliament, state: XHM}
""",
    ),
    ("classes:\n", "  - {post: watch, may: [declare], instrument: act, article: art. 9}\n"),
)
_URGENT = """    urgent:
      title: Urgent path
      why: lives depend on it
      instrument: act
      causes: [disaster]
      skip: [policy]
      hours: {answer: 6, consolidate: 3, sign: 4}
      lapses_after: 48
      tell:
        - {post: clerk, within: 24, what: Tell the committee., instrument: act}
      review: {opens_after: 72, days: 30, posts: [clerk], reports_to: defence-minister,
               questions: ["Was it urgent?"], instrument: act}
"""


def _text():
    text = FRAMEWORK
    for before, said in _INSERTED:
        assert text.count(before) == 1
        text = text.replace(before, said + before)
    # The defence minister stops ordinary engagements only: what is large is the other minister's as well.
    both = "  - {post: defence-minister, may: [decide, revoke],"
    assert text.count(both) == 1
    stops = "  - {post: defence-minister, may: [revoke], classes: [ordinary], instrument: act, article: art. 4}\n"
    return text.replace(both, stops + both.replace(", revoke", "")) + _URGENT


def a_house():
    house = a_plain_house(_text(), (*POSTS, "watch", "envoy", "liaison", "clerk"))
    partner = house.people["liaison"]
    partner.nationality, partner.clearances = "PHL", {"DEMO": "UNCLASSIFIED"}
    partner.save()
    return house


def a_crisis(house, *, at=NOON, **different):
    said = {
        "title": "Cyclone Ilse",
        "cause": "disaster",
        "state": "PHL",
        "why": "It lands in forty hours.",
        "until": at + timedelta(days=7),
        **different,
    }
    return declare_crisis(Declared(**said), actor=house.watch, at=at)
