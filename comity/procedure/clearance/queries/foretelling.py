"""What the record will say of an act, told before it is done: the sentence of the very event that the act announces.

What the person is about to write stands as three dots.
"""

from datetime import datetime

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny, first_denial
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import Post
from comity.mandate.institutions.rules.framework import May

from ..events import (
    ClearanceResumed,
    ClearanceRevoked,
    ClearanceSuspended,
    DossierCountersigned,
    DossierSentBack,
    KeyTurned,
)
from ..models import Dossier
from ..rules.foreseeing import Foreseen
from ..rules.life import LIFE, UNDECIDED, Move, OutOfTurn, State, after
from ..rules.written import in_place
from .allowed import may_clear_again, may_declare, may_stand
from .procedure import named_in_events, signing_now
from .routes import cites
from .urgency import urgent_path
from .voices import chain_to

TYPED = "…"


def foretold_standing(dossier: Dossier, post: str) -> dict[str, str]:
    """Of what a post that may revoke can do, by the name of the act."""
    events = {"suspend": ClearanceSuspended, "resume": ClearanceResumed, "revoke": ClearanceRevoked}
    named = named_in_events(dossier)
    return {act: event(**named, post=post, reason=TYPED).sentence() for act, event in events.items()}


def foreseen(dossier: Dossier, what: Foreseen, *, actor: Actor, at: datetime) -> Verdict:
    """What would become of it if it were tried now, in words. The act asks all of this again, and more."""
    if what is Foreseen.HURRY:
        return first_denial(may_declare(dossier, actor=actor, at=at), _hurrying(dossier))
    if what is Foreseen.REOPEN:
        return first_denial(may_clear_again(dossier, actor=actor, at=at), _moving(dossier, what))
    held = may_stand(dossier, actor=actor, at=at, resumes=what is Foreseen.RESUME)
    return first_denial(held, _moving(dossier, what))


def _moving(dossier: Dossier, what: Foreseen) -> Verdict:
    standing = State(dossier.state)
    if what is Foreseen.REOPEN and standing not in (State.GRANTED, State.SUSPENDED):
        return deny(say("its clearance is {state}", state=dossier.state_words))
    try:
        after(LIFE, standing, what.move or Move.REOPEN)
    except OutOfTurn as error:
        return deny(error.message)
    return allow(say("its clearance is {state}", state=dossier.state_words))


def _hurrying(dossier: Dossier) -> Verdict:
    if dossier.state not in UNDECIDED or urgent_path(dossier) is None:
        return deny(say("its route has no urgent path for it, or it is decided"))
    if dossier.urgent:
        return deny(say("it is urgent already"))
    return allow(say("its route has an urgent path"))


def foretold_signature(dossier: Dossier, post: Post | None, *, actor: Actor, at: datetime) -> dict[str, str]:
    """Of what whoever is asked to sign can do: countersign or grant and refuse, or send it back."""
    rule = next((rule for rule in signing_now(dossier) if post is not None and rule.post == post.key), None)
    if rule is None or post is None:
        return {}
    named = named_in_events(dossier)
    under = cites(dossier.framework, rule.instrument, rule.article)
    back = {"back": DossierSentBack(**named, post=actor.post, reason=TYPED).sentence()}
    digest = dossier.subject.digest
    if dossier.state == State.COUNTERSIGNING:
        event = DossierCountersigned(**named, post=post.title, digest=digest, cites=under)
        return {"countersign": event.sentence(), **back}
    chain = chain_to(dossier, post, actor=actor, may=May.DECIDE, at=at)
    by = " → ".join(chain if chain is not None else (str(in_place()),))

    def key(grants: bool) -> str:
        reason = "" if grants else TYPED
        told = {"reason": reason, "over_objection": "", "digest": digest, "cites": under, "under": by}
        return KeyTurned(**named, post=post.title, grants=grants, **told).sentence()

    return {"grant": key(True), "refuse": key(False), **back}
