"""Shows the register of releases, one release, asking, putting, agreeing for an originator; hands out packages."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, Refused, Verdict, deny
from comity.foundation.labels.queries import Marking, level_of, page_marking
from comity.foundation.record.queries import history
from comity.foundation.words.rules.said import in_words, nation, say
from comity.mandate.institutions.queries import framework_above
from comity.mandate.obligations.queries import obligations_about
from comity.procedure.clearance.queries import dossier_for_reader

from .actions.agree_as_originator import agree_as_originator
from .actions.ask_release import ask_release
from .actions.decline_release import decline_release
from .actions.export_register import export_register
from .actions.give_back_package import give_back_package
from .actions.hand_over_package import hand_over_package
from .actions.open_package import open_package
from .actions.put_release import Chosen, Condition, put_release
from .actions.recall_release import recall_release
from .actions.receive_package import receive_package
from .actions.refuse_as_originator import refuse_as_originator
from .actions.take_back_release import take_back_release
from .forms import (
    IN_OTHER_WORDS,
    LEFT_OUT,
    AskForm,
    CheckForm,
    ConditionForm,
    PartForm,
    PutForm,
    RegisterForm,
    WordsForm,
    named_state,
)
from .models import Release
from .permissions import (
    may_ask,
    may_decline,
    may_hand_over,
    may_open,
    may_put,
    may_recall,
    may_receive,
    may_take_back,
)
from .queries import (
    Original,
    at_home,
    checks,
    consent_for,
    consents_of,
    consents_waiting,
    framework_of,
    hidden,
    items_of,
    open_content,
    original,
    originators_needed,
    parts_for,
    parts_known,
    power_to_put,
    power_to_revoke,
    reads_all_of,
    recipient_words,
    recipients,
    release_by_key,
    release_for,
    releases,
    same_framework,
    state_called,
    state_of,
    terms_of,
    thing_of,
    together,
    why_closed,
)
from .rules.life import LIFE, Move, State
from .rules.standing import expired

PAGE = 100
CONDITIONS = 4
SANDBOX = {"sandbox": True}  # a package is never a page of this house


def _now() -> datetime:
    return timezone.now()


def _found(request: ActingRequest, reference: str) -> Release:
    """Raises Http404. What exists and is closed to this reader is written in the record, under its own marking."""
    if release := release_for(reference, request.actor.reader):
        return release
    if there := hidden(reference):
        refusal = NotAllowed(deny(say("its marking does not admit them")), say("open a release"), [there[0]], there[1])
        record_refusal(refusal, actor=request.actor, at=_now())
    raise Http404


def _chip(marking: Marking) -> dict[str, Any]:
    return {"text": marking.words, "level": level_of(marking.label)}


def _line(release: Release, at: datetime) -> dict[str, Any]:
    package = getattr(release, "package", None)
    return {
        "row": release,
        "state": release.state,
        "to": recipient_words(release),
        "marking": _chip(release.marking),
        "package": package,
        "expired": expired(release.state, release.until, at.date()),
    }


@require_safe
def register(request: ActingRequest) -> HttpResponse:
    """What was asked for, what left, what came back: everything that this reader may know of, ever."""
    at, actor = _now(), request.actor
    rows, form = _narrowed(request)
    found = list(rows[: PAGE + 1])
    waiting = consents_waiting(actor)
    own = framework_above(actor.post_id) if actor.post_id is not None else None
    context = {
        "at": at,
        "lines": [_line(row, at) for row in found[:PAGE]],
        "more": len(found) > PAGE,
        "form": form,
        "narrowed": any(form.data.get(name) for name in form.fields),
        "waiting": waiting,
        "at_home": at_home(actor, own),
        "page_marking": page_marking([*(row.marking for row in found[:PAGE]), *(row.marking for row in waiting)]),
    }
    return render(request, "release/register.html", context)


def _narrowed(request: ActingRequest) -> tuple[QuerySet[Release], RegisterForm]:
    form = RegisterForm(request.GET)
    rows = releases(request.actor.reader).order_by("-asked_at")
    if form.is_valid():
        said = form.cleaned_data
        if text := said["text"]:
            rows = rows.filter(Q(title__icontains=text) | Q(use__icontains=text) | Q(reference__icontains=text))
        if state := said["state"]:
            rows = rows.filter(state=state)
        if to := said["to"]:
            rows = rows.filter(Q(recipient__title__icontains=to) | Q(recipient__institution__name__icontains=to))
    return rows, form


@require_POST
def register_export(request: ActingRequest) -> HttpResponse:
    """The register as a file, with the marking that all of it has together in its first line."""
    rows, at = list(releases(request.actor.reader).order_by("asked_at")), _now()
    try:
        export_register(rows, actor=request.actor, at=at)
    except (NotAllowed, Refused) as refusal:
        messages.error(request, in_words(refusal.args[0]))
        return redirect("releases")
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow([page_marking([row.marking for row in rows])["text"]])
    write.writerow(
        [
            *(_("Reference"), _("Title"), _("Released to"), _("Use"), _("Stands"), _("Asked"), _("Handed over")),
            *(_("Received"), _("Valid until"), _("Recalled"), _("Given back"), _("Content"), _("Marking")),
        ]
    )
    for row in rows:
        package = getattr(row, "package", None)
        moments = ("made_at", "received_at", "recalled_at", "given_back_at")
        made, received, recalled, back = (_moment(getattr(package, name, None)) for name in moments)
        write.writerow(
            [
                _safe(cell)
                for cell in (
                    *(row.reference, row.title, recipient_words(row), row.use, named_state(row.state)),
                    *(_moment(row.asked_at), made, received, row.until or "", recalled, back),
                    *(package.digest if package else "", row.marking.words),
                )
            ]
        )
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="releases-{at:%Y-%m-%d}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _moment(when: datetime | None) -> str:
    return when.strftime("%Y-%m-%d %H:%M") if when else ""


def _safe(cell: object) -> str:
    """No cell begins like a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: ActingRequest) -> HttpResponse:
    """Ask for parts of a paper, whether or not one may read them."""
    kind, _colon, key = request.GET.get("of", "").partition(":")
    found = original(kind, key, request.actor.reader)
    if found is None:
        if kind or key:
            raise Http404
        return render(request, "release/ask_nothing.html", {"page_marking": page_marking([])})
    at, actor = _now(), request.actor
    laid = parts_for(found, actor.reader)
    home = at_home(actor, found.framework)
    posts = [post for post in recipients(found.framework) if home or post.pk == actor.post_id]
    lines = [(one.line, _named(one.number, one.words)) for one in laid.seen]
    initial = {"parts": request.GET.getlist("part"), "recipient": actor.post_id}
    posted = request.POST if request.method == "POST" else None
    form = AskForm(posted, posts=posts, lines=lines, initial=initial)
    status = 200
    if posted is not None and form.is_valid():
        said = form.cleaned_data
        try:
            release = ask_release(
                (kind, key),
                actor=actor,
                at=at,
                recipient_id=said["recipient"],
                title=said["title"],
                use=said["use"],
                lines=[UUID(line) for line in said["parts"]],
            )
        except (Refused, NotAllowed) as error:
            form.add_error(None, in_words(error.args[0]))
            status = _status(error)
        else:
            messages.success(request, _("%(reference)s is asked for.") % {"reference": release.reference})
            return redirect("release", reference=release.reference)
    elif posted is not None:
        status = 422
    verdict = may_ask(
        actor,
        readable=True,
        same_framework=same_framework(actor, found.framework),
        at_home=home,
        recipient_id=posts[0].pk if posts else 0,
        recipient_abroad=bool(posts),
    )
    context = {
        "found": found,
        "form": form,
        "may": verdict,
        "page_marking": page_marking([found.engagement.marking, found.marking, *laid.markings]),
    }
    return render(request, "release/ask.html", context, status=status)


