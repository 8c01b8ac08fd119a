"""Shows what lies beside an engagement and what was said about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.activity.engagements.queries import Engagement, engagement_by_reference, hidden
from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, Refused, deny
from comity.foundation.labels.queries import level_of, page_marking, readable
from comity.foundation.words.rules.said import in_words, say

from .actions.attach_paper import attach_paper
from .actions.keep_file import keep_file
from .actions.make_remark import make_remark
from .actions.restore_paper import restore_paper
from .actions.take_back_remark import take_back_remark
from .actions.withdraw_paper import withdraw_paper
from .forms import PaperForm, RemarkForm
from .models import Paper, Remark
from .permissions import may_withdraw
from .queries import (
    TEXT_SHOWN,
    content_of,
    drawn,
    framework_of_engagement,
    open_content,
    ours_only,
    paper_for,
    papers_of,
    remark_by_key,
    remarks_on,
    those_who_read,
)
from .rules.media import Preview, media_of
from .rules.mentions import parts
from .rules.taking_back import may_take_back

SANDBOX = {"sandbox": True}  # beside the house's own policy: a file is never a page of this house


def _found(request: ActingRequest, reference: str) -> Engagement:
    """Raises Http404. What exists and is closed to this reader is written in the record, under its own marking."""
    if it := engagement_by_reference(reference, request.actor.reader):
        return it
    if there := hidden(reference=reference):
        refusal = NotAllowed(deny(say("its marking does not admit them")), say("open its papers"), [there[0]], there[1])
        record_refusal(refusal, actor=request.actor, at=timezone.now())
    raise Http404


def _paper(request: ActingRequest, reference: str, key: UUID) -> tuple[Engagement, Paper]:
    it = _found(request, reference)
    paper = paper_for(key, it.pk, request.actor.reader)
    if paper is None:
        raise Http404
    return it, paper


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: ActingRequest, reference: str) -> HttpResponse:
    """What lies beside an engagement, what was said about it, and the forms for more of both."""
    it = _found(request, reference)
    forms: dict[str, Form] = {"paper": PaperForm(), "remark": RemarkForm()}
    status = 200
    if request.method == "POST":
        chosen = request.POST.get("act", "")
        if chosen not in forms:
            raise Http404
        forms[chosen] = PaperForm(request.POST, request.FILES) if chosen == "paper" else RemarkForm(request.POST)
        status = _contribute(request, it, forms[chosen], chosen)
        if status == 200:
            return redirect(reverse("papers", args=[it.reference]) + ("#said" if chosen == "remark" else "#papers"))
    return _page_of(request, it, forms, status)


def _contribute(request: ActingRequest, it: Engagement, form: Form, chosen: str) -> int:
    """200 when it was done; otherwise the form holds what was typed and why not."""
    if not form.is_valid():
        return 422
    at, said = timezone.now(), form.cleaned_data
    ours = said["side"] == "ours"
    try:
        if chosen == "remark":
            make_remark(it.pk, actor=request.actor, at=at, words=said["words"], ours=ours)
            messages.success(request, _("Your remark is kept, and whoever it names is told."))
        else:
            kept = keep_file(said["file"].name, said["file"].chunks())
            attach_paper(it.pk, actor=request.actor, at=at, kept=kept, note=said["note"], ours=ours)
            messages.success(request, _("“%(name)s” lies beside the engagement.") % {"name": kept.name})
    except (Refused, NotAllowed) as error:
        form.add_error(None, in_words(error.args[0]))
        return 403 if isinstance(error, NotAllowed) else 422
    return 200


def _page_of(request: ActingRequest, it: Engagement, forms: dict[str, Form], status: int) -> HttpResponse:
    at, reader = timezone.now(), request.actor.reader
    lying, said = list(papers_of(it.pk, reader)), list(remarks_on(it.pk, reader))
    framework = framework_of_engagement(it)
    label = ours_only(it, framework) if framework else None
    ours = label is not None and label != it.marking.label and readable(label, reader).allowed
    if not ours:
        for form in forms.values():
            form.fields.pop("side") if not form.is_bound else None
    context = {
        "it": it,
        "at": at,
        "papers": [_shown(paper, request, it) for paper in lying],
        "remarks": _told(said, request, at),
        "paper_form": forms["paper"],
        "remark_form": forms["remark"],
        "ours": label.in_words() if ours and label else "",
        "readers": those_who_read(it.marking.label, framework, at) if framework else {},
        "page_marking": page_marking([it.marking, *(row.marking for row in lying), *(row.marking for row in said)]),
    }
    return render(request, "papers/papers.html", context, status=status)


def _shown(paper: Paper, request: ActingRequest, it: Engagement) -> dict[str, Any]:
    may = may_withdraw(request.actor, by_post_id=paper.by_post_id, by_id=paper.by_id, lead_post_id=it.lead_post_id)
    return {"paper": paper, "level": level_of(paper.marking.label), "may_withdraw": bool(may)}


def _told(said: list[Remark], request: ActingRequest, at: Any) -> list[dict[str, Any]]:
    """Each remark cut at its mentions; only the last one can still be taken back."""
    lines = []
    for place, remark in enumerate(said):
        verdict = may_take_back(
            person_id=request.actor.person_id,
            by_id=remark.by_id,
            said_at=remark.at,
            at=at,
            answered=place < len(said) - 1,
        )
        lines.append(
            {
                "remark": remark,
                "parts": parts(remark.words, remark.mentions),
                "level": level_of(remark.marking.label),
                "may_take_back": bool(verdict) and remark.taken_back_at is None,
            }
        )
    return lines


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: ActingRequest, reference: str, key: UUID) -> HttpResponse:
    """One paper: what it is, who laid it there, how it looks; and its withdrawal, which can be taken back."""
    it, found = _paper(request, reference, key)
    if request.method == "POST":
        return _lay_aside(request, it, found)
    preview = Preview.NONE if found.withdrawn_at else _preview(found)
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    picture = drawn(found, preview.value, number) if preview is Preview.PAGES else None
    context = {
        "it": it,
        "at": timezone.now(),
        "found": found,
        "level": level_of(found.marking.label),
        "preview": preview.value,
        "text": content_of(found)[:TEXT_SHOWN].decode("utf-8", "replace") if preview is Preview.TEXT else "",
        "cut": found.size > TEXT_SHOWN,
        "number": number,
        "pages": picture.pages if picture else 1,
        "undrawn": preview is Preview.PAGES and picture is None,
        "may_withdraw": _shown(found, request, it)["may_withdraw"],
        "page_marking": page_marking([it.marking, found.marking]),
    }
    return render(request, "papers/paper.html", context)


def _preview(found: Paper) -> Preview:
    try:
        with open_content(found) as file:
            return media_of(file.read(4096), found.name).preview
    except FileNotFoundError:
        return Preview.NONE


def _lay_aside(request: ActingRequest, it: Engagement, found: Paper) -> HttpResponse:
    acts: dict[str, Callable[..., Paper]] = {"withdraw": withdraw_paper, "restore": restore_paper}
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        act(found.pk, actor=request.actor, at=timezone.now())
    except (Refused, NotAllowed) as error:
        messages.error(request, in_words(error.args[0]))
    else:
        here = reverse("paper", args=[it.reference, found.pk])
        if act is withdraw_paper:
            words = _("“%(name)s” is withdrawn. Everybody still sees that it lay here.") % {"name": found.name}
            messages.success(request, words, extra_tags=f"undo restore {here}")
        else:
            messages.success(request, _("“%(name)s” lies beside the engagement again.") % {"name": found.name})
    return redirect(reverse("papers", args=[it.reference]) + "#papers")


@csp_update(SANDBOX)  # type: ignore[arg-type]  # its types know only Django's own request
@require_safe
def content(request: ActingRequest, reference: str, key: UUID) -> FileResponse:
    """The file as it came, to be kept by the reader and never opened as a page of this house."""
    _, found = _paper(request, reference, key)
    if found.withdrawn_at is not None:
        raise Http404
    try:
        file = open_content(found)
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(file, as_attachment=True, filename=found.name, content_type=found.media)
    answer["Cache-Control"] = "private, no-store"
    return answer


@csp_update(SANDBOX)  # type: ignore[arg-type]  # its types know only Django's own request
@require_safe
def page(request: ActingRequest, reference: str, key: UUID, number: int) -> HttpResponse:
    """One page of a paper, drawn anew as a picture."""
    _, found = _paper(request, reference, key)
    preview = Preview.NONE if found.withdrawn_at else _preview(found)
    picture = drawn(found, preview.value, number) if preview in (Preview.PAGES, Preview.PICTURE) else None
    if picture is None:
        raise Http404
    return HttpResponse(picture.png, content_type="image/png", headers={"Cache-Control": "private, no-store"})


@require_safe
def remark_by_its_key(request: ActingRequest, key: UUID) -> HttpResponse:
    """Other rooms link by key: to the page on which it stands, at its place."""
    remark = remark_by_key(key, request.actor.reader)
    if remark is None:
        raise Http404
    return redirect(reverse("papers", args=[remark.engagement.reference]) + f"#remark-{key}")


@require_POST
def take_back(request: ActingRequest, reference: str, key: UUID) -> HttpResponse:
    it = _found(request, reference)
    try:
        take_back_remark(key, actor=request.actor, at=timezone.now())
    except (Refused, NotAllowed) as error:
        messages.error(request, in_words(error.args[0]))
    else:
        messages.success(request, _("Your remark is taken back. The record keeps that it was made."))
    return redirect(reverse("papers", args=[it.reference]) + "#said")
