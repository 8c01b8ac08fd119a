"""The tags of calendar, timeline and map: a state's tone, icon and words, and the bar of a calendar.

A month has a hundred bars: each is put together here, since a template for each would cost more than all the rest.
"""

from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from comity.foundation.words.rules.said import in_words
from comity.web.status_words import shown

from .house import icon

register = template.Library()


@register.simple_tag
def tone(code: str) -> str:
    return shown(code).tone


@register.simple_tag
def state_words(code: str) -> str:
    return str(in_words(shown(code).words))


@register.simple_tag
def day_more(one: dict[str, Any]) -> SafeString:
    """Under a day of a calendar: how many more lie on it than are drawn, as a way to all of them."""
    return format_html(
        '<a href="?day={}">{}<span class="visually-hidden"> {}</span></a>',
        one["day"].isoformat(),
        gettext("+%(count)s more") % {"count": one["left_out"]},
        date_format(one["day"], "j F"),
    )


@register.simple_tag
def day_bar(cell: dict[str, Any]) -> SafeString:
    """A cell of a calendar's lane that holds a bar: icon, outline and words say how it stands."""
    line, bar, look = cell["line"], cell["bar"], shown(cell["line"]["state"])
    return format_html(
        '<td colspan="{}"><a class="day-bar {}{}{}" href="{}" title="{}">{}<span dir="auto">{}</span>'
        '<span class="visually-hidden">, {}, {}</span></a></td>',
        bar.width,
        look.tone,
        SafeString(" begun") if bar.begun_before else "",
        SafeString(" on") if bar.goes_on else "",
        line["url"],
        line["title"],
        icon(look.icon),
        line["title"],
        in_words(look.words),
        line["when"],
    )
