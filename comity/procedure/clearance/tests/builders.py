"""A small ministry pair, its people, and a matter to clear: enough to drive the whole procedure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary, declare
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import Reader, label
from comity.mandate.institutions.actions.adopt_framework import adopt_framework
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.permissions import CONSOLE
from comity.mandate.institutions.queries import actor_for, post_by_key
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.countersign_dossier import countersign_dossier
from comity.procedure.clearance.actions.decide_dossier import decide_dossier
from comity.procedure.clearance.actions.declare_urgency import declare_urgency
from comity.procedure.clearance.actions.give_opinion import give_opinion
from comity.procedure.clearance.actions.open_dossier import open_dossier
from comity.procedure.clearance.models import Dossier
from comity.procedure.clearance.queries import consultations_of
from comity.procedure.clearance.rules.opinion import OpinionKind
from comity.procedure.clearance.rules.subject import Particular, Subject

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)

declare(
    Vocabulary(
        "matter",
        (
            Term("kind", "choice", "kind", choices=("exercise", "talks", "courtesy")),
            Term("personnel", "number", "personnel", unit="people"),
            Term("host", "text", "host"),
            Term("cost", "money", "cost", unit="USD"),
        ),
    )
)

FRAMEWORK = """
framework: testland
version: "1"
title: Testland
source: made for the tests
checked: 2026-01-01
demonstration: true
subject: matter
home: XTS
deliberation:
  policy: DEMO
  classification: RESTRICTED
  categories: [{tag: Releasable To, kind: PERMISSIVE, values: [XTS]}]
states: [{code: XTS, name: Testland}, {code: FJI, name: Fiji}]
institutions:
  - {key: mod, name: Ministry of Defence, kind: ministry, state: XTS}
  - {key: mfa, name: Ministry of Foreign Affairs, kind: ministry, state: XTS}
  - {key: fin, name: Ministry of Finance, kind: ministry, state: XTS}
  - {key: partner, name: Partner Ministry, kind: partner, state: FJI}
posts:
  - {key: planner, title: Planner, institution: mod, character: military, superior: director}
  - {key: director, title: Director, institution: mod, character: civilian, superior: defence-minister}
  - {key: defence-minister, title: Defence Minister, institution: mod, character: civilian}
  - {key: desk, title: Desk Officer, institution: mfa, character: diplomatic, superior: desk-head}
  - {key: desk-head, title: Desk Head, institution: mfa, character: diplomatic, superior: foreign-minister}
  - {key: foreign-minister, title: Foreign Minister, institution: mfa, character: civilian}
  - {key: counsel, title: Legal Counsel, institution: mfa, character: civilian, superior: desk-head}
  - {key: budget, title: Budget Officer, institution: fin, character: civilian}
  - {key: deputies, title: Chair of the Deputies, institution: mfa, character: civilian, superior: principals}
  - {key: principals, title: Chair of the Principals, institution: mfa, character: civilian}
  - {key: liaison, title: Partner Liaison, institution: partner, character: military}
  - {key: appointer, title: Appointments Officer, institution: mod, character: civilian}
instruments:
  - {key: act, title: Engagement Act, kind: statute, source: made for the tests}
  - {key: silence-rule, title: Silence Rule, kind: regulation, source: made for the tests}
mandates:
  - {post: planner, may: [propose, import], instrument: act}
  - {post: desk, may: [propose, opine], instrument: act, lend: {to: {institution: [mod, mfa, fin]}, days: 60}}
  - {post: counsel, may: [opine], instrument: act, lend: {to: {institution: [mod, mfa, fin]}, days: 60}}
  - {post: budget, may: [opine], instrument: act, lend: {to: {institution: [mod, mfa, fin]}, days: 60}}
  - {post: director, may: [countersign], instrument: act, article: s. 3,
     lend: {to: {character: [civilian, diplomatic], institution: [mod, mfa, fin]}, days: 60}}
  - {post: director, may: [decide], classes: [talks, courtesy], ceiling: {cost: 1000}, instrument: act}
  - {post: defence-minister, may: [decide, revoke], instrument: act, article: s. 5,
     lend: {to: {character: [civilian, diplomatic], institution: [mod, mfa, fin]}, days: 60}}
  - {post: foreign-minister, may: [decide, revoke], instrument: act, article: s. 6,
     lend: {to: {character: [civilian, diplomatic], institution: [mod, mfa, fin]}, days: 60}}
  - {post: appointer, may: [appoint, adopt], instrument: act}
classes:
  - {key: exercise, title: Exercise, when: {kind: {is: exercise}}}
  - {key: talks, title: Talks, when: {kind: {is: talks}}}
  - {key: courtesy, title: Courtesy, when: {kind: {is: courtesy}}}
