"""Help that explains the procedure one is in: generated from the framework in force, so it cannot be out of date."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from comity.foundation.access.queries import ActingRequest
from comity.foundation.conditions.rules.describe import describe
from comity.foundation.conditions.rules.vocabulary import Vocabulary
from comity.foundation.conditions.rules.vocabulary import named as vocabulary_named
from comity.foundation.labels.queries import page_marking, policies
from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.said import in_words
from comity.mandate.institutions.queries import (
    Framework,
    Post,
    classes_of,
    file_of,
    frameworks_of,
    mandates_in_force,
    posts_of,
)
from comity.mandate.institutions.rules.framework import May
from comity.procedure.clearance.queries import asked_when, cites, routes_of
from comity.procedure.clearance.rules.route import Clock, Lapse, Route, Signature, Step
from comity.procedure.clearance.rules.urgency import unskippable
from comity.procedure.clearance.rules.urgent import Urgent

from .help_topics import GLOSSARY, MEANINGS, NEEDS, PROVES, TOPICS, Words
from .keys import key_list

LAPSES: dict[str, Words] = {
    "escalate": _("Then its superior is asked in its place."),
    "silence": _("Silence counts as concurrence, under the instrument named."),
    "proceed": _("Then the point is passed: the chance to comment was given."),
    "tell": _("Nothing moves by itself; the post above is told. Time never signs."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One step or signature of a route in words."""

    anchor: str
    post: Post | None
    post_key: str
    mine: bool
    cites: str
    clock: Clock
    lapse: Words
    lapse_to: Post | None
    lapse_under: str = ""
    why: str = ""
    needs: tuple[Words, Words] | None = None
    only_when: str = ""
    clock_stops: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A route in words."""

    route: Route
    classes: list[tuple[str, str]]
    cites: str
    stages: list[tuple[str, list[Asked]]]
    signatures: list[Asked]
    countersigned: bool
    ladder: list[Post] = field(default_factory=list)


@require_safe
def help_home(request: ActingRequest) -> HttpResponse:
    """What help there is, and what the acting post is asked for, by which route."""
    at = timezone.now()
    frameworks = frameworks_of(request.actor.person_id, at)
    mine = [
        (framework, told.route, asked)
        for framework in frameworks
        for told in _routes(framework, request.actor.post_id)
        for asked in [*(a for _title, steps in told.stages for a in steps), *told.signatures]
        if asked.mine
    ]
    powers = [
        mandate
        for framework in frameworks
        for mandate in mandates_in_force(framework)
        if mandate.post_id == request.actor.post_id
    ]
    context = {"topics": TOPICS, "mine": mine, "powers": powers, "page_marking": page_marking([])}
    return render(request, "help/home.html", context)


@require_safe
def help_topic(request: ActingRequest, topic: str) -> HttpResponse:
    """One page of help."""
    found = next((one for one in TOPICS if one.key == topic), None)
    if found is None:
        raise Http404
    context = {"topic": found, "topics": TOPICS, "page_marking": page_marking([]), **PARTS[topic](request)}
    return render(request, f"help/{topic}.html", context)


def _procedure(request: ActingRequest) -> dict[str, Any]:
    """Of the framework asked for, if it is one of the reader's, else of the first of theirs."""
    frameworks = frameworks_of(request.actor.person_id, timezone.now())
    wanted = request.GET.get("framework", "")
    framework = next((one for one in frameworks if one.key == wanted), frameworks[0] if frameworks else None)
    told = _routes(framework, request.actor.post_id) if framework else []
    return {"framework": framework, "frameworks": frameworks, "routes": told, "needs": NEEDS.values()}


def _instruments(request: ActingRequest) -> dict[str, Any]:
    frameworks = frameworks_of(request.actor.person_id, timezone.now())
    return {"frameworks": [(framework, file_of(framework).instruments) for framework in frameworks]}


def _markings(request: ActingRequest) -> dict[str, Any]:
    reader = request.actor.reader
    return {"policies": clearances(reader), "reader": reader}


@dataclass(frozen=True, slots=True)
class Hurried:
    """The urgent path of a route in words."""

    route: Route
    cites: str
    causes: list[str]
    spared: list[str]
    never: list[str]
    told: list[tuple[str, int, str]]
    reviewers: list[str]
    reports_to: str


