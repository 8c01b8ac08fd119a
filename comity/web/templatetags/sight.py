"""The tag by which a page that is about to change a marking shows who comes to see the thing, or no longer does."""

from datetime import datetime
from typing import Any

from django import template

from comity.foundation.labels.rules.label import Label
from comity.web.sight.deciding import remarked
from comity.web.sight.pages import people_under

register = template.Library()


@register.inclusion_tag("web/parts/sight.html")
def sight_difference(post_id: int, marked: Label, would: Label, at: datetime) -> dict[str, Any]:
    """Of everybody under the framework of the post that leads it, when this label becomes that one."""
    gains, loses = remarked(marked, would, people_under(post_id, at), at)
    return {"gains": gains, "loses": loses, "nothing": not gains and not loses}
