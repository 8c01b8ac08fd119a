"""What the acts on a release have in common: found, locked, moved, told. Not an act of its own."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import ReleaseEvent
from ..models import Package, Release
from ..queries import thing_of
from ..rules.life import Move, after


def locked(key: UUID, actor: Actor) -> Release:
    """The release, locked. Raises Refused when the actor can read none such."""
    rows = Release.objects.readable_by(actor.reader).select_related("marking", "recipient__institution", "lead_post")
    found: Release | None = rows.select_for_update(of=("self",)).filter(pk=key).first()
    if found is None:
        raise Refused(say("There is no such release."))
    return found


def locked_whole(key: UUID) -> Release:
    """The same for what follows from clearance or an originator, who need not read the release itself."""
    rows = Release.objects.whole("clearance and originators move it, whoever reads it")
    found: Release = (
        rows.select_related("marking", "recipient__institution", "lead_post")
        .select_for_update(of=("self",))
        .get(pk=key)
    )
    return found


def package_of(release: Release) -> Package:
    """Its package, locked. Raises Refused when nothing was handed over."""
    rows = Package.objects.whole("the act was permitted on its release").filter(release=release)
    found: Package | None = rows.select_for_update().first()
    if found is None:
        raise Refused(say("Nothing was handed over."))
    return found


def move_on(release: Release, move: Move, *, at: datetime, more: tuple[str, ...] = ()) -> None:
    """Raises Refused when its state does not know the move."""
    release.state, release.state_since = after(release.state, move), at
    release.save(update_fields=["state", "state_since", *more])


def named(release: Release) -> dict[str, str]:
    return {"reference": release.reference, "title": release.title}


def tell(event: ReleaseEvent, release: Release, *, actor: Actor, at: datetime, marking_id: int | None = None) -> None:
    about = [thing_of(release), Thing(release.of_kind, release.of_key, release.of_reference)]
    announce(event, actor=actor, at=at, about=about, marking_id=marking_id or release.marking_id)


def needed(words: str, what: str, field: str) -> str:
    """The words, trimmed. Raises Refused without any; `what` says what they tell."""
    if found := words.replace("\x00", "").strip():
        return found
    raise Refused(say("Say {what}: it is written in the record.", what=what), fields={field: say("needed")})
