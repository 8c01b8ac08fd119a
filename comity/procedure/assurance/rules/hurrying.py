"""The urgent path of a route: who may declare it, that it ends, is told and reviewed, and can be recalled."""

from collections.abc import Iterator
from dataclasses import dataclass

from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.clock import Clock
from comity.mandate.institutions.rules.framework import OUTSIDE, May
from comity.procedure.clearance import permissions
from comity.procedure.clearance.rules import independence, urgency
from comity.procedure.clearance.rules.route import HourClock, Route
from comity.procedure.clearance.rules.urgent import Urgent

from .drafting import Draft
from .lines import Lines
from .space import Procedure, Where

PUT, HURRIED, SIGNED, REVIEWING = "it is put", "it is urgent", "it is granted under urgency", "its review is open"
REVIEWED, RECALLED, ORDINARY = "it is reviewed", "it is recalled", "it is on its ordinary route"
PART, ITSELF, STRANGE, TOLD = "X took part", "X reviews what X took part in", "a stranger recalls it", "it is told"
X, DECLARER, REVIEWER, STRANGER = 1, 11, 12, 13


@dataclass(frozen=True)
class Urgency:
    """The procedure; what must not be reached in it; where it must be able to come to, and from where it is asked."""

    procedure: Procedure
    itself: Where
    strange: Where
    untold: Where
    reviewed: Where
    recalled: Where


def of_urgency(lines: Lines, route: Route, urgent: Urgent) -> Urgency:
    """Told of X, who may declare, sign and review: reviewing what one took part in would show."""
    draft = Draft()
    _declared(draft, lines, route, urgent)
    _granted(draft, lines, urgent)
    _reviewed(draft, lines, urgent)
    _recalled(draft, urgent)
    ends = [draft.place(place) for place in (REVIEWED, RECALLED, ORDINARY)]
    after = frozenset({draft.place(SIGNED), draft.place(REVIEWING), draft.place(REVIEWED)})
    return Urgency(
        itself=Where(when=draft.when(up=[ITSELF])),
        strange=Where(when=draft.when(up=[STRANGE])),
        untold=Where(after, draft.when(down=[TOLD])),
        reviewed=Where(frozenset(ends)),
        recalled=Where(frozenset({draft.place(RECALLED), draft.place(ORDINARY), draft.place(REVIEWED)})),
        procedure=draft.procedure(PUT),  # last: by now every flag has its number
    )


def _declared(draft: Draft, lines: Lines, route: Route, urgent: Urgent) -> None:
    outside = any(lines.posts[told.post].character in OUTSIDE for told in urgent.tell if told.after == "declared")
    told = [TOLD] if outside else []
    for key in declaring(lines, route, urgent):
        title = lines.posts[key].title
        said = say("another, as {post}, declares it urgent", post=title)
        draft.move(said, PUT, HURRIED, raises=told, key=("declare", "another", key))
        mine = say("X, as {post}, declares it urgent", post=title)
        draft.move(mine, PUT, HURRIED, raises=[*told, PART], key=("declare", "X", key))
    draft.move(
        say("it is not decided within {hours} hours", hours=urgent.lapses_after),
        HURRIED,
        ORDINARY,
        key=("urgency lapses",),
    )


def declaring(lines: Lines, route: Route, urgent: Urgent) -> list[str]:
    """The posts that may declare it for any of the classes concerned."""
    classes = set(urgent.classes or route.classes)
    return [
        mandate.post
        for mandate in lines.file.mandates
        if May.DECLARE in mandate.may and (not mandate.classes or classes & set(mandate.classes))
    ]


def _granted(draft: Draft, lines: Lines, urgent: Urgent) -> None:
    """What is owed to whoever must be told arises in the act itself."""
    outside = any(lines.posts[told.post].character in OUTSIDE for told in urgent.tell if told.after == "decided")
    told = [TOLD] if outside else []
    draft.move(say("another is the last to sign"), HURRIED, SIGNED, raises=told, key=("grant urgently", "another"))
    draft.move(say("X is the last to sign"), HURRIED, SIGNED, raises=[*told, PART], key=("grant urgently", "X"))


def _reviewed(draft: Draft, lines: Lines, urgent: Urgent) -> None:
    review = urgent.review
    if review is None:
        return
    opens = say("{hours} hours later its review opens by itself", hours=review.opens_after)
    draft.move(opens, SIGNED, REVIEWING, key=("review opens",))
    for key in review.posts:
        post = lines.posts[key]
        if lines.appointers[key] or post.character in OUTSIDE or lines.abroad(key):
            said = say("another, as {post}, answers the review", post=post.title)
            draft.move(said, REVIEWING, REVIEWED, key=("review", "another", key))
            draft.move(
                say("X, as {post}, answers the review", post=post.title),
                REVIEWING,
                REVIEWED,
                reads=[PART],
                allowed=lambda up: independence.may_review(X, took_part=frozenset({X}) if PART in up else frozenset()),
                marks={ITSELF: lambda up: PART in up},
                key=("review", "X", key),
            )


def _recalled(draft: Draft, urgent: Urgent) -> None:
    reviewing = {REVIEWER: ""} if urgent.review else {}
    who = (
        (DECLARER, say("the post that declared it recalls it"), "declarer"),
        (REVIEWER, say("a post that reviews it recalls it"), "reviewer"),
        (STRANGER, say("a post that neither declared nor reviews it recalls it"), "stranger"),
    )
    for place in (SIGNED, REVIEWING):
        for post_id, said, name in who:
            if permissions.may_recall(_actor(post_id), declared_by=DECLARER, reviewing=reviewing):
                strange = [STRANGE] if post_id == STRANGER else []
                draft.move(said, place, RECALLED, raises=strange, key=("recall", name))


def _actor(post_id: int) -> Actor:
    return Actor(person_id=9, person="", post_id=post_id, post="", reader=Reader(""))


def unsigned(route: Route) -> Iterator[str]:
    """Posts that sign on the ordinary route and not under urgency."""
    left = {rule.post for rule in urgency.urgent_route(route).signatures}
    yield from (rule.post for rule in route.signatures if rule.post not in left)


def longer(route: Route) -> Iterator[str]:
    """Posts that have more time under urgency than on the ordinary route, or days where hours are meant."""
    hurried = urgency.urgent_route(route)
    before = {rule.post: rule.clock for rule in route.signatures}
    before |= {step.post: step.clock for stage in route.stages for step in stage.steps}
    after: list[tuple[str, Clock]] = [(rule.post, rule.clock) for rule in hurried.signatures]
    after += [(step.post, step.clock) for stage in hurried.stages for step in stage.steps]
    for post, clock in after:
        if not isinstance(clock, HourClock) or clock.hours > before[post].days * 24:
            yield post
