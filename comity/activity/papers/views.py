"""Shows what lies beside an engagement and what was said about it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.contrib import messages
from django.forms import ChoiceField, Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.activity.engagements.queries import Engagement, engagement_by_reference, hidden, state_names
from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, Refused, deny
from comity.foundation.labels.queries import Marking, level_of, page_marking, policies, readable
from comity.foundation.labels.rules.standard.unreadable import NotWritable
from comity.foundation.labels.rules.wording import portion
from comity.foundation.parts.queries import Laid
from comity.foundation.parts.rules.whole import Seen
from comity.foundation.words.rules.said import in_words, say

from .actions.attach_paper import attach_paper
from .actions.begin_paper import begin_paper
from .actions.change_paper import writes_in
from .actions.hand_out_labelled import hand_out_labelled
from .actions.hold_file import held_by, ticket_for
from .actions.keep_file import keep_file
from .actions.make_remark import make_remark
from .actions.move_paragraph import move_paragraph
from .actions.remove_paragraph import remove_paragraph
from .actions.restore_paper import restore_paper
from .actions.restore_paragraph import restore_paragraph
from .actions.rewrite_paragraph import rewrite_paragraph
from .actions.take_back_remark import take_back_remark
from .actions.withdraw_paper import withdraw_paper
from .actions.withdraw_written import withdraw_written
from .actions.write_paragraph import write_paragraph
from .forms import SIDES, BeginPaperForm, MarkedForm, PaperForm, ParagraphForm, RemarkForm, typed_of
from .models import Paper, Remark, WrittenPaper
from .permissions import may_withdraw
from .queries import (
    TEXT_SHOWN,
    content_of,
    drawn,
    framework_of_engagement,
    label_beside,
    open_content,
    ours_only,
    paper_for,
    papers_of,
    remark_by_key,
    remarks_on,
    thing_of_written,
    those_who_read,
    written_for,
    written_paper,
    written_papers_of,
)
from .rules.media import CARRIES, Preview, media_of
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
    marked: dict[str, Any] = {"frame": it.marking.label, "names": state_names()}
    forms: dict[str, Form] = {
        "paper": PaperForm(**marked),
        "remark": RemarkForm(**marked),
        "begin": BeginPaperForm(),
    }
    status = 200
    if request.method == "POST":
        chosen = request.POST.get("act", "")
        if chosen not in forms:
            raise Http404
        if chosen == "begin":
            forms[chosen] = BeginPaperForm(request.POST)
            begun, status = _begin(request, it, forms[chosen])
            if begun is not None:
                return redirect("written-edit", reference=it.reference, key=begun.pk)
            return _page_of(request, it, forms, status)
        if chosen == "paper":
            forms[chosen], status = _lay(request, it, marked)
        else:
            forms[chosen] = RemarkForm(request.POST, **marked)
            status = _say(request, it, forms[chosen])
        if status == 200:
            return redirect(reverse("papers", args=[it.reference]) + ("#said" if chosen == "remark" else "#papers"))
    return _page_of(request, it, forms, status)


def _begin(request: ActingRequest, it: Engagement, form: Form) -> tuple[WrittenPaper | None, int]:
    if not form.is_valid():
        return None, 422
    try:
        return begin_paper(it.pk, actor=request.actor, at=timezone.now(), title=form.cleaned_data["title"]), 200
    except (Refused, NotAllowed) as error:
        form.add_error(None, in_words(error.args[0]))
        return None, 403 if isinstance(error, NotAllowed) else 422


def _say(request: ActingRequest, it: Engagement, form: Form) -> int:
    """200 when it was done; otherwise the form holds what was typed and why not."""
    if not form.is_valid():
        return 422
    try:
        make_remark(it.pk, actor=request.actor, at=timezone.now(), words=form.cleaned_data["words"], **_marked(form))
    except (Refused, NotAllowed) as error:
        return _told_why(form, error)
    messages.success(request, _("Your remark is kept, and whoever it names is told."))
    return 200


def _lay(request: ActingRequest, it: Engagement, marked: dict[str, Any]) -> tuple[PaperForm, int]:
    """As `_say`; a file that came whole is held with the form, so that it is not chosen twice."""
    file, person = request.FILES.get("file"), request.actor.person_id or 0
    kept, at = None if file else held_by(request.POST.get("held", ""), it.pk, person), timezone.now()
    form = PaperForm(request.POST, request.FILES, held=kept, **marked)
    try:
        fit = form.is_valid()
        if file and "file" not in form.errors:
            kept = form.kept = keep_file(file.name or "", file.chunks(), declared=file.content_type or "")
        if not fit or kept is None:
            return _holding(form, it, person), 422
        said = form.cleaned_data["note"]
        attach_paper(it.pk, actor=request.actor, at=at, kept=kept, note=said, **_marked(form))
    except (Refused, NotAllowed) as error:
        return _holding(form, it, person), _told_why(form, error)
    messages.success(request, _("“%(name)s” lies beside the engagement.") % {"name": kept.name})
    if kept.differs:
        messages.warning(request, in_words(kept.differs))
    return form, 200


def _holding(form: PaperForm, it: Engagement, person_id: int) -> PaperForm:
    if form.kept is not None:
        form.ticket = ticket_for(form.kept, it.pk, person_id)
        form.fields["file"].required = False  # a browser would not send the form again without one
    return form


def _marked(form: Form) -> dict[str, Any]:
    side = form.cleaned_data["side"]
    return {"ours": side == "ours", "label": form.label() if side == "own" and isinstance(form, MarkedForm) else None}


def _told_why(form: Form, error: Refused | NotAllowed) -> int:
    form.add_error(None, in_words(error.args[0]))
    return 403 if isinstance(error, NotAllowed) else 422


def _page_of(request: ActingRequest, it: Engagement, forms: dict[str, Form], status: int) -> HttpResponse:
    at, reader = timezone.now(), request.actor.reader
    lying, said = list(papers_of(it.pk, reader)), list(remarks_on(it.pk, reader))
    written = list(written_papers_of(it.pk, reader))
    framework = framework_of_engagement(it)
    label = ours_only(it, framework) if framework else None
    ours = label is not None and label != it.marking.label and readable(label, reader).allowed
    for name in ("paper", "remark"):
        side = forms[name].fields["side"]
        assert isinstance(side, ChoiceField)  # noqa: S101  (tells the type checker)
        side.choices = [choice for choice in SIDES if ours or choice[0] != "ours"]
    context = {
        "it": it,
        "at": at,
        "papers": [_shown(paper, request, it) for paper in lying],
        "written": [{"paper": row, "level": level_of(row.marking.label)} for row in written],
        "remarks": _told(said, request, at),
        "begin_form": forms["begin"],
        "paper_form": forms["paper"],
        "remark_form": forms["remark"],
        "ours": label.in_words() if ours and label else "",
        "readers": those_who_read(it.marking.label, framework, at) if framework else {},
        "page_marking": page_marking(
            [it.marking, *(p.marking for p in lying), *(r.marking for r in said), *(w.marking for w in written)]
        ),
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
        "carries": found.media in CARRIES,
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
    answer["Content-Length"] = str(found.size)
    return answer


@csp_update(SANDBOX)  # type: ignore[arg-type]  # its types know only Django's own request
@require_POST
def copy(request: ActingRequest, reference: str, key: UUID) -> HttpResponse | FileResponse:
    """The file with its marking in it; taking it is an act, since its bytes are others."""
    it, found = _paper(request, reference, key)
    try:
        made = hand_out_labelled(found.pk, actor=request.actor, at=timezone.now())
    except (Refused, NotAllowed) as error:
        messages.error(request, in_words(error.args[0]))
        return redirect("paper", reference=it.reference, key=found.pk)
    return _to_keep(made.content, found.name, found.media)


@csp_update(SANDBOX)  # type: ignore[arg-type]  # its types know only Django's own request
@require_safe
def label(request: ActingRequest, reference: str, key: UUID) -> FileResponse:
    """The marking of a paper as a file to lie beside it, bound to its content by digest."""
    _, found = _paper(request, reference, key)
    if found.withdrawn_at is not None:
        raise Http404
    try:
        written = label_beside(found)
    except (FileNotFoundError, NotWritable) as error:
        raise Http404 from error
    return _to_keep(written, f"{found.name}.binding.xml", "text/xml")


def _to_keep(content: bytes, name: str, media: str) -> FileResponse:
    answer = FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=media)
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


def _written(request: ActingRequest, reference: str, key: UUID) -> WrittenPaper:
    """Raises Http404, also when the paper lies beside another engagement."""
    it = _found(request, reference)
    paper = written_paper(key, request.actor.reader)
    if paper is None or paper.engagement_id != it.pk:
        raise Http404
    return paper


@require_http_methods(["GET", "HEAD", "POST"])
def written(request: ActingRequest, reference: str, key: UUID) -> HttpResponse:
    """A paper as this reader meets it: the parts they may read, and those they may know of and not read."""
    paper = _written(request, reference, key)
    if request.method == "POST":
        return _lay_written(request, paper)
    laid = written_for(paper, request.actor.reader)
    gone = paper.withdrawn_at is not None
    markings = {marking.pk: marking for marking in laid.markings}
    context = {
        "it": paper.engagement,
        "found": paper,
        "level": level_of(paper.marking.label),
        "lines": [] if gone else [_line(one, laid, markings) for one in laid.seen],
        "withheld": 0 if gone else laid.withheld,
        "may_write": bool(writes_in(paper, request.actor)),
        "may_withdraw": bool(
            may_withdraw(
                request.actor,
                by_post_id=paper.by_post_id,
                by_id=paper.by_id,
                lead_post_id=paper.engagement.lead_post_id,
            )
        ),
        "live_thing": thing_of_written(paper),
        "path": request.path,
        "at": timezone.now(),
        "page_marking": page_marking([paper.engagement.marking, paper.marking, *([] if gone else laid.markings)]),
    }
    return render(request, "papers/written.html", context)


def _line(one: Seen, laid: Laid, markings: dict[int, Marking]) -> dict[str, Any]:
    part = laid.parts.get(one.line) if one.words is not None else None
    if part is None:
        return {"seen": one, "part": None}
    marking = markings[one.marking_id]
    label = marking.label
    return {
        "seen": one,
        "part": part,
        "marking": marking,
        "level": level_of(label),
        "portion": portion(label, policies()),
    }


def _lay_written(request: ActingRequest, paper: WrittenPaper) -> HttpResponse:
    back = request.POST.get("act") == "restore"
    here = reverse("written", args=[paper.engagement.reference, paper.pk])
    if not back and request.POST.get("act") != "withdraw":
        raise Http404
    try:
        withdraw_written(paper.pk, actor=request.actor, at=timezone.now(), back=back)
    except (Refused, NotAllowed) as error:
        messages.error(request, in_words(error.args[0]))
    else:
        if back:
            messages.success(request, _("“%(name)s” stands again.") % {"name": paper.title})
        else:
            words = _("“%(name)s” is withdrawn. Everybody still sees that it stood here.") % {"name": paper.title}
            messages.success(request, words, extra_tags=f"undo restore {here}")
    return redirect(here)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_written(request: ActingRequest, reference: str, key: UUID) -> HttpResponse:
    """Write in a paper, paragraph by paragraph, each with its marking; whatever was done can be undone."""
    paper = _written(request, reference, key)
    verdict = writes_in(paper, request.actor)
    marked: dict[str, Any] = {"frame": paper.marking.label, "names": state_names()}
    bound: tuple[str, ParagraphForm] | None = None
    status = 200 if verdict else 403
    if request.method == "POST":
        done = _change(request, paper, marked)
        if isinstance(done, HttpResponse):
            return done
        bound, status = done
    laid = written_for(paper, request.actor.reader)
    fresh = ParagraphForm(auto_id="new_%s", initial={"known": True}, **marked)
    context = {
        "it": paper.engagement,
        "found": paper,
        "level": level_of(paper.marking.label),
        "may": verdict,
        "lines": [_to_write(one, laid, marked, bound) for one in laid.seen],
        "fresh": bound[1] if bound and bound[0] == "new" else fresh,
        "at": timezone.now(),
        "page_marking": page_marking([paper.engagement.marking, paper.marking, *laid.markings]),
    }
    return render(request, "papers/write.html", context, status=status)


def _to_write(
    one: Seen,
    laid: Laid,
    marked: dict[str, Any],
    bound: tuple[str, ParagraphForm] | None,
) -> dict[str, Any]:
    line = _line(one, laid, {marking.pk: marking for marking in laid.markings})
    if (part := line["part"]) is not None:
        initial = {"words": part.words, "known": part.known, **typed_of(part.marking.label)}
        mine = bound is not None and bound[0] == one.line
        fresh = ParagraphForm(auto_id=f"p{one.number}_%s", initial=initial, **marked)
        line["form"] = bound[1] if bound and mine else fresh
        line["open"] = mine
    return line


def _change(
    request: ActingRequest, paper: WrittenPaper, marked: dict[str, Any]
) -> HttpResponse | tuple[tuple[str, ParagraphForm] | None, int]:
    """Do what was asked: a redirect when it was done, otherwise the form with the reasons and everything typed."""
    act, _colon, key = request.POST.get("act", "").partition(":")
    line, seen = _uuid(key or request.POST.get("line", "")), _uuid(request.POST.get("seen", ""))
    here = reverse("written-edit", args=[paper.engagement.reference, paper.pk])
    at, actor = timezone.now(), request.actor
    form: ParagraphForm | None = None
    name = "new" if act == "write" else str(line)
    try:
        if act in ("write", "rewrite"):
            form = ParagraphForm(request.POST, auto_id=f"{name[:8]}_%s", **marked)
            if not form.is_valid():
                return (name, form), 422
            said: dict[str, Any] = {
                "words": form.cleaned_data["words"],
                "label": form.label(),
                "known": form.cleaned_data["known"],
            }
            if act == "write":
                part = write_paragraph(paper.pk, actor=actor, at=at, after=line, **said)
                undo = f"remove:{part.line}"
                words = _("The paragraph is written.")
            elif line is None or seen is None:
                raise Http404
            else:
                part = rewrite_paragraph(paper.pk, actor=actor, at=at, line=line, seen=seen, **said)
                undo, words = f"back:{seen}", _("The paragraph is changed.")
        elif act == "remove" and line is not None:
            seen = seen or _now_seen(request, paper, line)
            part = remove_paragraph(paper.pk, actor=actor, at=at, line=line, seen=seen)
            undo, words = f"back:{part.pk}", _("The paragraph is taken out.")
        elif act == "back" and line is not None:
            part = restore_paragraph(paper.pk, actor=actor, at=at, revision=line)
            undo, words = "", _("The paragraph is as it was.")
        elif act in ("up", "down") and line is not None:
            part = move_paragraph(paper.pk, actor=actor, at=at, line=line, down=act == "down")
            undo, words = f"{'up' if act == 'down' else 'down'}:{line}", _("The paragraph stands elsewhere now.")
        else:
            raise Http404
    except (Refused, NotAllowed) as error:
        status = 403 if isinstance(error, NotAllowed) else 422
        if form is not None:
            form.add_error(None, in_words(error.args[0]))
            return (name, form), status
        messages.error(request, in_words(error.args[0]))
        return redirect(here)
    messages.success(request, words, extra_tags=f"undo {undo} {here}" if undo else "")
    return redirect(f"{here}#part-{part.line}")


def _now_seen(request: ActingRequest, paper: WrittenPaper, line: UUID) -> UUID:
    """The revision that stands there now, for an undoing that names none. Raises Http404."""
    part = written_for(paper, request.actor.reader).parts.get(str(line))
    if part is None:
        raise Http404
    return part.pk


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
