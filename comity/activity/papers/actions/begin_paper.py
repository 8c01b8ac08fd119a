"""Begin a paper beside an engagement, to be written part by part."""

from datetime import datetime
from uuid import UUID

from comity.activity.engagements.queries import thing
from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.labels.queries import label_of, marking_for, policies, readable
from comity.foundation.labels.rules.label import Label
from comity.foundation.parts.rules.whole import why_not_in
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import PaperBegun
from ..models import WrittenPaper
from ..queries import thing_of_written
from .contribute import open_to


@attempt
def begin_paper(key: UUID, *, actor: Actor, at: datetime, title: str, label: Label | None = None) -> WrittenPaper:
    """A title, and the marking under which it is known that the paper is there: as the engagement, when none is given.

    Raises NotAllowed; Refused without a title, or under a marking that cannot stand beside the engagement.
    """
    it, _ = open_to(key, actor=actor, at=at, doing=say("begin a paper beside an engagement"))
    called = " ".join(title.replace("\x00", "").split())
    if not called:
        raise Refused(say("Give the paper a title."), fields={"title": say("needed")})
    marking_id = it.marking_id
    if label is not None:
        if why := why_not_in(label, label_of(it.marking_id), policies(), at):
            raise Refused(say("It cannot be marked so: {why}.", why=why), fields={"classification": say("not here")})
        if not readable(label, actor.reader, at).allowed:
            raise Refused(say("You could not read it yourself under that marking."))
        marking_id = marking_for(label).pk
    paper: WrittenPaper = WrittenPaper.objects.create(
        engagement=it, title=called[:160], marking_id=marking_id, by_id=actor.who, by_post_id=actor.from_post, at=at
    )
    event = PaperBegun(reference=it.reference, name=paper.title)
    about = [thing(it), thing_of_written(paper)]
    announce(event, actor=actor, at=at, about=about, marking_id=paper.marking_id)
    return paper
