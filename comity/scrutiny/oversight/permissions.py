"""Who may do what this room does. Pure: they are told what they need."""

from comity.foundation.access.rules.actor import Actor, from_console
from comity.foundation.access.rules.verdict import Verdict, allow, deny, first_denial
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.framework import OUTSIDE, Character

from .rules.scope import Scope
from .rules.watching import OVERSEERS


def may_take_snapshot(actor: Actor) -> Verdict:
    """Whoever acts from a post: a snapshot holds nothing but what its taker may read one by one."""
    if actor.person_id is None or actor.post_id is None:
        return deny(say("a snapshot is taken by a person who acts from a post"))
    return allow(say("it holds only what you may read"))


def oversees(actor: Actor) -> bool:
    """Whether the post acted from is of a parliament or independent."""
    return actor.post_id is not None and actor.character in (Character.PARLIAMENTARY, Character.INDEPENDENT)


def may_export_evidence(actor: Actor, scope: Scope) -> Verdict:
    """The console everything, for it has the database; overseers everything, for what they may not read is withheld in
    it; whoever acts from a post what is on record about one thing, as far as they may read it."""
    if from_console(actor):
        return allow(say("whoever has the console has the database"))
    if actor.person_id is None or actor.post_id is None:
        return deny(say("evidence is taken by a person who acts from a post"))
    if oversees(actor):
        return allow(say("what you may not read is withheld in it, and counted"))
    if scope.is_of_one_thing:
        return allow(say("it holds only what you may read"))
    return deny(say("only a post of parliament or an independent one takes evidence of more than one thing"))


def may_acknowledge(actor: Actor) -> Verdict:
    """Overseers alone: who is watched does not take note of what was found in the overseers' place."""
    if actor.person_id is None or actor.character not in OVERSEERS:
        return deny(say("only a parliamentary or independent post takes note of a finding"))
    return allow(say("it is for overseers to take note"))


def may_propose_absence(actor: Actor, *, power: Verdict, acted: int | None) -> Verdict:
    """That what an entry says be erased or withheld: a post with that mandate; nobody of what they did themselves.

    `acted` is the person of whose act the entry tells.
    """
    return first_denial(_answers_for_it(actor), _not_own(actor, acted), power)


def may_answer_absence(
    actor: Actor,
    *,
    power: Verdict,
    acted: int | None,
    proposed_by: int | None,
    proposed_from: int | None,
    same_framework: bool,
) -> Verdict:
    """The second key: a post with that mandate, parliamentary or independent, held by another person in another
    institution than the proposal's (`proposed_by`, `proposed_from`), under the same framework."""
    if not _answers_for_it(actor):
        return _answers_for_it(actor)
    if actor.character not in OUTSIDE:
        return deny(say("only a parliamentary or an independent post answers what the record is to forget"))
    if actor.person_id == proposed_by:
        return deny(say("nobody answers their own proposal, from whatever post"))
    if actor.institution_id == proposed_from:
        return deny(say("it was proposed from the same institution, and two are needed"))
    if not same_framework:
        return deny(say("it was proposed under another framework"))
    return first_denial(_not_own(actor, acted), power)


def may_show_again(actor: Actor, *, proposing: Verdict, answering: Verdict) -> Verdict:
    """Either of the two who withhold together: for showing more, one is enough."""
    if not _answers_for_it(actor):
        return _answers_for_it(actor)
    return answering if answering and actor.character in OUTSIDE else proposing


def _answers_for_it(actor: Actor) -> Verdict:
    if actor.person_id is None or actor.post_id is None:
        return deny(say("only a person who acts from a post answers for what is erased, never the house itself"))
    return allow(say("a person acts from a post"))


def _not_own(actor: Actor, acted: int | None) -> Verdict:
    if acted is not None and actor.person_id == acted:
        return deny(say("nobody has their own acts forgotten"))
    return allow(say("it tells of somebody else's act"))
