"""Who may keep accounts: one permission per action of this room. Pure: they are told what they need.

Accounts are the operator's, powers are the institutions'. The console decides who can sign in and what they may read;
it gives nobody a post once the house is founded, so it cannot make itself a minister through the front door.
"""

from comity.foundation.words.rules.said import say

from .rules.actor import Actor, from_console
from .rules.verdict import Verdict, allow, deny


def may_add_person(actor: Actor) -> Verdict:
    return _console_alone(actor, say("makes accounts"))


def may_change_clearance(actor: Actor) -> Verdict:
    return _console_alone(actor, say("changes what somebody may read"))


def may_close_account(actor: Actor) -> Verdict:
    return _console_alone(actor, say("closes accounts"))


def may_rotate_record_key(actor: Actor) -> Verdict:
    return _console_alone(actor, say("changes the key of the record"))


def may_add_witness(actor: Actor) -> Verdict:
    return _console_alone(actor, say("names who witnesses the record"))


def may_remove_witness(actor: Actor) -> Verdict:
    return _console_alone(actor, say("lets a witness of the record go"))


def may_set_quorum(actor: Actor) -> Verdict:
    return _console_alone(actor, say("says how many witnesses the record needs"))


def may_resume_record(actor: Actor) -> Verdict:
    return _console_alone(actor, say("lets the record go on after a loss"))


def may_seal_rows(actor: Actor) -> Verdict:
    return _console_alone(actor, say("seals rows as they stand"))


def _console_alone(actor: Actor, does: str) -> Verdict:
    if not from_console(actor):
        return deny(say("only the operator's console {does}", does=does))
    return allow(say("the operator's console {does}", does=does), source=say("operation"))