def _urgency(request: ActingRequest) -> dict[str, Any]:
    """Every urgent path of the reader's frameworks, and which posts declare."""
    told = []
    for framework in frameworks_of(request.actor.person_id, timezone.now()):
        titles = {post.key: post.title for post in file_of(framework).posts}
        declaring = mandates_in_force(framework, May.DECLARE)
        urgent = ((route, route.urgent) for route in routes_of(framework) if route.urgent)
        paths = [_hurried(framework, route, path, titles) for route, path in urgent]
        told.append((framework, declaring, paths))
    return {"frameworks": told}


def _hurried(framework: Framework, route: Route, path: Urgent, titles: dict[str, str]) -> Hurried:
    steps = [step for stage in route.stages for step in stage.steps]
    review = path.review
    return Hurried(
        route=route,
        cites=cites(framework, path.instrument, path.article),
        causes=[in_words(cause.words) for cause in path.causes],
        spared=[titles.get(step.post, step.post) for step in steps if step.key in path.skip],
        never=list(dict.fromkeys(titles.get(step.post, step.post) for step in steps if unskippable(step))),
        told=[(titles.get(one.post, one.post), one.within, one.after) for one in path.tell],
        reviewers=[titles.get(key, key) for key in review.posts] if review else [],
        reports_to=titles.get(review.reports_to, review.reports_to) if review else "",
    )


PARTS: dict[str, Callable[[ActingRequest], dict[str, Any]]] = {
    "procedure": _procedure,
    "states": lambda _request: {"groups": MEANINGS},
    "markings": _markings,
    "instruments": _instruments,
    "keys": lambda _request: {"keys": key_list()},
    "record": lambda _request: {"groups": PROVES},
    "urgency": _urgency,
    "words": lambda _request: {"words": GLOSSARY},
}


def clearances(reader: Reader) -> list[dict[str, Any]]:
    """Each marking policy with its levels, lowest first, and how far up this reader is cleared."""
    found = []
    for policy in policies().values():
        held = policy.rank(reader.clearance(policy.name) or "")
        levels = [
            {"name": name, "rank": rank, "readable": held is not None and rank <= held}
            for rank, name in enumerate(policy.levels)
        ]
        found.append({"name": policy.name, "levels": levels, "held": reader.clearance(policy.name)})
    return found


def _routes(framework: Framework, post_id: int | None) -> list[Told]:
    posts = {post.key: post for post in posts_of([framework])}
    titles = {entry.key: entry.title for entry in classes_of(framework)}
    vocabulary = vocabulary_named(file_of(framework).subject)
    rules = {entry.key: describe(entry.when, vocabulary, gettext) for entry in classes_of(framework)}
    found = []
    for route in routes_of(framework):
        spoken = _Spoken(framework, route, posts, vocabulary, post_id)
        stages = [(stage.title, [spoken.step(step) for step in stage.steps]) for stage in route.stages]
        found.append(
            Told(
                route=route,
                classes=[(titles.get(key, key), rules.get(key, "")) for key in route.classes],
                cites=cites(framework, route.instrument),
                stages=stages,
                signatures=[spoken.signature(rule) for rule in route.signatures],
                countersigned=route.countersign is not None,
                ladder=[posts[key] for key in route.elevate if key in posts],
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What the steps of one route need to be told in words."""

    framework: Framework
    route: Route
    posts: dict[str, Post]
    vocabulary: Vocabulary
    post_id: int | None

    def step(self, step: Step) -> Asked:
        when = asked_when(self.framework, self.route, step)
        return Asked(
            **self._asked(step.post, step.key, step.clock, step.on_lapse),
            cites=cites(self.framework, step.instrument, step.article),
            why=step.why,
            needs=NEEDS[step.needs],
            only_when=describe(when, self.vocabulary, gettext) if when is not None else "",
            clock_stops=step.information == "pauses",
        )

    def signature(self, rule: Signature) -> Asked:
        return Asked(
            **self._asked(rule.post, rule.post, rule.clock, rule.on_lapse),
            cites=cites(self.framework, rule.instrument, rule.article),
        )

    def _asked(self, post_key: str, key: str, clock: Clock, lapse: Lapse) -> dict[str, Any]:
        post = self.posts.get(post_key)
        return {
            "anchor": f"{self.route.key}-{key}",
            "post": post,
            "post_key": post_key,
            "mine": post is not None and post.pk == self.post_id,
            "clock": clock,
            "lapse": LAPSES[lapse.do],
            "lapse_to": self.posts.get(lapse.to or "") or (post.superior if post and lapse.do == "escalate" else None),
            "lapse_under": cites(self.framework, lapse.instrument) if lapse.instrument else "",
        }
