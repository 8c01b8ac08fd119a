"""A house in which the record can be made to forget: a records officer, and those outside who turn the second key."""

from comity.activity.engagements.tests.builders import FRAMEWORK, NOON, POSTS, a_house
from comity.scrutiny.oversight.actions.confirm_absence import confirm_absence
from comity.scrutiny.oversight.actions.propose_absence import propose_absence

POSTS_OUTSIDE = ("archivist", "general", "auditor", "chair", "inspector")
OVERSEEN = FRAMEWORK.replace(
    "posts:\n",
    """  - {key: audit, name: Audit Office, kind: audit-office, state: XHM}
  - {key: parliament, name: Parliament, kind: parliament, state: XHM}
posts:
  - {key: archivist, title: Records officer, institution: defence, character: civilian}
  - {key: general, title: General, institution: foreign, character: military}
  - {key: auditor, title: Auditor, institution: audit, character: independent}
  - {key: chair, title: Committee chair, institution: parliament, character: parliamentary}
  - {key: inspector, title: Inspector, institution: defence, character: independent}
""",
    1,
).replace(
    "mandates:\n",
    """  - {key: records-act, title: Records Act, kind: statute, source: made for tests}
mandates:
  - {post: archivist, may: [erase], instrument: records-act, article: art. 9}
  - {post: auditor, may: [erase, confirm-erasure], instrument: records-act, article: art. 10}
  - {post: chair, may: [confirm-erasure], instrument: records-act, article: art. 10}
  - {post: inspector, may: [confirm-erasure], instrument: records-act, article: art. 10}
""",
    1,
)
LAW = {"reason": "nobody needs it any more", "instrument": "records-act", "article": "art. 9(2)"}
CITED = "Records Act, art. 9(2)"


def an_overseen_house():
    return a_house(OVERSEEN, (*POSTS, *POSTS_OUTSIDE))


def a_proposal(house, seq, *, what="erase", by=None, **different):
    said = {**LAW, **different}
    return propose_absence(seq, actor=by or house.archivist, at=NOON, what=what, **said)


def an_erasure(house, seq, *, what="erase"):
    return confirm_absence(a_proposal(house, seq, what=what).told_id, actor=house.auditor, at=NOON)
