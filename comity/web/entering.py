"""Whom one can be in a demonstration: the nine first screens of a world at the top, everybody else below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from comity.foundation.access.queries import Person, demonstration_people
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import (
    Framework,
    Institution,
    Post,
    frameworks_in_force,
    holders_of,
    mandates_in_force,
    posts_of,
)
from comity.mandate.institutions.rules.desk import Desk, desk_of
from comity.mandate.institutions.rules.framework import May

SEES = {
    Desk.PLANNER: say("What is planned, on a calendar and a map; what is blocked, by whom, since when."),
    Desk.COUNTRY: say("One country: the next ninety days, what waits on you and by when, who said what last."),
    Desk.EMBASSY: say("This week here: arrivals, notes due, promises owed both ways. Light enough for a bad line."),
    Desk.SECRETARIAT: say("Every issue by level, with its clock and the words still disputed."),
    Desk.DECIDER: say("A few decisions, one page each: what is asked, by when, who disagrees, what delay costs."),
    Desk.CLERK: say("What is owed to parliament: due, late and missing, and what changed since the last meeting."),
    Desk.AUDITOR: say("How far the figures can be relied on, frozen for a sample, with the record behind them."),
    Desk.TRAINING: say("Courses and exchanges, each with the next thing that holds it up."),
    Desk.LIAISON: say("The plan you share: what comes next, what you wait for, what is waited for from you."),
}


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody to be: who, at which posts, and in front of which first screen, where that is what they show."""

    person: Person
    posts: tuple[Post, ...]
    desk: Desk | None = None

    @property
    def sees(self) -> str:
        return SEES[self.desk] if self.desk else ""


@dataclass(frozen=True, slots=True)
class World:
    """A world by its name on this page, which says already that all of it is a demonstration."""

    key: str
    title: str


@dataclass(slots=True)
class Gate:
    """What the sign-in page of a demonstration shows of one world."""

    worlds: list[World]
    here: World | None
    first: list[Invented] = field(default_factory=list)
    others: list[tuple[Institution, list[Invented]]] = field(default_factory=list)


def gate(wanted: str, at: datetime) -> Gate:
    """The world of this key, or the first by its title; nobody in it who is real."""
    frameworks = sorted(frameworks_in_force(), key=lambda row: row.title)
    worlds = [World(row.key, row.title.removesuffix(" (demonstration)")) for row in frameworks]
    here = next((row for row in frameworks if row.key == wanted), frameworks[0] if frameworks else None)
    if here is None:
        return Gate(worlds, None)
    shown_here = worlds[frameworks.index(here)]
    posts = list(posts_of([here]))
    people = _people(posts, at)
    shown = _first(here, posts, people)
    first = [Invented(people[post.pk], (post,), desk) for desk, post in shown.items()]
    return Gate(worlds, shown_here, first, _others(posts, people, {one.person.pk for one in first}))


def _people(posts: Sequence[Post], at: datetime) -> dict[int, Person]:
    """The invented holder of each post."""
    invented = {person.pk: person for person in demonstration_people()}
    held = holders_of([post.pk for post in posts], at)
    return {pk: invented[rows[0].person_id] for pk, rows in held.items() if rows and rows[0].person_id in invented}


def _first(framework: Framework, posts: Sequence[Post], people: Mapping[int, Person]) -> dict[Desk, Post]:
    """One held post for each first screen: of those who decide the first, of all others the first who is nobody's
    superior at the same desk, for there the daily work is done."""
    may: dict[int, set[str]] = {}
    for mandate in mandates_in_force(framework):
        may.setdefault(mandate.post_id, set()).add(mandate.may)
    desks = {post.pk: _desk(post, may) for post in posts if post.pk in people}
    above = {(post.superior_id, desks.get(post.pk)) for post in posts}
    found: dict[Desk, Post] = {}
    for desk in Desk:
        at_it = [post for post in posts if desks.get(post.pk) == desk]
        telling = [
            post
            for post in at_it
            if (May.DECIDE in may.get(post.pk, ()) if desk == Desk.DECIDER else (post.pk, desk) not in above)
        ]
        if at_it:
            found[desk] = (telling or at_it)[0]
    return found


def _desk(post: Post, may: Mapping[int, set[str]]) -> Desk | None:
    return desk_of(
        post.desk, institution_kind=post.institution.kind, character=post.character, may=may.get(post.pk, set())
    )


def _others(
    posts: Sequence[Post], people: Mapping[int, Person], shown: set[int]
) -> list[tuple[Institution, list[Invented]]]:
    """Everybody who is not shown above, once each, under the institution of the first post they hold."""
    held: dict[int, list[Post]] = {}
    for post in posts:
        if post.pk in people and people[post.pk].pk not in shown:
            held.setdefault(people[post.pk].pk, []).append(post)
    by_institution: dict[int, tuple[Institution, list[Invented]]] = {}
    for own in held.values():
        entry = by_institution.setdefault(own[0].institution_id, (own[0].institution, []))
        entry[1].append(Invented(people[own[0].pk], tuple(own)))
    return [by_institution[pk] for pk in sorted(by_institution)]