adoption: {approved_by: principals, instrument: act, article: s. 9}
calendars: {home: {weekend: [6, 7], days_off: [2026-03-10]}}
routes:
  - key: exercise
    title: Clearance of an exercise
    classes: [exercise]
    instrument: act
    why: both ministries concur
    stages:
      - key: working
        title: Working level
        steps:
          - {key: desk, post: desk, needs: concurrence, why: Foreign policy., instrument: act, article: s. 2,
             concerns: [host, personnel], clock: {days: 5}, on_lapse: {do: escalate}}
          - {key: legal, post: counsel, needs: concurrence, why: The law., instrument: act, concerns: [personnel],
             clock: {days: 5}, on_lapse: {do: escalate}}
          - {key: money, post: budget, needs: coordination, why: The money., instrument: act, concerns: [cost],
             clock: {days: 3}, information: runs, on_lapse: {do: proceed}}
      - key: host
        title: Host
        steps:
          - {key: consent, post: liaison, needs: concurrence, why: The host consents., instrument: act,
             when: {host: {is: FJI}}, concerns: [host], clock: {days: 10, count: calendar},
             on_lapse: {do: escalate}, released_to_addressee: true}
    consolidate: {days: 5}
    countersign: {post: director, instrument: act, article: s. 3, clock: {days: 2}, on_lapse: {do: escalate}}
    elevate: [deputies, principals]
    keys:
      - {post: defence-minister, instrument: act, article: s. 5, clock: {days: 3}, on_lapse: {do: tell, to: principals}}
      - {post: foreign-minister, instrument: act, article: s. 6, clock: {days: 3}, on_lapse: {do: tell, to: principals}}
    material: {personnel: {percent: 10}, cost: {percent: 10}, host: any, kind: any}
  - key: talks
    title: Clearance of talks
    classes: [talks, courtesy]
    instrument: silence-rule
    why: routine
    stages:
      - key: only
        title: Only stage
        steps:
          - {key: desk, post: desk, needs: concurrence, why: Foreign policy., instrument: act, clock: {days: 2},
             on_lapse: {do: silence, instrument: silence-rule}}
    consolidate: {days: 5}
    keys:
      - {post: director, instrument: act, clock: {days: 3}, on_lapse: {do: tell}}
    material: {cost: {percent: 10}}
"""


def console() -> Actor:
    return Actor(person_id=None, person=CONSOLE, post_id=None, post="", reader=Reader("XTS"))


@dataclass
class House:
    """The adopted framework and one person in every post; `as_("planner")` acts from a post."""

    people: dict[str, Person]

    def as_(self, post_key: str, at: datetime = MONDAY) -> Actor:
        return actor_for(self.people[post_key], at, post_by_key(post_key).pk)


def a_person(username: str, *, nationality: str = "XTS", level: str = "SECRET") -> Person:
    return Person.objects.create(
        username=username,
        name=username.replace("-", " ").title(),
        nationality=nationality,
        clearances={"DEMO": level},
        demonstration=True,
    )


_URGENT = """    urgent:
      title: Urgent exercise
      why: lives depend on it
      instrument: act
      article: s. 9
      causes: [evacuation, disaster]
      skip: [money]
      together: true
      hours: {answer: 6, consolidate: 3, sign: 4}
      lapses_after: 48
      tell:
        - {post: clerk, within: 24, what: Tell the committee what was cleared and why., instrument: act, article: s. 10}
        - {post: principals, within: 2, after: declared, what: Tell the chair., instrument: act}
      review:
        opens_after: 72
        days: 30
        posts: [clerk, auditor]
        reports_to: principals
        questions: ["Was it urgent?", "What was spared?", "Who was told when?"]
        instrument: act
        article: s. 11
"""
_PARLIAMENT = """  - {key: clerk, title: Committee Clerk, institution: parliament, character: parliamentary}
  - {key: auditor, title: Auditor, institution: parliament, character: independent}
