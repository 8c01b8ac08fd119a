"""Make the package of an agreed release and hand it over: bound, watermarked, its digest on the record."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.files.actions.seal_content import keep_sealed, seal_content
from comity.foundation.labels.queries import banner_of, marking_for, policies
from comity.foundation.labels.rules.label import Label
from comity.foundation.labels.rules.standard.meaning import written_of
from comity.foundation.labels.rules.standard.writing_bindings import Object, binding_xml
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import post_by_id
from comity.mandate.obligations.actions.raise_obligation import Owed, raise_obligation
from comity.mandate.obligations.rules.origin import condition_of_release
from comity.procedure.clearance.queries import standing

from ..events import PackageHandedOver
from ..models import Package, Release, Term
from ..permissions import may_hand_over
from ..queries import (
    PACKAGE,
    agreed_originators,
    all_items,
    framework_of,
    marking_released,
    originators_needed,
    power_to_put,
    recipient_reads,
    recipient_words,
    thing_of,
)
from ..rules.life import Move, after
from ..rules.packing import Content, Piece, package, page, text
from .change_release import locked, move_on, named, tell
from .put_release import Condition

REVIEW_YEARS = 5  # after which a label without another date is looked at again


@attempt
def hand_over_package(key: UUID, *, actor: Actor, at: datetime, added: Sequence[Condition] = ()) -> Package:
    """Every condition becomes the recipient's obligation; `added` are those that the decision asked for besides.

    Raises NotAllowed to all but the post that put it; Refused while its clearance does not stand, an originator has not
    agreed, its last day is past, or nobody at the recipient's post may read it.
    """
    release = locked(key, actor)
    lead = release.lead_post.title if release.lead_post else ""
    verdict = may_hand_over(
        actor,
        lead_post_id=release.lead_post_id,
        lead=lead,
        power=power_to_put(actor, framework_of(release), at),
    )
    require(verdict, doing=say("hand a package over"), about=[thing_of(release)], marking_id=release.marking_id)
    after(release.state, Move.HAND_OVER)
    _may_leave(release, at)
    items = all_items(release)
    labels = [item.marking.label for item in items]
    released = marking_released(release, labels, at)
    if not recipient_reads(release, released, at):
        raise Refused(
            say(
                "Nobody at {post} may read {marking}. Put a sanitised version to clearance.",
                post=release.recipient.title,
                marking=released.in_words(),
            )
        )
    Term.objects.bulk_create(
        Term(release=release, words=one.words.strip(), due=one.due, added=True) for one in added if one.words.strip()
    )
    pieces = tuple(Piece(item.words, banner_of(marking_released(release, [item.marking.label], at))) for item in items)
    raw = _packed(release, released, pieces, at)
    made: Package = Package.objects.create(
        release=release,
        digest=sha256(raw).hexdigest(),
        size=len(raw),
        made_by_id=actor.who,
        made_at=at,
        marking=marking_for(released),
    )
    keep_sealed(seal_content([raw]), kind=PACKAGE, key=str(made.pk), marking_id=made.marking_id, at=at)
    move_on(release, Move.HAND_OVER, at=at)
    event = PackageHandedOver(**named(release), recipient=recipient_words(release), digest=made.digest, size=made.size)
    tell(event, release, actor=actor, at=at)
    _owe(release, actor=actor, at=at)
    return made


def _may_leave(release: Release, at: datetime) -> None:
    """INVARIANT: third-party information never leaves without its originator (tests/adversary/test_release.py)."""
    if missing := sorted(originators_needed(release) - agreed_originators(release)):
        raise Refused(say("It is not agreed yet by: {states}.", states=", ".join(missing)))
    found = standing(release.dossier_id) if release.dossier_id else None
    if found is None or found.state != "granted":
        raise Refused(say("Its clearance does not stand."))
    if release.until is not None and at.date() > release.until:
        raise Refused(say("Its last day is past."))


def _packed(release: Release, released: Label, pieces: tuple[Piece, ...], at: datetime) -> bytes:
    content = Content(
        reference=release.reference,
        title=release.title,
        originator=str(post_by_id(release.lead_post_id or release.framework_post_id).institution.name),
        recipient=recipient_words(release),
        use=release.use,
        marking=banner_of(released),
        conditions=tuple(term.words for term in release.terms.all()),
        until=release.until,
        at=at,
        pieces=pieces,
    )
    objects = [
        Object("paper.html", page(content).encode(), "text/html"),
        Object("paper.txt", text(content).encode(), "text/plain"),
    ]
    review = at.replace(year=at.year + REVIEW_YEARS, day=min(at.day, 28))
    labels = written_of(released, policies(), created=at, review=review)
    return package(content, [("binding.xml", binding_xml(labels, objects, at=at))])


def _owe(release: Release, *, actor: Actor, at: datetime) -> None:
    for term in release.terms.all():
        owed = Owed(
            what=term.words,
            owed_by=release.recipient,
            owed_to=post_by_id(release.lead_post_id or release.framework_post_id),
            due=term.due,
            about=Thing("release", str(release.pk), release.reference),
            origin=str(condition_of_release(release.reference)),
            origin_key=f"release-term:{term.pk}",
            marking_id=release.marking_id,
        )
        raise_obligation(owed, actor=actor, at=at)
