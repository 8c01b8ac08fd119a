"""Ask the originator to release parts of something to one recipient, for one use."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.queries import label_of, marking_for
from comity.foundation.words.rules.said import say

from ..events import ReleaseAsked
from ..models import Release, Wanted
from ..permissions import may_ask
from ..queries import (
    at_home,
    house_of,
    marking_between,
    next_reference,
    original,
    parts_for,
    recipient_reads,
    recipient_words,
    recipients,
    same_framework,
)
from .change_release import named, needed, tell


@attempt
def ask_release(
    of: tuple[str, str],
    *,
    actor: Actor,
    at: datetime,
    recipient_id: int,
    title: str,
    use: str,
    lines: Iterable[UUID],
) -> Release:
    """One request per recipient. `lines` are parts that the asker reads, or knows to be there and cannot read.

    Raises NotAllowed; Refused without parts, a title or a use, or when the recipient could not read the request.
    """
    found = original(*of, actor.reader)
    if found is None:
        raise Refused(say("There is nothing here that you could ask for."))
    there = {post.pk: post for post in recipients(found.framework)}
    verdict = may_ask(
        actor,
        readable=True,
        same_framework=same_framework(actor, found.framework),
        at_home=at_home(actor, found.framework),
        recipient_id=recipient_id,
        recipient_abroad=recipient_id in there and there[recipient_id].institution.state_id != found.home,
    )
    require(verdict, doing=say("ask for a release"), about=[found.thing], marking_id=found.marking_id)
    known = {UUID(one.line) for one in parts_for(found, actor.reader).seen}
    wanted = [line for line in dict.fromkeys(lines) if line in known]
    if not wanted:
        raise Refused(say("Choose the parts that are to be released."), fields={"parts": say("choose at least one")})
    recipient = there[recipient_id]
    between = marking_between(
        label_of(found.marking_id), house=house_of(found.framework), other=str(recipient.institution.state_id)
    )
    release = Release(
        reference=next_reference(at),
        of_kind=found.thing.kind,
        of_key=found.thing.key,
        of_reference=found.thing.reference,
        title=needed(title, say("what is asked for"), "title")[:200],
        use=needed(use, say("for which use"), "use"),
        recipient=recipient,
        recipient_state=str(recipient.institution.state_id),
        home=found.home,
        framework_post_id=found.lead_post_id,
        asked_by_id=actor.who,
        asked_by_post_id=actor.from_post,
        asked_at=at,
        state_since=at,
        marking=marking_for(between),
    )
    if not recipient_reads(release, between, at):
        raise Refused(
            say(
                "Nobody at {post} could read the request under {marking}.",
                post=recipient.title,
                marking=between.in_words(),
            )
        )
    release.save(force_insert=True)
    Wanted.objects.bulk_create(Wanted(release=release, line=line) for line in wanted)
    event = ReleaseAsked(**named(release), recipient=recipient_words(release), use=release.use)
    tell(event, release, actor=actor, at=at)
    return release
