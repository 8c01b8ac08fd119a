"""Hand out a copy of a paper that carries its marking: these are other bytes, so the record names both digests."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from comity.activity.engagements.queries import thing
from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.rules.standard.unreadable import NotWritable, Unreadable
from comity.foundation.labels.rules.standard.writing_files import labelled
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import PaperHandedOut
from ..models import Paper
from ..permissions import may_take_copy
from ..queries import content_of, labels_of, paper_with


@dataclass(frozen=True, slots=True)
class Copy:
    paper: Paper
    content: bytes


@attempt
def hand_out_labelled(key: UUID, *, actor: Actor, at: datetime) -> Copy:
    """The file with its label in it (ADatP-4778). What its originator said of it stays, and the house's label is added
    beside that as an alternative. Raises NotAllowed; Refused for a kind of file that has no place for a label."""
    paper = paper_with(key, actor.reader)
    if paper is None or paper.withdrawn_at is not None:
        raise Refused(say("There is no such paper."))
    it = paper.engagement
    require(may_take_copy(actor), doing=say("take a copy of a paper"), about=[thing(it)], marking_id=paper.marking_id)
    try:
        content = content_of(paper)
        copy = labelled(content, labels_of(paper, content))
    except FileNotFoundError as error:
        raise Refused(say("Its content is not in the store any more.")) from error
    except NotWritable as error:
        raise Refused(say("Its marking cannot be written as the standard asks. Take the label beside it.")) from error
    except Unreadable as error:
        raise Refused(
            say("Its marking cannot be put into this file: {why}. Take the label beside it.", why=error.args[0])
        ) from error
    event = PaperHandedOut(
        reference=it.reference, name=paper.name, digest=paper.digest, copy=sha256(copy).hexdigest(), by=actor.post
    )
    announce(event, actor=actor, at=at, about=[thing(it)], marking_id=paper.marking_id)
    return Copy(paper, copy)
