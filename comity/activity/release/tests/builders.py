"""A house with two partners, a paper with three paragraphs beside an engagement, and releases of it."""

from datetime import timedelta
from uuid import UUID

from comity.activity.engagements.tests import builders as engagements
from comity.activity.engagements.tests.builders import NOON, a_concept
from comity.activity.papers.actions.begin_paper import begin_paper
from comity.activity.papers.actions.write_paragraph import write_paragraph
from comity.activity.release.actions.ask_release import ask_release
from comity.activity.release.actions.hand_over_package import hand_over_package
from comity.activity.release.actions.put_release import Chosen, Condition, put_release
from comity.activity.release.models import Release
from comity.activity.release.queries import checks
from comity.activity.release.rules.checks import asked
from comity.foundation.labels.rules.label import label
from comity.mandate.institutions.queries import post_by_key

DAY = timedelta(days=1)
FRAMEWORK = (
    engagements.FRAMEWORK.replace(
        "deliberation: {policy: DEMO, classification: RESTRICTED, categories: []}",
        "deliberation: {policy: DEMO, classification: RESTRICTED, "
        "categories: [{tag: Releasable To, kind: PERMISSIVE, values: [XHM]}]}",
    )
    .replace(
        "states:\n",
        "states:\n  - {code: IDN, name: Indonesia}\n",
    )
    .replace(
        "institutions:\n",
        "institutions:\n  - {key: manila, name: Defence of the Philippines, kind: partner, state: PHL}\n"
        "  - {key: jakarta, name: Defence of Indonesia, kind: partner, state: IDN}\n",
    )
    .replace(
        "posts:\n",
        "posts:\n  - {key: liaison, title: Liaison of the Philippines, institution: manila, character: military}\n"
        "  - {key: second-liaison, title: Second liaison, institution: manila, character: military}\n"
        "  - {key: liaison-idn, title: Liaison of Indonesia, institution: jakarta, character: military}\n",
        1,
    )
)
POSTS = (*engagements.POSTS, "liaison", "second-liaison", "liaison-idn")
ABROAD = {"liaison": "PHL", "second-liaison": "PHL", "liaison-idn": "IDN"}


def a_house():
    """Everybody in post; the partners are of their own states and cleared to RESTRICTED."""
    house = engagements.a_house(FRAMEWORK, POSTS)
    from comity.mandate.institutions.queries import actor_from, holders

    for key, state in ABROAD.items():
        person = house.people[key]
        person.nationality, person.clearances = state, {"DEMO": "RESTRICTED"}
        person.save(update_fields=["nationality", "clearances"])
        held = holders(post_by_key(key).pk, NOON).select_related("person", "post__institution").get()
        setattr(house, key.replace("-", "_"), actor_from(held))
    return house


FIRST = "The exercise opens on the fifth of October at Subic Bay."
SECOND = "The landing craft carry at most forty tonnes over the reef."
THIRD = "The harbour of refuge is guarded by one patrol boat only."


def a_paper(house, **said):
    """Three paragraphs: for everybody, for our own state, for our own state and higher."""
    it = a_concept(house)
    paper = begin_paper(it.pk, actor=house.planner, at=NOON, title="Concept of operations", **said)
    home = {"releasable_to": ["XHM"]}
    parts = [
        write_paragraph(paper.pk, actor=house.planner, at=NOON, words=words, label=marked, known=known)
        for words, marked, known in (
            (FIRST, label("DEMO", "UNCLASSIFIED"), True),
            (SECOND, label("DEMO", "RESTRICTED", **home), True),
            (THIRD, label("DEMO", "CONFIDENTIAL", **home), False),
        )
    ]
    return paper, parts


def an_asked(house, paper, parts, *, actor=None, recipient="liaison", **said) -> Release:
    return ask_release(
        ("written-paper", str(paper.pk)),
        actor=actor or house.liaison,
        at=NOON,
        recipient_id=post_by_key(recipient).pk,
        lines=[part.line for part in parts],
        **{"title": "The load of the landing craft", "use": "To plan the landing of relief goods", **said},
    )


def answers(*, third_party=False, technology=False):
    wanted = asked(checks(), third_party=third_party, technology=technology)
    return {check.key: ("met", "As the agreement says.") for check in wanted}


def a_put(
    house, release, parts, *, third_party=False, conditions=("Not to be passed on.",), until=None, sanitised=None
):
    return put_release(
        release.pk,
        actor=house.planner,
        at=NOON,
        parts=[Chosen(part.line, (sanitised or {}).get(part.line, "")) for part in parts],
        conditions=[Condition(words) for words in conditions],
        until=until,
        answers=answers(third_party=third_party),
    )


def clear(house, release, *, grant=True):
    """Let everybody asked concur and both keys be turned; the release follows by wiring."""
    release = now(release)
    engagements.answer_all(house, release)
    engagements.decide(house, release, grant=grant)
    return now(release)


def now(release) -> Release:
    return Release.objects.whole("a test").select_related("dossier").get(pk=UUID(str(release.pk)))


def a_handed_over(house, paper, parts, **said):
    release = a_put(house, an_asked(house, paper, parts), parts, **said)
    clear(house, release)
    hand_over_package(release.pk, actor=house.planner, at=NOON)
    return now(release)
