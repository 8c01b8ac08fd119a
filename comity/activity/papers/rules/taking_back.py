"""How long one may take back what one said."""

from datetime import datetime, timedelta

from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say

WITHIN = timedelta(minutes=15)


def may_take_back(*, person_id: int | None, by_id: int, said_at: datetime, at: datetime, answered: bool) -> Verdict:
    """One's own remark, for a quarter of an hour, as long as nobody has spoken after it."""
    if person_id is None or person_id != by_id:
        return deny(say("only who said it can take it back"))
    if at - said_at > WITHIN:
        return deny(say("it was said more than a quarter of an hour ago: say in another remark what has changed"))
    if answered:
        return deny(say("somebody has spoken after it: say in another remark what has changed"))
    return allow(say("the author, at once"))
