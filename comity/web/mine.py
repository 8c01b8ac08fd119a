"""What a person sets for themselves: language, zone and theme; pins; saved views. And why they see what they see."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.labels.queries import page_marking
from comity.foundation.personal.actions.choose_preferences import choose_preferences
from comity.foundation.personal.actions.drop_view import drop_view
from comity.foundation.personal.actions.move_pin import move_pin
from comity.foundation.personal.actions.pin_thing import pin_thing
from comity.foundation.personal.actions.restore_view import restore_view
from comity.foundation.personal.actions.save_view import save_view
from comity.foundation.personal.actions.unpin_thing import unpin_thing
from comity.foundation.personal.queries import choices_of, dropped_views, own_view, pins_of, views_for, zones
from comity.foundation.personal.rules.choices import Choices
from comity.foundation.personal.rules.views import NAME_AT_MOST, View
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import in_words

from .helping import clearances
from .palette import here_of
from .things import KINDS, Seeing, named

YEAR = 365 * 24 * 3600  # seconds
LANGUAGES = [code for code, _name in settings.LANGUAGES]


class SettingsForm(forms.Form):
    """How the house speaks and looks to one person."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the browser asks")), *settings.LANGUAGES]
    )
    zone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("Times are shown in it. Deadlines are kept in UTC.")
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        required=False,
        choices=[("", _("As the system has it")), ("light", _("Light")), ("dark", _("Dark"))],
    )
    letters = forms.BooleanField(
        label=_("Single keys act"),
        required=False,
        help_text=_(
            "Such as / for the search box. Switch it off when you speak to your computer or press keys by accident."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["zone"].choices = [("", "UTC"), *((name, name.replace("_", " ")) for name in zones()[1:])]  # type: ignore[attr-defined]

    def choices(self) -> Choices:
        told = self.cleaned_data
        return Choices(told["language"], told["zone"], told["theme"], told["letters"])


class ViewForm(forms.Form):
    """A name for a view, and who is to see it."""

    name = forms.CharField(label=_("Name"), max_length=NAME_AT_MOST)
    shared = forms.BooleanField(
        label=_("Share it with everybody who acts for your institution"),
        required=False,
        help_text=_(
            "They read the name and what it is narrowed to: write nothing marked in either. "
            "What it shows is filtered for each of them."
        ),
    )
    page = forms.CharField(widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: ActingRequest) -> HttpResponse:
    """Settings, posts, clearances in words, pins and views."""
    actor, at = request.actor, timezone.now()
    chosen = choices_of(actor.person_id)
    form = SettingsForm(
        request.POST or None, initial={name: getattr(chosen, name) for name in SettingsForm.base_fields}
    )
    if request.method == "POST" and form.is_valid():
        choices = form.choices()
        choose_preferences(choices, actor=actor, at=at, languages=LANGUAGES)
        with translation.override(choices.language or translation.get_language()):
            messages.success(request, gettext("Your settings are kept."))
        return remembered(redirect("me"), choices)
    seeing = Seeing(actor, at)
    own = list(views_for(actor.person_id, actor.institution_id))
    pins = named((Thing(row.kind, row.key) for row in pins_of(actor.person_id)), seeing)
    context = {
        "form": form,
        "person": request.user,
        "held": request.held,
        "reader": actor.reader,
        "policies": clearances(actor.reader),
        "pins": [(pin, KINDS[pin.kind].words) for pin in pins],
        "views": [row for row in own if row.person_id == actor.person_id],
        "shared": [row for row in own if row.person_id != actor.person_id],
        "dropped": dropped_views(actor.person_id),
        "page_marking": page_marking([pin.marking for pin in pins if pin.marking]),
    }
    return render(request, "web/me.html", context)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak this language from now on, on the same page. Signed in, it is kept for every browser of this person."""
    chosen = request.POST.get("language", "")
    onward = redirect(onward_to(request.POST.get("next", ""), request))
    if chosen not in LANGUAGES:
        messages.error(request, gettext("The house does not speak that language."))
        return onward
    if hasattr(request, "actor"):
        before = choices_of(request.actor.person_id)
        after = Choices(chosen, before.zone, before.theme, before.letters)
        choose_preferences(after, actor=request.actor, at=timezone.now(), languages=LANGUAGES)
    return with_cookie(onward, settings.LANGUAGE_COOKIE_NAME, chosen)


@require_POST
def pins(request: ActingRequest) -> HttpResponse:
    """Pin a thing, take its pin away, or move it up. What is taken away can be put back by the message that says so."""
    asked = {**request.GET.dict(), **request.POST.dict()}
    thing = _thing(asked.get("kind", ""), asked.get("key", ""))
    acts = {"add": pin_thing, "remove": unpin_thing, "up": move_pin}
    done = asked.get("do") or asked.get("act", "")
    act = acts.get(done)
    if thing is None or act is None:
        raise BadRequest("that cannot be pinned")
    try:
        act(thing, actor=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        if done == "remove":
            back = urlencode({"kind": thing.kind, "key": thing.key, "next": asked.get("next", "")})
            messages.success(request, gettext("The pin is off."), extra_tags=f"undo add {request.path}?{back}")
    return redirect(onward_to(asked.get("next", ""), request))


@require_http_methods(["GET", "HEAD", "POST"])
def view_new(request: ActingRequest) -> HttpResponse:
    """Give the view one comes from a name."""
    form = ViewForm(request.POST or None, initial={"page": request.GET.get("page", "")})
    here = here_of(str(form["page"].value() or ""))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        view = View(told["name"], here.path, here.query, told["shared"])
        try:
            save_view(view, actor=request.actor, at=timezone.now(), key=uuid4())
        except Refused as refusal:
            form.add_error(None, in_words(refusal.message))
            for field, words in refusal.fields.items():
                form.add_error(field if field in form.fields else None, in_words(words))
        else:
            messages.success(request, gettext("The view is kept; it stands in the menu at the side."))
            return redirect(here.full)
    context = {"form": form, "here": here, "page_marking": page_marking([])}
    return render(request, "web/view_new.html", context, status=400 if form.errors else 200)


@require_POST
def view_drop(request: ActingRequest, key: UUID) -> HttpResponse:
    """Throw one's own view away; the page it leads to offers to bring it back."""
    own = own_view(key, request.actor.who)
    drop_view(key, actor=request.actor, at=timezone.now())
    if own is not None:
        told = gettext("“%(name)s” was thrown away.") % {"name": own.name}
        messages.success(request, told, extra_tags=f"undo restore {reverse('view-restore', args=[key])}")
    return redirect("/me/#views")


@require_POST
def view_restore(request: ActingRequest, key: UUID) -> HttpResponse:
    restored = restore_view(key, actor=request.actor, at=timezone.now())
    if restored is not None:
        messages.success(request, gettext("“%(name)s” is back.") % {"name": restored.name})
    return redirect("/me/#views")


def onward_to(wanted: str, request: HttpRequest) -> str:
    """Where to go next: only to a page of this house, by its path."""
    hosts, secure = {request.get_host()}, request.is_secure()
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=secure)
    return wanted if safe else "/"


def remembered(answer: HttpResponse, choices: Choices) -> HttpResponse:
    """The same choices in this browser's cookies, which the page for signing in reads too."""
    for name, value in ((settings.LANGUAGE_COOKIE_NAME, choices.language), ("theme", choices.theme)):
        if value:
            with_cookie(answer, name, value)
        else:
            answer.delete_cookie(name, samesite="Lax")
    return answer


def with_cookie(answer: HttpResponse, name: str, value: str) -> HttpResponse:
    answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SECURE_COOKIES)
    return answer


def _thing(kind: str, key: str) -> Thing | None:
    if kind not in KINDS or not key or not key.isprintable():
        return None
    try:
        return Thing(kind, key)
    except ValueError:
        return None
