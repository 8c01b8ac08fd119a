"""The tags every page is built from; `frontend/README.md` shows each of them, `/design/` draws them.

They are built in (settings), so no page loads them. Times are given by the view: no tag reads a clock.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst as in_capital
from django.utils.translation import get_language, gettext, ngettext

from comity.foundation.words.rules.said import in_words, say
from comity.web.clearance_track import holding, nothing_asked, shown_stages
from comity.web.clock_words import Told, days_in_words, kept, left, named, patterns, span
from comity.web.nations import name_of
from comity.web.status_words import shown

register = template.Library()
When = datetime | date

URGENCY_ICONS = {
    "ahead": "clock",
    "soon": "hourglass",
    "late": "alarm-clock",
    "met": "circle-check",
    "missed": "alarm-clock",
    "paused": "circle-pause",
    "none": "clock",
}
CALLOUT_ICONS = {"info": "info", "ok": "circle-check", "warning": "triangle-alert", "danger": "octagon-alert"}
MARKING_LEVELS = range(5)


# --- small marks ---


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Without a label it is decoration, and silent to a screen reader."""
    if not label:
        return _silent_icon(name)
    return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, _sprite(), name)


@register.simple_tag
def marking(text: str, level: int = 0) -> SafeString:
    """A chip with a marking line; the level (0 lowest to 4) sets its colour and the filled bars."""
    return _chip(str(text), level, gettext("Marking:"))


@lru_cache(maxsize=2000)
def _chip(text: str, level: int, marking_word: str) -> SafeString:
    return format_html(
        '<span class="marking level-{}">{}<span class="visually-hidden">{} </span>{}</span>',
        _level(level),
        _bars(_level(level)),
        marking_word,
        text,
    )


@register.simple_tag
def marking_banner(text: str = "", level: int | None = None, foot: bool = False) -> SafeString:
    """The line across the page. No marking given is said aloud: a page that forgets must not look safe."""
    if not text:
        text, level = gettext("Marking not stated: handle as your highest"), 4
    shown_level = _level(level)
    if foot:
        return format_html('<div class="marking-banner foot level-{}" aria-hidden="true">{}</div>', shown_level, text)
    return format_html(
        '<div class="marking-banner level-{}" role="region" aria-label="{}">{}<span>{}</span></div>',
        shown_level,
        gettext("Marking of this page"),
        _bars(shown_level),
        text,
    )


@register.simple_tag
def status(code: str, words: str = "") -> SafeString:
    """A badge for a state: icon, outline and words, so that colour is never the only sign."""
    look = shown(code)
    return _badge(look.tone, look.icon, str(in_words(words or look.words)))


@register.simple_tag
def filter_control(bound: BoundField) -> SafeString:
    """The control of a filter. A list of choices is written straight out: Django draws a template per choice,
    which costs more than the rows it filters."""
    widget = bound.field.widget
    if type(widget) is not Select:
        return bound.as_widget()
    chosen = str(bound.value() or "")
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if str(value) == chosen else "", words) for value, words in widget.choices),
    )
    return format_html('<select name="{}" id="{}">{}</select>', bound.html_name, bound.id_for_label, options)


@register.simple_tag
def avatar(name: str) -> SafeString:
    """The initials of a person or a post in a disc; decoration beside the written name."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha() and word[:1].isupper()]
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)) or "–"
    return format_html('<span class="avatar" aria-hidden="true">{}</span>', initials)


@register.simple_tag
def holder(person: str, post: str, institution: str = "") -> SafeString:
    """A person at a post. Nobody in the post is said in words."""
    disc = avatar(person) if person else _silent_icon("user-x")
    place = format_html(' <span class="muted">{}</span>', institution) if institution else ""
    return format_html(
        '<span class="holder">{}<span class="holder-words"><strong>{}</strong>{}'
        '<span class="holder-person">{}</span></span></span>',
        disc,
        post,
        place,
        person or gettext("vacant"),
    )


@register.filter
def undo(tags: str) -> dict[str, str] | None:
    """What takes an act back, when the message that tells of it was given the tags ``undo ACT URL``."""
    words = (tags or "").split()
    return {"act": words[1], "url": words[2]} if len(words) == 3 and words[0] == "undo" else None


@register.filter(name="capfirst", is_safe=True)
def capfirst(words: object) -> str:
    """As Django's, but in the reader's language: a saying given to that one would turn English."""
    return in_capital(str(in_words(words)))


@register.filter
def figure(value: Any) -> str:
    """A figure with its thousands told apart, as the reader's language does."""
    return "" if value is None or value == "" else number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def state_name(state: Any) -> str:
    """What the reader's language calls a state."""
    return name_of(state.code, state.name)