def _named(number: int, words: str | None) -> str:
    if words is None:
        return _("Part %(number)s, withheld from you") % {"number": number}
    shown = words if len(words) < 120 else f"{words[:117]}…"
    return _("Part %(number)s: %(words)s") % {"number": number, "words": shown}


def _status(error: Refused | NotAllowed) -> int:
    return 403 if isinstance(error, NotAllowed) else 422


@require_safe
def by_key(request: ActingRequest, key: UUID) -> HttpResponse:
    """Other rooms link by key."""
    release = release_by_key(key, request.actor.reader)
    if release is None:
        raise Http404
    return redirect("release", reference=release.reference)


@require_safe
def show(request: ActingRequest, reference: str) -> HttpResponse:
    return _page_of(request, _found(request, reference))


def _state_in_words(code: str) -> str:
    return str(in_words(nation(code, state_called(code))))


def _page_of(
    request: ActingRequest, release: Release, refused: tuple[str, WordsForm] | None = None, status: int = 200
) -> HttpResponse:
    """One release: what was asked, what stands in it, who agreed, what was handed over, what became of it."""
    at, actor = _now(), request.actor
    reader = actor.reader
    package = getattr(release, "package", None)
    items, consents = items_of(release, reader), consents_of(release, reader)
    wanted, unseen = parts_known(release, reader)
    owed = list(obligations_about(thing_of(release), reader))
    entries: list[Any] = list(history(about=thing_of(release), reader=reader).select_related("marking")[:20])
    dossier = dossier_for_reader(release.dossier_id, reader) if release.dossier_id else None
    closed = why_closed(release, at.date()) if package else ""
    source = original(release.of_kind, release.of_key, reader)
    moves = _moves(release, request, at)
    opens = moves.pop("open")
    context = {
        "at": at,
        "release": release,
        "to": recipient_words(release),
        "source": source,
        "state": State(release.state),
        "marking": _chip(release.marking),
        "items": [{"row": row, "marking": _chip(row.marking)} for row in items],
        "unseen": unseen,
        "wanted": wanted,
        "terms": terms_of(release),
        "consents": [{"row": row, "whose": _state_in_words(row.originator)} for row in consents],
        "owed": [{"row": row, "ended": getattr(row, "discharge", None)} for row in owed],
        "dossier": dossier,
        "package": package,
        "package_marking": _chip(package.marking) if package else None,
        "closed": closed,
        "expired": expired(release.state, release.until, at.date()),
        "may_open": bool(package) and not closed and bool(opens),
        "moves": [_move(name, verdict, refused) for name, verdict in moves.items()],
        "entries": [
            {"at": row.at, "actor": row.actor, "sentence": row.told, "icon": "circle", "refused": row.refused}
            for row in entries
        ],
        "live_thing": thing_of(release),
        "page_marking": page_marking(
            [
                release.marking,
                *(row.marking for row in [*items, *consents, *owed, *entries]),
                *([package.marking] if package else []),
                *([dossier.marking] if dossier else []),
            ]
        ),
    }
    return render(request, "release/release.html", context, status=status)


