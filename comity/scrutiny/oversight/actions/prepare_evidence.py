"""Find what evidence is asked of, and make ready to write it: before the act, since a file takes its time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.rules.actor import Actor, from_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused, require
from comity.foundation.labels.queries import MarkedQuerySet, Marking, markings_with, page_marking
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.actions.write_bundle import Evidence, NeverSoLong, NothingSigned, sign_what_there_is
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import Entry, entire_history, history
from comity.foundation.words.rules.said import say

from ..permissions import may_export_evidence, oversees
from ..queries import every_number, marking_over, numbers, things_asked
from ..rules.handed_out import HandedOut
from ..rules.scope import Scope, ScopeKind, named, of

_EVIDENCE = "evidence withholds the bodies that it may not show, and counts them"


@dataclass(frozen=True)
class Prepared:
    """A bundle ready to be written, what it is of, and the marking of all that it will show."""

    bundle: Evidence
    scope: Scope
    things: tuple[Thing, ...]
    marking: Marking

    def handed_out(self, recipient: str) -> HandedOut:
        """Once its bytes are made: what the record will say of it."""
        bundle = self.bundle
        return HandedOut(
            scope=self.scope,
            recipient=recipient,
            entries=bundle.entries,
            withheld=bundle.withheld,
            digest=bundle.digest,
            record_size=bundle.size,
            things=self.things,
        )


def prepare_evidence(
    scope: Scope, *, actor: Actor, at: datetime, reader: Reader | None, since: Iterable[int] = ()
) -> Prepared:
    """What the record holds of this scope, signed up to now where that can be.

    Overseers and the console have every entry of it, with the bodies withheld that `reader` may not read (None reads
    all); everybody else only the entries that they may read. One thing must be named in some entry that the reader
    may read: nobody learns by asking that something exists. Raises NotAllowed, which is recorded, and Refused.
    """
    try:
        require(
            may_export_evidence(actor, scope),
            doing=say("export evidence of {what}", what=named(scope.kind, of(scope))),
            about=[],
            marking_id=marking_over([], actor.post_id).pk,
        )
    except NotAllowed as refusal:
        record_refusal(refusal, actor=actor, at=at)
        raise
    sign_what_there_is(at)
    things = things_asked(scope, _readable(reader))
    if scope.is_of_one_thing and not things:
        raise Refused(say("Nothing on the record that may be read here is called {reference}.", reference=scope.name))
    whole = oversees(actor) or from_console(actor)
    entries = entire_history(_EVIDENCE) if whole else _readable(reader)
    chosen = every_number() if whole and scope.kind == ScopeKind.ALL else numbers(scope, things, entries)
    try:
        bundle = Evidence(chosen, scope=scope.as_data(), at=at, reader=reader, since=since)
    except (NothingSigned, NeverSoLong) as problem:
        raise Refused(_why(problem)) from problem
    markings = markings_with(bundle.marking_ids)
    bundle.scope["marking"] = page_marking(markings)["text"]
    return Prepared(bundle, scope, things, marking_over(markings, actor.post_id))


def _readable(reader: Reader | None) -> MarkedQuerySet[Entry]:
    return entire_history(_EVIDENCE) if reader is None else history(reader=reader)


def _why(problem: Exception) -> str:
    if isinstance(problem, NeverSoLong):
        return say("The record is not signed as far as the size you gave: no proof begins there.")
    return say("The record is not signed yet, so nothing can be proved. It is signed once a minute.")
