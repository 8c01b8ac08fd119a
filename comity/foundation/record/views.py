"""The log as static resources, for witnesses and auditors: the checkpoint, tiles of hashes, bundles of leaves."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from . import queries
from .rules.tiles import BadTile, read_path

_FOR_EVER = "public, max-age=31536000, immutable"


@login_not_required
@require_safe
def log_checkpoint(_: HttpRequest) -> HttpResponse:
    """The last signed checkpoint with every cosignature known, by C2SP tlog-tiles. It changes, so nobody keeps it.

    No sign-in: it holds the name of the log, how many entries it has, a hash, and signatures.
    """
    note = queries.checkpoint_note()
    if note is None:
        raise Http404
    return HttpResponse(note, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"})


@login_not_required
@require_safe
def log_tile(_: HttpRequest, path: str) -> HttpResponse:
    """A tile of hashes or a bundle of leaves, as far as the last checkpoint reaches. It never changes.

    No sign-in, so that a parliament or an audit office can follow the record without an account here, and the
    ministry cannot show each of them another log. That is safe for what it holds: hashes, and leaves of number,
    time, kind and a salted commitment. A leaf names nobody and nothing, and without its salt, which is never
    served here, nobody can try out what a body may have said (tests/test_leaf.py, tests/test_serving.py). What it
    does tell is how much is done, when, and what kind of act it was; a house for which that is too much keeps
    `/log/` from the network at its proxy, and hands over `comity record tiles` instead.
    """
    try:
        found = queries.tile_bytes(read_path(f"tile/{path}"))
    except BadTile:
        found = None
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="application/octet-stream", headers={"Cache-Control": _FOR_EVER})
