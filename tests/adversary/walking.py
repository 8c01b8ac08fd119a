"""Every address there is, filled with what stands in the house, and what a reader is answered there."""

import gzip
import io
import re
import zipfile
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import NamedTuple
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from comity.activity.emergency.models import Opening
from comity.foundation.notices.models import Notice
from comity.foundation.record.models import AbsenceProposal, Entry
from comity.mandate.institutions.models import Appointment, Framework, Post
from comity.scrutiny.oversight.models import Finding
from comity.web.design.chapters import CHAPTERS

from .planting import doubled_models

# What stands in an address beside the key of a thing. An address with another parameter fails the walk until then.
SAMPLES = {
    "move": "cancel",
    "name": "recall",
    "number": 1,
    "topic": "markings",
    "path": "0/000",
    "check": "answers-in-time",
    "which": "granted",
    "code": "PHL",
    "version": "2026.1",
}
# Where a parameter stands for something else than in other addresses: by the name of the address.
INSTEAD = {
    "design-chapter": {"key": lambda: CHAPTERS[0].key},
    "ending": {"number": lambda: Appointment.objects.values_list("pk", flat=True).get(post__key=POST)},
}
# What an address with a number is about, for a number may belong to something of each kind.
NUMBERED = {
    "notice-read": Notice,
    "entry-by-key": Entry,
    "finding": Finding,
    "oversight-absence": AbsenceProposal,
    "opening-by-key": Opening,
    "emergency-opening": Opening,
}
POST = "engagement-planner"  # whose holder, superiors and pages about posts are asked for
OF_THINGS = {"reference", "key", "pk", "proposal"}
NOTHING = {
    "uuid": UUID("00000000-0000-4000-8000-00000000beef"),
    "int": 987654321,
    "slug": "no-such-thing",
    "str": "NONE-2026-9999",
}
EVERY_TIME = re.compile(  # is another in every answer, whoever asks: tokens, the key of a new draft, the wall's clock
    r'name="(csrfmiddlewaretoken|draft)" value="[^"]*"|nonce-[\w+/=-]+|nonce="[^"]*"|DTSTAMP:\w+|Expires: .*'
)


class Way(NamedTuple):
    """One address, filled, and how it is asked."""

    name: str
    path: str
    method: str = "get"


class Answer(NamedTuple):
    """`said` is everything; `same` is it without what is another every time."""

    status: int
    said: str
    same: str


