"""Who may do what this room does."""

from comity.foundation.access.rules.actor import Actor, from_console
from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.framework import Character

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