# --- times ---


@register.simple_tag
def clock_words() -> SafeString:
    """What the browser needs to keep clocks true in the page's language; invisible. Once on each page."""
    return _clock_words(get_language() or "")


@cache
def _clock_words(_language: str) -> SafeString:
    attributes = format_html_join("", ' data-{}="{}"', patterns(gettext, ngettext).items())
    return format_html('<template id="clock-words"{}></template>', attributes)


@register.simple_tag
def moment(when: When | None) -> SafeString:
    """The exact time in the reader's zone, or the day when only a day is known."""
    if not when:
        return format_html('<span class="muted">{}</span>', gettext("not known"))
    return format_html('<time datetime="{}" class="nowrap">{}</time>', when.isoformat(), _exact(when))


@register.simple_tag
def since(when: When | None, at: datetime) -> SafeString:
    """How long something has lasted, and from when."""
    if not when:
        return SafeString("")
    day: date = timezone.localtime(when) if isinstance(when, datetime) else when
    length = span(at - when) if isinstance(when, datetime) else days_in_words((at.date() - when).days)
    return format_html(
        '<relative-clock class="since" data-kind="since"{}><time datetime="{}" title="{}">'
        '<span class="clock-words">{}</span></time> <span class="muted nowrap">{}</span>'
        "</relative-clock>",
        _live(when, at),
        when.isoformat(),
        _exact(when),
        length,
        gettext("since {day}").format(day=date_format(day, "SHORT_DATE_FORMAT")),
    )


@register.simple_tag
def clock(
    due: When | None,
    at: datetime | None = None,
    *,
    met: When | None = None,
    paused: bool = False,
    words: str = "",
    dated: bool = False,
    large: bool = False,
) -> SafeString:
    """A deadline in words, with the exact time in `<time>`.

    `met` is when it was answered, `paused` a clock that stands still, `words` what is due ("answer"), `dated`
    prints the exact time as well. A moving clock needs `at`; ValueError without it.
    """
    if not due:
        return format_html('<span class="clock none">{}</span>', gettext("no deadline"))
    told = _told(due, at, met, paused)
    moving = not (met or paused) and isinstance(due, datetime) and at is not None
    exact = _exact(due)
    return format_html(
        '<{tag} class="clock {urgency}{large}"{live}>{icon}<time datetime="{iso}" title="{exact}">'
        '<span class="clock-words">{words}</span></time>{after}</{tag}>',
        tag="relative-clock" if moving else "span",
        urgency=told.urgency,
        large=" large" if large else "",
        live=_live(due, at, str(in_words(words))) if moving and at else "",
        icon=_silent_icon(URGENCY_ICONS[told.urgency]),
        iso=due.isoformat(),
        exact=exact,
        words=named(words, told.words),
        after=_exact_after(gettext("due {time}").format(time=exact) if met or paused else exact, dated),
    )


# --- larger pieces ---


@register.simple_tag
def track(stages: Iterable[Mapping[str, Any]], at: datetime, *, title: str = "", compact: bool = False) -> SafeString:
    """The clearance track: who holds it and since when, the line of stages, and every step with its clock."""
    shown_ones = shown_stages(stages)
    page = "components/track_line.html" if compact else "components/track.html"
    held = holding(shown_ones)
    posts = [format_html("{}" if compact else "<span>{}</span>", step["post"]) for step in held.steps]
    facts = {"stages": shown_ones, "holding": held, "ahead": nothing_asked(shown_ones), "posts": _row(posts, compact)}
    facts |= {"at": at, "title": title or gettext("Clearance")}
    return render_to_string(page, facts)


