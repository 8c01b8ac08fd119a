"""Whether the urgent path of a route is bounded: who may declare it, what it spares, who is told, who reviews it.

Each fault with its path in the file. An unbounded urgent path is never adopted.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.faults import said_absent
from comity.mandate.institutions.rules.framework import (
    OUTSIDE,
    Character,
    MandateEntry,
    May,
    PostEntry,
    no_instrument,
    no_post,
)
from comity.mandate.institutions.rules.lines import Path

from .route import Route
from .urgency import unskippable, urgent_route
from .urgent import Reviewing, Urgent

Found = Iterator[tuple[Path, str]]


@dataclass(frozen=True, slots=True)
class Around:
    """What an urgent path may name, and who may declare. `mandates` None: some cannot be read, and are told of
    elsewhere."""

    posts: Sequence[str]
    instruments: Sequence[str]
    characters: dict[str, Character]
    mandates: Sequence[MandateEntry] | None


def around(
    posts: Sequence[str],
    instruments: Sequence[str],
    entries: Sequence[PostEntry],
    mandates: Sequence[MandateEntry] | None,
) -> Around:
    return Around(posts, instruments, {post.key: post.character for post in entries}, mandates)


def of_urgent(at: Path, route: Route, file: Around) -> Found:
    """What is wrong with the urgent path of a route, whose place in the file is `at`; nothing when it has none."""
    if (urgent := route.urgent) is None:
        return
    at = (*at, "urgent")
    yield from _named(at, urgent, file)
    yield from _spared(at, route, urgent)
    yield from _signed(at, route, file)
    yield from _declared(at, route, urgent, file)
    yield from _told(at, urgent, file)
    if urgent.review is None:
        yield at, say("it is never reviewed: add “review”, with who reviews it and when it opens")
    else:
        yield from _reviewed((*at, "review"), route, urgent.review, file)


def _named(at: Path, urgent: Urgent, file: Around) -> Found:
    """Posts and instruments that are not in the file."""
    posts: list[tuple[Path, str]] = []
    cited: list[tuple[Path, str]] = [((*at, "instrument"), urgent.instrument)]
    if urgent.silence is not None:
        cited.append(((*at, "silence", "instrument"), urgent.silence.instrument))
    for n, told in enumerate(urgent.tell):
        posts.append(((*at, "tell", n, "post"), told.post))
        posts += [((*at, "tell", n, "by"), told.by)] if told.by else []
        cited.append(((*at, "tell", n, "instrument"), told.instrument))
    if (review := urgent.review) is not None:
        posts += [((*at, "review", "posts", n), key) for n, key in enumerate(review.posts)]
        posts.append(((*at, "review", "reports_to"), review.reports_to))
        cited.append(((*at, "review", "instrument"), review.instrument))
    yield from ((path, no_post(key, file.posts)) for path, key in posts if key not in file.posts)
    yield from ((path, no_instrument(key, file.instruments)) for path, key in cited if key not in file.instruments)


def _spared(at: Path, route: Route, urgent: Urgent) -> Found:
    """Classes and steps that are none of this route's; steps that nothing spares; nobody left to be asked."""
    for n, key in enumerate(urgent.classes):
        if key not in route.classes:
            said = say("class “{key}” is not on the route “{route}”", key=key, route=route.key)
            yield (*at, "classes", n), said_absent(said, key, list(route.classes))
    steps = [step.key for stage in route.stages for step in stage.steps]
    for n, key in enumerate(urgent.skip):
        if (step := route.step(key)) is None:
            said = say("“{key}” is no step of the route “{route}”", key=key, route=route.key)
            yield (*at, "skip", n), said_absent(said, key, steps)
        elif unskippable(step):
            said = say("“{key}” is never skipped, however urgent it is: take it off this list", key=key)
            yield (*at, "skip", n), said
    left = [step for stage in urgent_route(route).stages for step in stage.steps]
    if steps and not any(step.when is None for step in left):
        said = say(
            "it may ask nobody: one step without a condition must remain, so that somebody besides the keys is heard"
        )
        yield (*at, "skip"), said


def _signed(at: Path, route: Route, file: Around) -> Found:
    if len({rule.post for rule in route.signatures}) < 2:
        yield at, say("one person alone would clear it: a route with an urgent path is signed by two posts at least")
    if _none(file, [key.post for key in route.keys], [Character.CIVILIAN]):
        yield at, say("no civilian post turns a key on this route, and so nothing on it is hurried")


def _declared(at: Path, route: Route, urgent: Urgent, file: Around) -> Found:
    """Whoever declares clears it no more: one post at least must be able to declare and not be needed to sign."""
    signing = {rule.post for rule in route.signatures}
    if file.mandates is None:
        return
    for key in urgent.classes or route.classes:
        may = {
            mandate.post
            for mandate in file.mandates
            if May.DECLARE in mandate.may and (not mandate.classes or key in mandate.classes)
        }
        if not may:
            said = say("nobody may declare this urgent for the class “{key}”: add a mandate to declare", key=key)
            yield at, said
        elif may <= signing:
            said = say(
                "whoever declares it urgent signs it no more, and only {posts} may declare it for the class “{key}”: "
                "give the mandate to declare to a post that does not sign here",
                posts=", ".join(f"“{post}”" for post in sorted(may)),
                key=key,
            )
            yield at, said


def _told(at: Path, urgent: Urgent, file: Around) -> Found:
    for n, told in enumerate(urgent.tell):
        if told.by == told.post:
            yield (*at, "tell", n, "by"), say("a post does not tell itself: name another in “by”")
    if _none(file, [told.post for told in urgent.tell], OUTSIDE):
        said = say("nobody outside the executive is told: add a parliamentary or independent post to “tell”")
        yield (*at, "tell") if urgent.tell else at, said


def _reviewed(at: Path, route: Route, review: Reviewing, file: Around) -> Found:
    if _none(file, review.posts, OUTSIDE):
        yield (*at, "posts"), say("nobody of parliament or of independent character reviews it: add such a post")
    left = urgent_route(route)
    heard = {rule.post for rule in left.signatures} | {step.post for stage in left.stages for step in stage.steps}
    for n, key in enumerate(review.posts):
        if key in heard:
            said = say("“{key}” is asked or signs under urgency, and nobody reviews what they took part in", key=key)
            yield (*at, "posts", n), said


def _none(file: Around, posts: Sequence[str], characters: Collection[Character]) -> bool:
    """Whether it is certain that none of these posts is of one of these characters."""
    known = [file.characters.get(post) for post in posts]
    return not any(character is None or character in characters for character in known)
