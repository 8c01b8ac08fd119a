"""Can a route be signed by the people there are? What routes give posts to do, and whether enough different people are
there to do it. Pure: routes and people in, what is missing out."""

from collections.abc import Iterator, Mapping, Sequence, Set

from comity.foundation.words.rules.said import known, say, series
from comity.mandate.institutions.rules.rights import Role

from .needs import needed
from .route import Route


def roles_of(routes: Sequence[Route]) -> Iterator[Role]:
    """What each post is there for on the routes: to answer, to countersign, to turn a key, to rule."""
    for route in routes:
        name = known(route.title)
        for step in (step for stage in route.stages for step in stage.steps):
            yield Role(step.post, say("answer when asked for {needs}: “{route}”", needs=needed(step.needs), route=name))
        if route.countersign:
            yield Role(route.countersign.post, say("countersign: “{route}”", route=name))
        for key in route.keys:
            yield Role(key.post, say("turn a key: “{route}”", route=name))
        for body in route.elevate:
            yield Role(body, say("rule on objections: “{route}”", route=name))


def unsigned(route: Route, signers: Mapping[str, Set[int]], titles: Mapping[str, str]) -> str:
    """Why nobody could sign what this route needs, in words; empty where enough different people can.

    `signers`: by post, the people who could sign for it now, themselves or by what was lent to them.
    """
    posts = [rule.post for rule in route.signatures]
    if left := [post for post in posts if not signers.get(post)]:
        return say("nobody could sign for {posts}", posts=series([known(titles.get(p, p)) for p in left], ", "))
    if not _each_their_own(posts, signers, frozenset()):
        named = series([known(titles.get(post, post)) for post in posts], ", ")
        return say("one person would have to sign twice: {posts}", posts=named)
    return ""


def _each_their_own(posts: Sequence[str], signers: Mapping[str, Set[int]], taken: frozenset[int]) -> bool:
    """Whether every post finds a person of its own: few posts sign, so every choice is tried."""
    if not posts:
        return True
    first, *rest = posts
    return any(_each_their_own(rest, signers, taken | {person}) for person in signers[first] - taken)