@register.simple_tag
def field(bound: BoundField, why: str = "", unit: str = "", wide: bool = False, mark: str | None = None) -> SafeString:
    """A whole form field: label, hint, control with its unit, why it is asked, and what is wrong with it.

    `mark` is the small word beside the label; without it, a field that may be left empty says "optional".
    """
    ids = {"hint": f"{bound.auto_id}_hint", "why": f"{bound.auto_id}_why", "unit": f"{bound.auto_id}_unit"}
    parts = {"hint": bound.help_text, "why": why, "unit": unit}
    told = [ids[part] for part, words in parts.items() if words]
    told += [f"{bound.auto_id}_error"] if bound.errors else []
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(told)} if told and not bound.use_fieldset else {}
    if mark is None:
        mark = "" if bound.field.required else gettext("optional")
    facts = {
        "field": bound,
        "control": bound.as_widget(attrs=attributes),
        "ticked": isinstance(bound.field.widget, CheckboxInput),
        "described": " ".join(told),
        "ids": ids,
        "why": why,
        "unit": unit,
        "wide": wide,
        "mark": mark,
    }
    return render_to_string("components/field.html", facts)


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: object) -> str:
    """The present query string with keys replaced; None takes a key out."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value is not None:
            query[key] = str(value)
    return f"?{query.urlencode()}"


# --- frames around written content ---


@register.simple_block_tag
def card(
    content: str, title: str = "", *, icon: str = "", id: str = "", note: str = "", flush: bool = False
) -> SafeString:
    """A titled part of a page; `flush` leaves out the padding, for a table."""
    facts = {"content": content, "title": title, "icon": icon, "id": id, "note": note, "flush": flush}
    return render_to_string("components/card.html", facts)


@register.simple_block_tag
def callout(content: str, kind: str = "info", title: str = "") -> SafeString:
    """Something to notice; `kind` is info, ok, warning or danger."""
    facts = {"content": content, "kind": kind, "title": title, "icon": CALLOUT_ICONS[kind]}
    return render_to_string("components/callout.html", facts)


@register.simple_block_tag
def empty_state(content: str, icon: str, title: str) -> SafeString:
    """Nothing here yet: why, and what to do next."""
    return render_to_string("components/empty_state.html", {"content": content, "icon": icon, "title": title})


@register.simple_block_tag
def fieldset(content: str, legend: str, why: str = "", id: str = "") -> SafeString:
    """A part of a form, with the reason it is asked for."""
    facts = {"content": content, "legend": legend, "why": why, "id": id}
    return render_to_string("components/fieldset.html", facts)


@register.simple_block_tag
def confirm(content: str, question: str, tone: str = "danger", icon: str = "triangle-alert") -> SafeString:
    """A question before a weighty act: what will happen, then the form that does it."""
    facts = {"content": content, "question": question, "tone": tone, "icon": icon}
    return render_to_string("components/confirm.html", facts)


# --- parts of the above ---


@cache
def _sprite() -> str:
    return static("vendor/icons.svg")


@cache
def _silent_icon(name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', _sprite(), name)


@lru_cache(maxsize=500)
def _badge(tone: str, sign: str, words: str) -> SafeString:
    return format_html('<span class="status {}">{}{}</span>', tone, _silent_icon(sign), words)


def _row(parts: list[SafeString], short: bool) -> SafeString:
    """Several names as one list; the short one has no "and" before the last."""
    row = parts[0] if parts else SafeString("")
    for part in parts[1:]:
        last = part is parts[-1] and not short
        row = format_html(gettext("{first} and {last}") if last else gettext("{first}, {last}"), first=row, last=part)
    return row


@cache
def _bars(level: int) -> SafeString:
    """Four bars, as many filled as the level is high: the colour said a second time, without colour."""
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="3.5" height="{}" class="{}"/>',
        ((5 * place, 9 - 3 * place, 3 + 3 * place, "on" if place < level else "off") for place in range(4)),
    )
    return format_html('<svg class="bars" viewBox="0 0 19 12" aria-hidden="true">{}</svg>', bars)


def _level(level: object) -> int:
    """An unknown level is shown as the highest: the safe mistake."""
    return level if isinstance(level, int) and level in MARKING_LEVELS else MARKING_LEVELS[-1]


def _exact_after(words: str, dated: bool) -> SafeString:
    """The exact time is always there for a screen reader and on paper."""
    return format_html('<span class="clock-exact{}">{}</span>', "" if dated else " visually-hidden", words)


def _told(due: When, at: datetime | None, met: When | None, paused: bool) -> Told:
    if met:
        return kept(due, met)
    if paused:
        return Told(say("clock stopped"), "paused")
    if at is None:
        raise ValueError("a clock that runs needs the time of the page: {% clock due at %}")
    return left(due, timezone.localtime(at))


def _live(when: When, at: datetime, words: str = "") -> SafeString:
    return format_html(' data-when="{}" data-at="{}" data-prefix="{}"', when.isoformat(), at.isoformat(), words)


def _exact(when: When) -> str:
    if not isinstance(when, datetime):
        return date_format(when, "SHORT_DATE_FORMAT")
    local = timezone.localtime(when)
    return f"{date_format(local, 'SHORT_DATETIME_FORMAT')} {local.tzname()}"
