"""What every attack starts from: a second post, a loan of power, and the check that it left only its refusal."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from comity.foundation.access.rules.verdict import NotAllowed
from comity.foundation.record.queries import entire_history, head
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.actions.delegate_mandate import delegate_mandate
from comity.mandate.institutions.models import Mandate
from comity.mandate.institutions.queries import actor_for, post_by_key
from comity.procedure.clearance.tests.builders import MONDAY


def refusals():
    """Every refusal on the record, oldest first."""
    return list(entire_history("a test", kind="access.refused", newest_first=False))


@contextmanager
def refused(match=None, *, by=None):
    """The attempt raises NotAllowed, is written down once under the name of who tried, and leaves nothing else."""
    size = head().size
    with pytest.raises(NotAllowed, match=match):
        yield
    last = refusals()[-1]
    assert (last.seq, head().size) == (size, size + 1), "one entry more, and that is the refusal"
    if by is not None:
        assert (last.person_id, last.post_id) == (by.person_id, by.post_id)


def also_holds(house, person, post_key, *, at=MONDAY):
    """This person, acting from a second post that somebody lawfully gave them beside its holder."""
    appoint_person(
        post_by_key(post_key),
        actor=house.as_("appointer"),
        at=at,
        person=house.people[person],
        starts=date(2026, 1, 1),
        acting=True,
    )
    return actor_for(house.people[person], at, post_by_key(post_key).pk)


def mandate_of(post_key, may, **narrow):
    return Mandate.objects.filter(post__key=post_key, may=may, **narrow).latest("framework__adopted_at", "pk")


def lent(house, from_post, may, to_post, *, at=MONDAY, **narrow):
    """The holder lends one power to another post for a month."""
    return delegate_mandate(
        mandate_of(from_post, may, **narrow),
        actor=house.as_(from_post),
        at=at,
        to_post=post_by_key(to_post),
        until=at + timedelta(days=30),
        reason="Away.",
    )
