"""Say, for the recipient, what became of every copy of what was recalled."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.words.rules.said import say
from comity.mandate.obligations.actions.keep_obligation import keep_obligation
from comity.mandate.obligations.queries import obligations_about

from ..events import PackageGivenBack
from ..models import Package
from ..permissions import may_receive
from ..queries import recipient_words, thing_of
from ..rules.life import Move
from .change_release import locked, move_on, named, needed, package_of, tell


@attempt
def give_back_package(key: UUID, *, actor: Actor, at: datetime, words: str) -> Package:
    """Raises NotAllowed to all but the recipient; Refused before a recall, or without words."""
    release = locked(key, actor)
    verdict = may_receive(actor, recipient_id=release.recipient_id, recipient=release.recipient.title)
    require(verdict, doing=say("give a package back"), about=[thing_of(release)], marking_id=release.marking_id)
    found = package_of(release)
    said = needed(words, say("what became of every copy"), "words")
    found.given_back_at, found.given_back_by_id, found.given_back_words = at, actor.who, said
    found.save(update_fields=["given_back_at", "given_back_by", "given_back_words"])
    move_on(release, Move.GIVE_BACK, at=at)
    event = PackageGivenBack(**named(release), recipient=recipient_words(release), words=said)
    tell(event, release, actor=actor, at=at)
    recalled = f"release-recall:{release.pk}"
    for owed in obligations_about(thing_of(release), actor.reader).filter(origin_key=recalled, discharge=None):
        keep_obligation(owed.pk, actor=actor, at=at, words=said)
    return found
