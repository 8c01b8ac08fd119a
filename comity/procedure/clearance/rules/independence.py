"""Nobody clears what they wrote, and nobody speaks with two voices on one dossier.

INVARIANT: no person both writes and clears (tests/adversary/test_self_approval.py).
"""

from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say


def may_speak(
    person_id: int | None, post_id: int, *, authors: frozenset[int], spoken: frozenset[tuple[int, int]]
) -> Verdict:
    """May this person give an opinion for this post? `spoken` holds (person, post) pairs on this dossier."""
    if person_id is None:
        return deny(say("only a person gives an opinion"))
    if person_id in authors:
        return deny(say("you wrote in this proposal: nobody clears their own"), source=say("no self-approval"))
    if other := [post for person, post in spoken if person == person_id and post != post_id]:
        return deny(
            say(
                "you have already spoken on this dossier for another post ({count}): one person, one voice",
                count=len(other),
            ),
            source=say("no self-approval"),
        )
    return allow(say("you did not write it and speak with one voice"))


def may_sign(
    person_id: int | None,
    post_id: int | None = None,
    *,
    authors: frozenset[int],
    signed: frozenset[int],
    spoken: frozenset[tuple[int, int]] = frozenset(),
) -> Verdict:
    """May this person countersign or turn a key for this post?

    `signed` are those who signed this version at any step; `spoken` holds (person, post) pairs on this dossier.
    """
    if person_id is None:
        return deny(say("only a person signs"))
    if person_id in authors:
        return deny(say("you wrote in this proposal: nobody clears their own"), source=say("no self-approval"))
    if person_id in signed:
        return deny(say("you have signed this dossier already: two keys are two people"), source=say("two keys"))
    if any(person == person_id and post != post_id for person, post in spoken):
        return deny(
            say("you have spoken on this dossier for another post: one person, one voice"), source=say("two keys")
        )
    return allow(say("you did not write it and have not signed it"))


def may_consolidate(person_id: int | None, *, spoken: frozenset[tuple[int, int]]) -> Verdict:
    """May this person resolve comments and write the paper that goes up? Not once they have spoken on it."""
    if any(person == person_id for person, _ in spoken):
        return deny(
            say("you have spoken on this dossier: who clears a proposal does not write what is said for it"),
            source=say("no self-approval"),
        )
    return allow(say("you have not spoken on it"))


def may_migrate(person_id: int | None, *, authors: frozenset[int], spoken: frozenset[tuple[int, int]]) -> Verdict:
    """May this person move it to another version, which decides whose answers stay? Nobody with a part in it."""
    if person_id is None:
        return deny(say("only a person moves a dossier"))
    if person_id in authors:
        return deny(say("you wrote in this dossier: another moves it"), source=say("no self-approval"))
    if any(person == person_id for person, _ in spoken):
        return deny(say("you have spoken on this dossier: another moves it"), source=say("no self-approval"))
    return allow(say("you have no part in it"))


def may_write(person_id: int | None, *, spoken: frozenset[int]) -> Verdict:
    """May this person change the subject? Not once they have given an opinion on it or signed it."""
    if person_id is None:
        return deny(say("only a person changes a proposal"))
    if person_id in spoken:
        return deny(
            say("you have spoken on this dossier: who clears a proposal does not rewrite it"),
            source=say("no self-approval"),
        )
    return allow(say("you have not spoken on it"))


def may_review(person_id: int | None, *, took_part: frozenset[int]) -> Verdict:
    """May this person review what was cleared urgently? Not who wrote, hurried, spoke or signed in it."""
    if person_id is None:
        return deny(say("only a person reviews"))
    if person_id in took_part:
        return deny(say("you took part in what is reviewed: somebody else looks at it"), source=say("no self-review"))
    return allow(say("you took no part in it"))