def _moves(release: Release, request: ActingRequest, at: datetime) -> dict[str, Verdict]:
    """What its state knows, and whether this actor may; the page asks the permissions that the actions ask."""
    actor, framework = request.actor, framework_of(release)
    power, home = power_to_put(actor, framework, at), at_home(actor, framework)
    lead = release.lead_post.title if release.lead_post else ""
    received = may_receive(actor, recipient_id=release.recipient_id, recipient=release.recipient.title)
    answers: dict[Move, Callable[[], Verdict]] = {
        Move.PUT: lambda: may_put(actor, power=power, readable=True, at_home=home),
        Move.DECLINE: lambda: may_decline(actor, power=power, at_home=home),
        Move.TAKE_BACK: lambda: may_take_back(
            actor, asked_by_post_id=release.asked_by_post_id, asked_by=release.asked_by_post.title
        ),
        Move.HAND_OVER: lambda: may_hand_over(actor, lead_post_id=release.lead_post_id, lead=lead, power=power),
        Move.RECEIVE: lambda: received,
        Move.RECALL: lambda: may_recall(
            actor,
            lead_post_id=release.lead_post_id,
            revoke=power_to_revoke(actor, release, at),
            state=state_of(actor),
            originators=originators_needed(release),
        ),
        Move.GIVE_BACK: lambda: received,
    }
    found = {move.value: ask_them() for move, ask_them in answers.items() if (State(release.state), move) in LIFE}
    found = {name: verdict for name, verdict in found.items() if verdict}
    recipient = release.recipient.title
    reads_all = reads_all_of(release, actor.reader)
    opening: dict[str, Any] = {
        "recipient_id": release.recipient_id,
        "recipient": recipient,
        "at_home": home,
        "reads_all": reads_all,
    }
    found["open"] = may_open(actor, **opening)
    return found


