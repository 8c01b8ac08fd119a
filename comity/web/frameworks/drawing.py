"""A framework as a diagram: posts under posts, each route as a way down, and a run drawn on its route.

Boxes and words only; templates draw them. A box has a name by which a run finds it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from comity.foundation.words.rules.said import known, say, say_many, series
from comity.mandate.institutions.rules.clock import Clock
from comity.mandate.institutions.rules.framework import Character, May
from comity.procedure.clearance.rules.route import Lapse, Route, Signature, Step
from comity.procedure.clearance.rules.whole import WholeFramework

PUT, LEAD, COUNTERSIGN, END = "put", "lead", "countersign", "end"
"""Names of boxes. A step's is `step:` and its key, a key's `key:` and its post."""

ICONS = {
    Character.CIVILIAN: "user-round",
    Character.MILITARY: "shield",
    Character.DIPLOMATIC: "globe",
    Character.PARLIAMENTARY: "landmark",
    Character.INDEPENDENT: "scale",
}
NEEDS = {
    "concurrence": say("must agree"),
    "coordination": say("is coordinated with"),
    "consultation": say("is consulted"),
}


@dataclass(frozen=True)
class PostBox:
    """A post, what it may do, and the posts below it."""

    key: str
    title: str
    institution: str
    character: Character
    above: str
    powers: tuple[str, ...]
    below: tuple["PostBox", ...] = ()

    @property
    def icon(self) -> str:
        return ICONS[self.character]


@dataclass(frozen=True)
class Box:
    """One place on a route at which somebody acts: who, what is needed, by when, and where its clock leads."""

    name: str
    title: str
    institution: str = ""
    character: Character | None = None
    does: str = ""
    clock: str = ""
    lapse: str = ""
    lapse_icon: str = "arrow-up-right"
    law: str = ""
    sometimes: bool = False

    @property
    def icon(self) -> str:
        return ICONS[self.character] if self.character else "users"


@dataclass(frozen=True)
class Band:
    """What happens together on a route, one band below the other."""

    title: str
    boxes: tuple[Box, ...]
    signs: bool = False


@dataclass(frozen=True)
class RouteDrawing:
    """A route from its proposal to its end."""

    key: str
    title: str
    classes: tuple[str, ...]
    why: str
    bands: tuple[Band, ...]
    ladder: tuple[str, ...] = ()
    consensus: bool = False
    urgent: tuple[str, ...] = ()
    """What becomes of it when something cannot wait, in sentences."""

    @property
    def boxes(self) -> list[Box]:
        return [box for band in self.bands for box in band.boxes]


@dataclass(frozen=True)
class Drawing:
    """All that is drawn of one framework file."""

    file: WholeFramework
    characters: tuple[tuple[Character, str, int], ...] = field(init=False)

    def __post_init__(self) -> None:
        counted = [(kind, ICONS[kind], sum(p.character == kind for p in self.file.posts)) for kind in Character]
        object.__setattr__(self, "characters", tuple(row for row in counted if row[2]))

    @cached_property
    def _posts(self) -> Mapping[str, PostBox]:
        institutions = {entry.key: entry.name for entry in self.file.institutions}
        titles = {post.key: post.title for post in self.file.posts}
        return {
            post.key: PostBox(
                post.key,
                post.title,
                institutions[post.institution],
                post.character,
                titles.get(post.superior or "", ""),
                self._powers(post.key),
            )
            for post in self.file.posts
        }

    def _powers(self, key: str) -> tuple[str, ...]:
        held = {may for mandate in self.file.mandates if mandate.post == key for may in mandate.may}
        return tuple(may.words for may in May if may in held)

    @cached_property
    def table(self) -> list[PostBox]:
        return list(self._posts.values())

    @cached_property
    def trees(self) -> list[PostBox]:
        """Posts that nobody is above, each with all below it; the largest tree first."""
        roots = [self._tree(post.key) for post in self.file.posts if post.superior is None]
        return sorted(roots, key=_size, reverse=True)

    def _tree(self, key: str) -> PostBox:
        box = self._posts[key]
        below = tuple(self._tree(post.key) for post in self.file.posts if post.superior == key)
        return PostBox(box.key, box.title, box.institution, box.character, box.above, box.powers, below)

    @cached_property
    def routes(self) -> list[RouteDrawing]:
        return [self._route(route) for route in self.file.routes]

    def route(self, key: str) -> RouteDrawing | None:
        return next((route for route in self.routes if route.key == key), None)

    def _route(self, route: Route) -> RouteDrawing:
        titles = {entry.key: entry.title for entry in self.file.classes}
        bands = [
            Band(say("It is put"), (Box(PUT, say("The leading post"), does=say("puts the proposal")),)),
            *(Band(stage.title, tuple(self._step(step) for step in stage.steps)) for stage in route.stages),
            Band(say("Made one paper"), (self._lead(route),)),
        ]
        if route.countersign:
            box = self._signature(COUNTERSIGN, route.countersign, say("countersigns"))
            bands.append(Band(say("Countersigned"), (box,), signs=True))
        keys = tuple(self._signature(f"key:{key.post}", key, say("turns a key")) for key in route.keys)
        together = say_many("Decided by one key", "Decided by {count} keys, each another person", len(keys))
        bands += [
            Band(together, keys, signs=True),
            Band(
                say("It ends"),
                (Box(END, say("Granted or refused"), does=say("and oversight is told what it is owed")),),
            ),
        ]
        ladder = tuple(self._posts[key].title for key in route.elevate)
        classes = tuple(titles[key] for key in route.classes)
        return RouteDrawing(
            route.key,
            route.title,
            classes,
            route.why,
            tuple(bands),
            ladder,
            route.consensus,
            tuple(self._urgent(route)),
        )

    def _urgent(self, route: Route) -> Iterator[str]:
        """What the urgent path spares, when it ends by itself, who is told and who reviews it."""
        urgent = route.urgent
        if urgent is None:
            return
        yield say("{title}, for: {causes}.", title=urgent.title, causes=series([c.words for c in urgent.causes], ", "))
        asked = {step.key: self._posts[step.post].title for stage in route.stages for step in stage.steps}
        if spared := [known(asked[key]) for key in urgent.skip if key in asked]:
            yield say("Not asked then: {posts}.", posts=series(spared, ", "))
        yield say_many(
            "It ends by itself after {count} hour.", "It ends by itself after {count} hours.", urgent.lapses_after
        )
        for one in urgent.tell:
            yield say_many(
                "{post} is told within {count} hour.",
                "{post} is told within {count} hours.",
                one.within,
                post=self._posts[one.post].title,
            )
        if urgent.review:
            posts = series([known(self._posts[key].title) for key in urgent.review.posts], ", ")
            yield say("Reviewed afterwards by: {posts}.", posts=posts)

    def _lead(self, route: Route) -> Box:
        does = say("makes one paper of all that was said")
        return Box(LEAD, say("The leading post"), does=does, clock=clock_in_words(route.consolidate))

    def _step(self, step: Step) -> Box:
        post = self._posts[step.post]
        words, icon = self._lapse(step.on_lapse, post.above)
        return Box(
            f"step:{step.key}",
            post.title,
            post.institution,
            post.character,
            NEEDS[step.needs],
            clock_in_words(step.clock),
            words,
            icon,
            self._law(step.instrument, step.article),
            sometimes=step.when is not None,
        )

    def _signature(self, name: str, rule: Signature, does: str) -> Box:
        post = self._posts[rule.post]
        words, icon = self._lapse(rule.on_lapse, post.above)
        law = self._law(rule.instrument, rule.article)
        clock = clock_in_words(rule.clock)
        return Box(name, post.title, post.institution, post.character, does, clock, words, icon, law)

    def _lapse(self, lapse: Lapse, above: str) -> tuple[str, str]:
        to = self._posts[lapse.to].title if lapse.to else above
        if lapse.do == "silence":
            return say("then silence agrees, under {law}", law=self._law(lapse.instrument or "", "")), "volume-x"
        if lapse.do == "proceed":
            return say("then it is passed over"), "arrow-down"
        if not to:
            return say("then the same post is reminded"), "repeat"
        if lapse.do == "tell":
            return say("then {post} is told, and nothing moves", post=to), "megaphone"
        return say("then it goes to {post}", post=to), "arrow-up-right"

    def _law(self, key: str, article: str) -> str:
        title = next((entry.title for entry in self.file.instruments if entry.key == key), key)
        return series((title, article), ", ") if article else title


def _size(box: PostBox) -> int:
    return 1 + sum(map(_size, box.below))


def clock_in_words(clock: Clock) -> str:
    many = {
        "calendar": say_many("{count} calendar day", "{count} calendar days", clock.days),
        "working": say_many("{count} working day", "{count} working days", clock.days),
        "sitting": say_many("{count} sitting day", "{count} sitting days", clock.days),
    }
    return many[clock.count]
