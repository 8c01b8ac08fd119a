"""The tags by which a page that is about to change who may do what shows who gains or loses what by it.

They hang here and not in the rooms whose pages show them: routes and proofs lie above who holds which post.
"""

from datetime import datetime
from typing import Any

from django import template

from comity.mandate.institutions.queries import Framework
from comity.mandate.institutions.rules.rights import Change
from comity.web.authority.rights import preview, preview_of_version

register = template.Library()


@register.inclusion_tag("web/parts/rights.html")
def rights_difference(framework: Framework, at: datetime, change: Change) -> dict[str, Any]:
    """Of an appointment, a loan or a cover, or the end of one."""
    return {"preview": preview(framework, at, change)}


@register.inclusion_tag("web/parts/rights.html")
def rights_of_version(framework: Framework, at: datetime, text: str) -> dict[str, Any]:
    """Of a version of this framework that would come into force."""
    return {"preview": preview_of_version(framework, at, text)}
