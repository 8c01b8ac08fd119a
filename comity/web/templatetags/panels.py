"""The tag of `/design/` that draws a part of the house light, dark and mirrored on one page.

Three copies on a page would share their ids, their landmarks' names, and the elements of which a page has one. Each
copy is therefore given its own: nothing else is changed, and what is drawn is what the specimen's own text draws.
"""

import re
from itertools import count

from django import template
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from comity.web.design.chapters import Look, Specimen
from comity.web.design.samples import samples

register = template.Library()

_NAMING = re.compile(r'\s(id|for|list|aria-describedby|aria-controls|aria-labelledby|data-checklist)="([^"]*)"')
_PAINT = re.compile(r"url\(#([\w-]+)\)")
_ONE_A_PAGE = re.compile(r"(</?)(?:live-news|command-palette|house-keys|day-grid)\b")
_ACTING = re.compile(r'\s(?:autofocus|data-(?:key-act|bell|keep|keys|act|url|live[\w-]*)(?:="[^"]*")?)(?=[\s>])')
_LINK = re.compile(r'(<a\b[^>]*?\shref=")[^"]*"')
_FORM = re.compile(r"<form\b[^>]*>")
_LANDMARK = re.compile(r'(<(?:nav|form|section|aside|div)\b[^>]*?\saria-label="[^"]*)"')
_NAMED_SECTION = re.compile(r'(<section\b[^>]*?)\saria-labelledby="[^"]*"')
_BUTTON = re.compile(r'(<button\b[^>]*?)\sname="[^"]*"')
_SHOWN_BY_SCRIPT = re.compile(r'(<(?:div class="live"|button class="palette-open")[^>]*) hidden>')
_MENU = re.compile(r'<details class="menu')


@register.simple_tag
def drawn(specimen: Specimen, look: Look) -> SafeString:
    """The specimen in one look. Its links and forms lead back to it: nothing in a panel acts."""
    with translation.override(look.language):
        text = render_to_string(specimen.template, samples(look.language, look.direction))
    return SafeString(_its_own(text, specimen, look))


def _its_own(text: str, specimen: Specimen, look: Look) -> str:
    end = f"-{specimen.key}-{look.key}"
    text = _NAMED_SECTION.sub(r"\1", text)
    text = _NAMING.sub(lambda m: f' {m[1]}="{" ".join(name + end for name in m[2].split())}"', text)
    text = _PAINT.sub(lambda m: f"url(#{m[1]}{end})", text)
    text = _ONE_A_PAGE.sub(r"\1div", text)
    text = _SHOWN_BY_SCRIPT.sub(r"\1>", _ACTING.sub("", text))
    text = _LINK.sub(rf'\1#{specimen.key}"', text)
    text = _FORM.sub(_idle, text)
    text = _BUTTON.sub(r"\1", text)
    number = count(1)
    text = _LANDMARK.sub(lambda m: f'{m[1]}, {look.title.lower()}, {specimen.key} {next(number)}"', text)
    return _MENU.sub('<details open class="menu', text) if specimen.opened else text


def _idle(form: re.Match[str]) -> str:
    """A form that comes back to the page it stands on; nameless ones of several are no landmarks."""
    led = re.sub(r'\s(?:action|method)="[^"]*"', "", form[0])
    return led if "aria-label" in led else led.replace(' role="search"', "")