def patterns(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def parameters(entry):
    """The parameters of an address, each with its kind: str, slug, int, uuid, path."""
    kinds = {n: re.sub("Converter$", "", type(c).__name__).lower() for n, c in entry.pattern.converters.items()}
    return {name: kind.replace("string", "str") for name, kind in kinds.items()}


def things_in(entry):
    """Those of the parameters that name a thing. A number is one where it stands alone."""
    kinds = {name: kind for name, kind in parameters(entry).items() if name not in INSTEAD.get(entry.name, ())}
    found = {n: k for n, k in kinds.items() if n in OF_THINGS or (n == "number" and len(kinds) == 1)}
    strange = set(kinds) - set(found) - set(SAMPLES)
    assert not strange, (
        f"The canary walk cannot fill {sorted(strange)} of the address “{entry.name}”. If it names a thing, call it "
        f"one of {sorted(OF_THINGS)}; if not, say in SAMPLES of {__name__} what stands there."
    )
    return found


def filled(entry, rows, *, parent_seen=False):
    """`(row, path, the same path about nothing)` for every row that this address can be about.

    An address about nothing is filled once, with no row. `parent_seen`: what the rows hang on is known to who asks.
    """
    things, instead = things_in(entry), INSTEAD.get(entry.name, {})
    others = {n: instead[n]() if n in instead else SAMPLES[n] for n in parameters(entry) if n not in things}
    if not things:
        yield None, reverse(entry.name, kwargs=others), ""
        return
    if "int" in things.values():
        assert entry.name in NUMBERED, f"Say in NUMBERED of {__name__} what “{entry.name}” is about."
        rows = [row for row in rows if type(row) is NUMBERED[entry.name]]
    for row in rows:
        given = {name: named(row, name, kind, alone=len(things) == 1) for name, kind in things.items()}
        if all(one not in (None, "") for one in given.values()):
            nothing = {name: NOTHING[kind] for name, kind in things.items()}
            if parent_seen and len(things) > 1:
                nothing["reference"] = given["reference"]
            yield (
                row,
                reverse(entry.name, kwargs={**others, **given}),
                reverse(entry.name, kwargs={**others, **nothing}),
            )


def named(row, name, kind, *, alone):
    """What a row is called in an address; None where it is not."""
    if name == "reference":
        return getattr(row, "reference", None) if alone else parents_reference(row)
    if kind == "uuid":
        return row.pk if isinstance(row.pk, UUID) else None
    if kind == "int":
        return row.pk
    return row.key if isinstance(row, Post | Framework) else None


def parents_reference(row):
    for one in row._meta.concrete_fields:
        if one.related_model is not None and "reference" in {f.name for f in one.related_model._meta.concrete_fields}:
            return _of(one, row)
    return None


def _of(one, row):
    parents = one.related_model._default_manager
    rows = parents.whole("a test") if hasattr(parents, "whole") else parents
    return rows.values_list("reference", flat=True).filter(pk=getattr(row, one.attname)).first()


EMPTY = SimpleNamespace(_queued_messages=())


def entering(person):
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


@contextmanager
def taken_back():
    """Whatever is done meanwhile is taken back, also what wants a transaction of its own, as in any test."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def asked(client, way, data=None):
    """What is answered, with what the next page would say of it; whatever asking leaves behind is taken back."""
    kept = client.cookies.copy()
    with taken_back():
        response = getattr(client, way.method)(way.path, data or {})
        body = b"".join(response.streaming_content) if response.streaming else response.content
    client.cookies = kept
    head = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
    flashed = "\n".join(str(one) for one in getattr(response.wsgi_request, "_messages", EMPTY)._queued_messages)
    said = f"{head}\n{' '.join(sorted(response.cookies))}\n{flashed}\n{text_of(body)}"
    return Answer(response.status_code, said, EVERY_TIME.sub("", said))


def text_of(body):
    """What stands in a file: in each member of an archive, and in its names and dates; a picture as it is."""
    if body[:2] == b"\x1f\x8b":
        return text_of(gzip.decompress(body))
    if body[:4] == b"PK\x03\x04" or b"PK\x03\x04" in body[:64]:
        with zipfile.ZipFile(io.BytesIO(body)) as found:
            return "\n".join(f"{one.filename} {dated(one)}\n{text_of(found.read(one))}" for one in found.infolist())
    return body.decode("utf-8", "backslashreplace")


def dated(member):
    """The date of a file in an archive, unless it says no more than that the archive was written just now."""
    written = datetime(*member.date_time)
    return "" if abs(datetime.now() - written) < timedelta(hours=2) else written


@contextmanager
def bare_errors():
    """What is not there is answered with the words of the error alone, which no page of errors shows: so thousands of
    them can be compared, and more of each than a reader would see."""
    with pytest.MonkeyPatch.context() as patch:
        for status in (400, 403, 404):
            patch.setattr(f"comity.web.urls.handler{status}", _bare(status))
        yield


def _bare(status):
    return lambda _request, exception=None: HttpResponse(repr(exception), status=status)


@contextmanager
def listening():
    """The names of the parameters that are looked for, in addresses and in what is posted."""
    heard = set()
    with pytest.MonkeyPatch.context() as patch:
        for said in ("__getitem__", "getlist", "__contains__"):
            patch.setattr(QueryDict, said, _heard(getattr(QueryDict, said), heard))
        yield heard


def _heard(original, heard):
    def listen(self, name, *args, **options):
        heard.add(name)
        return original(self, name, *args, **options)

    return listen


@contextmanager
def looks():
    """The statements that read a marked table, or one that hangs on something marked."""
    marked = [f'"{model._meta.db_table}"' for model in doubled_models()] + [f'"{Entry._meta.db_table}"']
    met = set()

    def note(execute, sql, params, many, context):
        if any(table in sql for table in marked):
            met.add(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield met