def _asks(name: str) -> tuple[Any, bool]:
    """What the words of a move tell, and whether a day goes with them."""
    return {
        "decline": (_("Why it is declined"), False),
        "take_back": (_("Why it is taken back"), False),
        "hand_over": (_("A condition that the decision added"), True),
        "recall": (_("Why it is recalled"), True),
        "give_back": (_("What became of every copy"), False),
    }.get(name, ("", False))


def _move(name: str, verdict: Verdict, refused: tuple[str, WordsForm] | None) -> dict[str, Any]:
    asks, dated = _asks(name)
    form = WordsForm(asks=asks, dated=dated, auto_id=f"{name}_%s") if asks else None
    if form is not None and name == "hand_over":
        form.fields["words"].required = False
    if refused is not None and refused[0] == name:
        form = refused[1]
    return {"name": name, "form": form, "may": verdict, "url": ""}


@require_POST
def move(request: ActingRequest, reference: str, name: str) -> HttpResponse:
    """Do one of the moves that need no page of their own."""
    release, at = _found(request, reference), _now()
    asks, dated = _asks(name)
    form = WordsForm(request.POST, asks=asks, dated=dated, auto_id=f"{name}_%s")
    if not asks or name == "hand_over":
        form.fields["words"].required = False
    if not form.is_valid():
        return _page_of(request, release, (name, form), 422)
    words, due = form.cleaned_data["words"], form.cleaned_data.get("due")
    try:
        done = _do(release, name, request, at, words=words, due=due)
    except (Refused, NotAllowed) as error:
        form.add_error(None, in_words(error.args[0]))
        if not asks:
            messages.error(request, in_words(error.args[0]))
        return _page_of(request, release, (name, form), _status(error))
    messages.success(request, done)
    return redirect("release", reference=release.reference)


def _do(release: Release, name: str, request: ActingRequest, at: datetime, *, words: str, due: Any) -> str:
    key, actor = release.pk, request.actor
    said = {"reference": release.reference}
    if name == "decline":
        decline_release(key, actor=actor, at=at, why=words)
        return _("%(reference)s is declined, and whoever asked reads why.") % said
    if name == "take_back":
        take_back_release(key, actor=actor, at=at, why=words)
        return _("%(reference)s is taken back.") % said
    if name == "hand_over":
        hand_over_package(key, actor=actor, at=at, added=[Condition(words, due)] if words.strip() else [])
        return _("The package of %(reference)s is handed over.") % said
    if name == "receive":
        receive_package(key, actor=actor, at=at)
        return _("You have taken receipt of %(reference)s.") % said
    if name == "recall":
        recall_release(key, actor=actor, at=at, why=words, due=due)
        return _("%(reference)s is recalled: nobody opens it any more.") % said
    if name == "give_back":
        give_back_package(key, actor=actor, at=at, words=words)
        return _("What you said is on the record of %(reference)s.") % said
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def put(request: ActingRequest, reference: str) -> HttpResponse:
    """Choose the words that leave, the conditions, the last day; answer the disclosure checks; put it to clearance."""
    release, at, actor = _found(request, reference), _now(), request.actor
    found = original(release.of_kind, release.of_key, actor.reader)
    if found is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    forms = _forms_to_put(release, found, posted, request)
    whole: PutForm = forms["whole"]
    status, framework = 200, framework_of(release)
    if posted is not None:
        status = 422
        if all(form.is_valid() for form in forms["all"]):
            try:
                put_release(release.pk, actor=actor, at=at, **_put(forms))
            except (Refused, NotAllowed) as error:
                whole.add_error(None, in_words(error.args[0]))
                for name, why in getattr(error, "fields", {}).items():
                    for form in forms["checks"]:
                        if name == f"check-{form.check_asked.key}":
                            form.add_error("answer", in_words(why))
                status = _status(error)
            else:
                messages.success(request, _("%(reference)s is in clearance.") % {"reference": release.reference})
                return redirect("release", reference=release.reference)
    shown = [row["part"].marking for row in forms["parts"]]
    whole_of_it = together(release, [marking.label for marking in shown], at)
    before = [_line(row, at) for row in _before(release, request)]
    context = {
        "release": release,
        "to": recipient_words(release),
        "source": found,
        "forms": forms,
        "may": may_put(
            actor, power=power_to_put(actor, framework, at), readable=True, at_home=at_home(actor, framework)
        ),
        "before": before,
        "together": whole_of_it if whole_of_it and whole_of_it.because else None,
        "page_marking": page_marking(
            [
                release.marking,
                found.engagement.marking,
                found.marking,
                *shown,
                *(row["row"].marking for row in before),
            ]
        ),
    }
    return render(request, "release/put.html", context, status=status)


