"""Shows posts: who holds them, above whom they stand, what they may do under which instrument."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.queries import page_marking
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import history

from .actions.delegate_mandate import delegate_mandate
from .actions.revoke_delegation import revoke_delegation
from .forms import DelegationForm
from .models import Delegation, Post
from .queries import delegations_in_force, framework_in_force, holders_of, institutions, posts


@require_safe
def post_list(request: ActingRequest) -> HttpResponse:
    """Every institution with its posts and who holds them."""
    at = timezone.now()
    rows = list(posts())
    held = holders_of([row.pk for row in rows], at)
    shown: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        shown.setdefault(row.institution_id, []).append({"post": row, "holders": held[row.pk]})
    context = {
        "at": at,
        "framework": framework_in_force(),
        "institutions": [(entry, shown.get(entry.pk, [])) for entry in institutions() if entry.pk in shown],
        "page_marking": page_marking([]),
    }
    return render(request, "institutions/posts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: ActingRequest, key: str) -> HttpResponse:
    """One post: holders, mandates, delegations; its holder may lend a power here and take it back."""
    found = posts().filter(key=key).first()
    if found is None:
        raise Http404
    at, status = timezone.now(), 200
    form = DelegationForm(request.POST if request.POST.get("act") == "delegate" else None, post=found)
    if request.method == "POST":
        status = _act(request, found, form)
        if status == 200:
            return redirect("post", found.key)
    held = holders_of([found.pk], at)[found.pk]
    mandates = found.mandates.select_related("instrument", "framework")
    running = delegations_in_force(at)
    context = {
        "at": at,
        "post": found,
        "holders": held,
        "mandates": mandates,
        "lent": running.filter(mandate__post=found),
        "borrowed": running.filter(to_post=found),
        "subordinates": found.subordinates.all(),
        "mine": request.actor.post_id == found.pk,
        "form": form,
        "history": history(reader=request.actor.reader, about=Thing("post", found.key))[:20],
        "page_marking": page_marking([]),
    }
    return render(request, "institutions/post.html", context, status=status)


def _act(request: ActingRequest, found: Post, form: DelegationForm) -> int:
    at = timezone.now()
    try:
        if request.POST.get("act") == "revoke":
            item = request.POST.get("item", "")
            lent = Delegation.objects.filter(mandate__post=found)
            row = next((one for one in lent if str(one.pk) == item), None)
            if row is None:
                raise Http404
            revoke_delegation(row, actor=request.actor, at=at, reason=request.POST.get("reason", ""))
            messages.success(request, "The delegation is revoked.")
        elif form.is_valid():
            said = form.cleaned_data
            delegate_mandate(
                said["mandate"],
                actor=request.actor,
                at=at,
                to_post=said["to_post"],
                until=form.ends(),
                reason=said["reason"],
            )
            messages.success(request, "The power is lent, and shown with every act under it.")
        else:
            return 422
    except (Refused, NotAllowed) as error:
        if form.is_bound:
            form.is_valid()
            form.add_error(None, str(error))
        messages.error(request, str(error))
        return 403 if isinstance(error, NotAllowed) else 422
    return 200
