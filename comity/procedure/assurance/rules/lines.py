"""The lines of authority of a framework file: who may fill which post, who may sign, which posts answer to civilians
alone. Whether somebody may is asked of the running permissions, with people who are nobody in particular."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import allow
from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.said import say
from comity.mandate.institutions import permissions
from comity.mandate.institutions.rules import lending
from comity.mandate.institutions.rules.framework import Character, FrameworkFile, MandateEntry, May, PostEntry
from comity.procedure.clearance.rules.route import Route, Signature, Step

from .signing import Signer, Way

Act = tuple[str, tuple[str, ...]]  # an act of an administrator in words, and for whoever performs it again
CIVIL = frozenset({Character.CIVILIAN, Character.DIPLOMATIC, Character.PARLIAMENTARY})
SOMEBODY, ANOTHER = 1, 2


@dataclass(frozen=True)
class Lines:
    """What follows from one framework file."""

    file: FrameworkFile

    @cached_property
    def posts(self) -> Mapping[str, PostEntry]:
        return {post.key: post for post in self.file.posts}

    @cached_property
    def appointers(self) -> Mapping[str, tuple[str, ...]]:
        """By post, the posts from which somebody may be appointed to it."""
        mandates = [mandate for mandate in self.file.mandates if May.APPOINT in mandate.may]
        return {
            post.key: tuple(dict.fromkeys(m.post for m in mandates if self._may_appoint(m, post)))
            for post in self.file.posts
        }

    def _may_appoint(self, mandate: MandateEntry, post: PostEntry) -> bool:
        return bool(
            permissions.may_appoint(
                self._holder(mandate.post),
                person_id=ANOTHER,
                power=allow(""),
                over=not mandate.over or post.institution in mandate.over,
                post_is_civilian=post.character == Character.CIVILIAN,
                founding=False,
            )
        )

    def _holder(self, key: str) -> Actor:
        post, number = self.posts[key], list(self.posts).index(key) + 1
        return Actor(
            person_id=SOMEBODY,
            person="X",
            post_id=number,
            post=post.title,
            character=post.character,
            reader=Reader(nationality=self.file.home),
        )

    @cached_property
    def under_the_military(self) -> Mapping[str, str | None]:
        """Military posts, every post that one of them fills, every post that one of those fills, and so on; each with
        the post that fills it, and military posts with none."""
        found: dict[str, str | None] = {
            post.key: None for post in self.file.posts if post.character == Character.MILITARY
        }
        while True:
            more = {
                post: next(other for other in by if other in found)
                for post, by in self.appointers.items()
                if post not in found and set(by) & found.keys()
            }
            if not more:
                return found
            found |= more

    def filled(self, key: str) -> tuple[Act, ...]:
        """By which acts a post that does not answer to civilians alone is filled, from the military post on."""
        by = self.under_the_military.get(key)
        if by is None:
            return ()
        one, other = self.posts[by].title, self.posts[key].title
        return (
            *self.filled(by),
            (say("{post} appoints another as {other}", post=one, other=other), ("appoint", by, key)),
        )

    def civil(self, key: str) -> bool:
        """Whether the post is a civilian one that no military post fills, nor fills the post of whoever fills it."""
        return self.posts[key].character in CIVIL and key not in self.under_the_military

    def may_lend(self, mandate: MandateEntry, *, through_delegation: bool) -> bool:
        """Whether somebody at this post, or who was lent its power, may lend it to another to whom it may be lent."""
        return bool(
            permissions.may_delegate(
                self._holder(mandate.post),
                holds_it=not through_delegation,
                receivers=frozenset({ANOTHER}),
                lendable=allow(""),
                through_delegation=through_delegation,
            )
        )

    def lent_to(self, mandate: MandateEntry, classes: tuple[str, ...]) -> Iterator[str]:
        """The posts to which the holder may lend this power for any of these classes. Whoever covers an absence holds
        what was lent to them under the same rules, power by power: no post comes to it in another way."""
        bounds = lending.widest(mandate)
        if bounds.classes and not set(bounds.classes) & set(classes):
            return
        for key, post in self.posts.items():
            if permissions.may_delegate(
                self._holder(mandate.post),
                holds_it=True,
                receivers=frozenset({ANOTHER}),
                lendable=lending.may_be_lent_to(mandate, post),
                through_delegation=False,
            ):
                yield key

    def signer(self, rule: Signature, may: May, classes: tuple[str, ...]) -> Signer:
        """Everybody who may give this signature on a case of these classes: of those to whom it may be lent, one who
        answers to civilians alone and one who does not stand for all."""
        title = self.posts[rule.post].title
        ways = [Way(rule.post, self.civil(rule.post), say("for {post}", post=title), self.filled(rule.post))]
        lent = [key for mandate in self.powers(rule.post, may, classes) for key in self.lent_to(mandate, classes)]
        if may is May.COUNTERSIGN and rule.on_lapse.do == "escalate":
            above = rule.on_lapse.to or self.posts[rule.post].superior
            if above is not None:
                words = say("in the place of {post}, from {other}", post=title, other=self.posts[above].title)
                ways.append(Way(above, self.civil(above), words, self.filled(above)))
        for civil in (True, False):
            key = next((key for key in lent if self.civil(key) is civil), None)
            if key is not None:
                named = {"post": title, "other": self.posts[key].title}
                words = say("for {post}, from {other} to whom the power was lent", **named)
                lends = (say("{post} lends its power to {other}", **named), ("lend", rule.post, key, may.value))
                ways.append(Way(key, civil, words, (*self.filled(key), lends)))
        return Signer(rule.post, title, tuple(ways))

    def powers(self, post: str, may: May, classes: tuple[str, ...]) -> list[MandateEntry]:
        """The mandates of a post that cover any case of one of these classes."""
        return [
            mandate
            for mandate in self.file.mandates
            if mandate.post == post
            and may in mandate.may
            and (not mandate.classes or set(mandate.classes) & set(classes))
        ]

    def abroad(self, key: str) -> bool:
        """Whether the post is of another state than the framework's: we do not fill it, and cannot speak for it."""
        state = {entry.key: entry.state for entry in self.file.institutions}[self.posts[key].institution]
        return state != self.file.home

    def instead_of(self, step: Step) -> Iterator[str]:
        """To whom a lapsed clock takes what a post was asked, first, and then on upwards."""
        if step.on_lapse.do == "escalate":
            above = step.on_lapse.to or self.posts[step.post].superior
            yield from self.upwards(above) if above is not None else ()

    def speakers(self, route: Route) -> frozenset[str]:
        """Every post that may come to be asked on this route: by its steps, by whom their lapses name, and above."""
        steps = [step for stage in route.stages for step in stage.steps]
        found = {step.post for step in steps} | {step.on_lapse.to for step in steps if step.on_lapse.to}
        return frozenset({above for post in found for above in self.upwards(post)} | set(route.elevate))

    def upwards(self, post: str) -> Iterator[str]:
        """The post, its superior, and so on."""
        here: str | None = post
        while here is not None:
            yield here
            here = self.posts[here].superior

    def as_strict(self, one: Route, other: Route) -> bool:
        """Whether every key of the other route is turned on this one too, by the same post or one above it."""
        keys = {key.post for key in one.keys}
        return all(keys & set(self.upwards(key.post)) for key in other.keys)