def _before(release: Release, request: ActingRequest) -> list[Release]:
    """What this recipient was given before: together it may say more than each alone."""
    rows = releases(request.actor.reader).filter(recipient_id=release.recipient_id, package__isnull=False)
    return list(rows.exclude(pk=release.pk).order_by("-asked_at")[:10])


def _forms_to_put(release: Release, found: Original, posted: Any, request: ActingRequest) -> dict[str, Any]:
    laid = parts_for(found, request.actor.reader)
    wanted = {str(row.line) for row in release.wanted.all()}
    markings = {marking.pk: marking for marking in laid.markings}
    parts = []
    for one in laid.seen:
        part = laid.parts.get(one.line) if one.words is not None else None
        if part is None or one.line not in wanted:
            continue
        form = PartForm(posted, prefix=f"part-{one.line}", auto_id=f"id_{one.number}_%s")
        parts.append({"seen": one, "form": form, "marking": _chip(markings[one.marking_id]), "part": part})
    conditions = [ConditionForm(posted, prefix=f"condition-{n}") for n in range(CONDITIONS)]
    asked = [CheckForm(posted, prefix=f"check-{one.key}", check=one) for one in checks()]
    whole = PutForm(posted)
    return {
        "laid": laid,
        "parts": parts,
        "missing": sum(one.words is None and one.line in wanted for one in laid.seen),
        "conditions": conditions,
        "checks": asked,
        "whole": whole,
        "all": [*(row["form"] for row in parts), *conditions, *asked, whole],
    }


def _put(forms: dict[str, Any]) -> dict[str, Any]:
    """What was said in the forms, as the action takes it."""
    chosen = []
    for row in forms["parts"]:
        said = row["form"].cleaned_data
        if said["how"] != LEFT_OUT:
            words = said["words"] if said["how"] == IN_OTHER_WORDS else ""
            chosen.append(Chosen(UUID(row["seen"].line), words))
    said = forms["whole"].cleaned_data
    return {
        "parts": chosen,
        "conditions": [
            Condition(form.cleaned_data["words"], form.cleaned_data["due"])
            for form in forms["conditions"]
            if form.cleaned_data["words"].strip()
        ],
        "until": said["until"],
        "technology": said["technology"],
        "answers": {
            form.check_asked.key: (form.cleaned_data["answer"], form.cleaned_data["words"]) for form in forms["checks"]
        },
    }


@csp_update(SANDBOX)  # type: ignore[arg-type]  # its types know only Django's own request
@require_POST
def package(request: ActingRequest, reference: str) -> HttpResponse | FileResponse:
    """The package as a download; opening it is an act."""
    release = _found(request, reference)
    try:
        found = open_package(release.pk, actor=request.actor, at=_now())
        file = open_content(found)
    except (Refused, NotAllowed) as error:
        messages.error(request, in_words(error.args[0]))
        return redirect("release", reference=release.reference)
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(file, as_attachment=True, filename=f"{release.reference}.zip", content_type="application/zip")
    answer["Content-Length"] = str(found.size)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: ActingRequest, key: UUID) -> HttpResponse:
    """What another originator is asked: whether its own words may go to this recipient, for this use."""
    found = consent_for(key, request.actor.reader)
    if found is None:
        raise Http404
    form = WordsForm(request.POST if request.method == "POST" else None, asks=_("On what terms, or why not"))
    status = 200
    if request.method == "POST":
        act = {"agree": agree_as_originator, "refuse": refuse_as_originator}.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        status = 422
        if form.is_valid():
            try:
                act(found.pk, actor=request.actor, at=_now(), words=form.cleaned_data["words"])
            except (Refused, NotAllowed) as error:
                form.add_error(None, in_words(error.args[0]))
                status = _status(error)
            else:
                messages.success(request, _("Your answer is on the record."))
                return redirect(reverse("release-consent", args=[found.pk]))
    mine = state_of(request.actor) == found.originator
    context = {
        "found": found,
        "whose": _state_in_words(found.originator),
        "form": form,
        "mine": mine,
        "marking": _chip(found.marking),
        "page_marking": page_marking([found.marking]),
    }
    return render(request, "release/consent.html", context, status=status)
