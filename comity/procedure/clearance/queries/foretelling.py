"""What the record will say of an act, told before it is done: the sentence of the very event that the act announces.

What the person is about to write stands as three dots.
"""

from datetime import datetime

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny, first_denial
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import Post, power
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
from ..rules.independence import may_sign
from ..rules.life import LIFE, UNDECIDED, Move, OutOfTurn, State, after
from ..rules.urgency import may_hurry
from ..rules.written import in_place
from .procedure import authors_of, named_in_events, signing_now, spoken_on
from .progress import facts_of
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
    held = power(actor, what.may, framework=dossier.framework, at=at, facts=facts_of(dossier.subject))
    if not held:
        return held
    if what is Foreseen.HURRY:
        return first_denial(held, _hurrying(dossier, actor))
    own = may_sign(actor.person_id, authors=authors_of(dossier), signed=frozenset())
    return first_denial(held, own if what is Foreseen.RESUME else held, _moving(dossier, what))


def _moving(dossier: Dossier, what: Foreseen) -> Verdict:
    standing = State(dossier.state)
    if what is Foreseen.REOPEN and standing not in (State.GRANTED, State.SUSPENDED):
        return deny(say("its clearance is {state}", state=dossier.state_words))
    try:
        after(LIFE, standing, what.move or Move.REOPEN)
    except OutOfTurn as error:
        return deny(error.message)
    return allow(say("its clearance is {state}", state=dossier.state_words))


def _hurrying(dossier: Dossier, actor: Actor) -> Verdict:
    rule = urgent_path(dossier)
    if dossier.state not in UNDECIDED or rule is None:
        return deny(say("its route has no urgent path for it, or it is decided"))
    if dossier.urgent:
        return deny(say("it is urgent already"))
    spoken = {person for person, _ in spoken_on(dossier)} if actor.person_id else set()
    return may_hurry(
        actor.person_id,
        authors=authors_of(dossier),
        spoken=frozenset(spoken),
        author_may=rule.author_may_declare,
    )


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
