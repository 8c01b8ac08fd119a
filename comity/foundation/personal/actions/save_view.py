"""Keep a page with what it was narrowed to."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import say

from ..models import SavedView
from ..rules.views import VIEWS_AT_MOST, View, faults


@attempt
def save_view(view: View, *, actor: Actor, at: datetime, key: UUID) -> SavedView:
    """One's own; shared, it is seen by whoever acts for the same institution. Saved again under the same name, it
    replaces the earlier one.

    Raises Refused without a name, for an address outside the house, when there are too many, or when it is to be
    shared by somebody who acts for no institution.
    """
    if wrong := faults(view):
        raise Refused(say("This view cannot be kept."), fields=wrong)
    if view.shared and actor.institution_id is None:
        raise Refused(say("A view is shared with the institution of the post you act from; you act from none."))
    own = SavedView.objects.filter(person_id=actor.who, dropped_at__isnull=True)
    row = own.filter(name__iexact=view.name.strip()).first() or SavedView(pk=key, person_id=actor.who)
    if row._state.adding and own.count() >= VIEWS_AT_MOST:
        raise Refused(say("You keep {most} views already; throw one away first.", most=VIEWS_AT_MOST))
    row.name, row.path, row.query = view.name.strip(), view.path, view.query
    row.institution_id = actor.institution_id if view.shared else None
    row.saved_at = at
    row.save()
    return row