"""


def _with_an_urgent_path() -> str:
    """The same framework, where an exercise may be hurried, is told to parliament and is reviewed."""
    text = FRAMEWORK
    for before, said in (
        ("  - {key: appointer,", _PARLIAMENT),
        ("  - {key: partner, name", "  - {key: parliament, name: Parliament, kind: parliament, state: XTS}\n"),
        ("  - {post: appointer,", "  - {post: deputies, may: [declare], instrument: act, article: s. 9}\n"),
        ("  - {post: appointer,", "  - {post: deputies, may: [opine], instrument: act}\n"),
        ("  - {post: appointer,", "  - {post: desk-head, may: [opine], instrument: act}\n"),
        ("  - {post: appointer,", "  - {post: principals, may: [declare, opine], instrument: act}\n"),
        ("  - key: talks\n", _URGENT),
    ):
        assert text.count(before) == 1
        text = text.replace(before, said + before)
    return text.replace("concerns: [host], clock", "never_skipped: true, concerns: [host], clock")


URGENT = _with_an_urgent_path()
HURRY = {"cause": "evacuation", "why": "The cyclone lands in thirty hours."}


def a_house(framework: str = FRAMEWORK) -> House:
    adopt_framework(framework, actor=console(), at=MONDAY - timedelta(days=30))
    people = {}
    for key in [
        "planner",
        "director",
        "defence-minister",
        "desk",
        "desk-head",
        "foreign-minister",
        "counsel",
        "budget",
        "deputies",
        "principals",
        "liaison",
        "appointer",
        *(key for key in ("clerk", "auditor") if f"{{key: {key}," in framework),
    ]:
        people[key] = a_person(f"the-{key}", nationality="FJI" if key == "liaison" else "XTS")
        appoint_person(
            post_by_key(key),
            actor=console(),
            at=MONDAY - timedelta(days=29),
            person=people[key],
            starts=date(2026, 1, 1),
        )
    return House(people)


def a_subject(house: House, *, author: str = "planner", version: int = 1, **facts) -> Subject:
    said = {"kind": "exercise", "personnel": 900, "cost": "50000", **facts}
    return Subject(
        kind="matter",
        key="11111111-1111-1111-1111-111111111111",
        reference="MAT-1",
        title="Calm Waters",
        facts={name: value for name, value in said.items() if value is not None},
        particulars=tuple(
            Particular(name, name.capitalize(), value, str(value)) for name, value in said.items() if value is not None
        ),
        lead_post_id=post_by_key("planner").pk,
        marking_id=marking_for(label("DEMO", "RESTRICTED", releasable_to=["XTS", "FJI"])).pk,
        authors=frozenset({house.people[author].pk}),
        version=version,
    )


def an_open_dossier(house: House, **facts) -> Dossier:
    return open_dossier(a_subject(house, **facts), actor=house.as_("planner"), at=MONDAY)


def asked(dossier: Dossier, post_key: str, step: str | None = None):
    """The standing consultation of a post; name the step when the post is asked on several."""
    rows = consultations_of(dossier.pk).exclude(state="superseded").filter(post__key=post_key)
    return (rows.filter(step_key=step) if step else rows).get()


def answer(house: House, dossier: Dossier, post_key: str, kind=OpinionKind.CONCUR, at=MONDAY, **said):
    return give_opinion(
        asked(dossier, post_key).pk,
        actor=house.as_(post_key),
        at=at,
        seen_digest=dossier.subject.digest,
        kind=kind,
        **said,
    )


def everyone_concurs(house: House, dossier: Dossier) -> None:
    for post_key in ("desk", "counsel", "budget"):
        answer(house, dossier, post_key)


def consolidated(house: House, dossier: Dossier, at=MONDAY) -> None:
    consolidate_dossier(
        dossier.pk, actor=house.as_("planner"), at=at, summary="All concur.", recommendation="Authorise."
    )


def countersigned(house: House, dossier: Dossier, at=MONDAY) -> None:
    countersign_dossier(dossier.pk, actor=house.as_("director"), at=at, seen_digest=dossier.subject.digest)


def turned(house: House, dossier: Dossier, post_key: str, *, grant=True, reason="", over_objection="", at=MONDAY):
    return decide_dossier(
        dossier.pk,
        actor=house.as_(post_key),
        at=at,
        seen_digest=dossier.subject.digest,
        grant=grant,
        reason=reason,
        over_objection=over_objection,
    )


def before_the_ministers(house: House, **facts) -> Dossier:
    dossier = an_open_dossier(house, **facts)
    everyone_concurs(house, dossier)
    consolidated(house, dossier)
    countersigned(house, dossier)
    return dossier


def a_granted_dossier(house: House, **facts) -> Dossier:
    dossier = before_the_ministers(house, **facts)
    turned(house, dossier, "defence-minister")
    turned(house, dossier, "foreign-minister")
    return dossier


def hurried(house: House, **facts) -> Dossier:
    """Open in the host country and declared urgent. Only in a house of `URGENT`."""
    dossier = an_open_dossier(house, **{"host": "FJI", **facts})
    declare_urgency(dossier.pk, actor=house.as_("deputies"), at=MONDAY, **HURRY)
    return now(dossier)


def granted_urgently(house: House, dossier: Dossier | None = None) -> Dossier:
    """Every signature given, five hours after it was declared."""
    dossier = dossier or hurried(house)
    hour = timedelta(hours=1)
    for post in ("desk", "counsel", "liaison"):
        answer(house, dossier, post, at=MONDAY + hour)
    consolidated(house, dossier, at=MONDAY + 2 * hour)
    countersigned(house, dossier, at=MONDAY + 3 * hour)
    turned(house, dossier, "defence-minister", at=MONDAY + 4 * hour)
    turned(house, dossier, "foreign-minister", at=MONDAY + 5 * hour)
    return now(dossier)


def now(dossier: Dossier) -> Dossier:
    return Dossier.objects.whole("a test looks again").get(pk=dossier.pk)
