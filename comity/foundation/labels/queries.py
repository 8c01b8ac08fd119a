"""Looks up markings and filters every marked query by its reader: the house's one mechanism for reading.

INVARIANT: a query over a marked model that named neither a reader nor a reason to see every row does not
run (tests/architecture/test_marked_models.py, labels/tests/test_marked_queries.py).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Self, TypeVar, cast

import yaml
from django.conf import settings
from django.db import connection, models
from django.db.models.sql import Query

from .models import Marking
from .rules.joining import CannotJoin, join
from .rules.label import Label, Reader
from .rules.policy import Policies, Policy
from .rules.reading import Reading, reads

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class Unfiltered(Exception):
    """A query over marked rows named neither its reader nor why it must see every row."""


class MarkedQuery(Query):
    """Does not become SQL until it was opened, neither by itself nor as a part of another query.

    Django builds subqueries, unions and explanations from the query and never asks the query set, so the
    permission is kept here. It goes with every clone.
    """

    opened = False

    def check(self) -> None:
        if not self.opened:
            name = self.model.__name__ if self.model else "This"
            raise Unfiltered(f"{name}: call .readable_by(reader) or .whole(reason) first")

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        self.check()
        return super().get_compiler(*args, **kwargs)

    def combine(self, rhs: Query, connector: str) -> None:
        super().combine(rhs, connector)
        self.opened = self.opened and isinstance(rhs, MarkedQuery) and rhs.opened


class MarkedQuerySet(models.QuerySet[Row_co]):
    """Refuses to run until `readable_by` or `whole` was called; keeps the permission through every clone."""

    def __init__(
        self,
        model: type[models.Model] | None = None,
        query: Query | None = None,
        using: str | None = None,
        hints: dict[str, models.Model] | None = None,
    ) -> None:
        super().__init__(model, query or MarkedQuery(model), using, hints)

    def readable_by(self, reader: Reader) -> Self:
        """Only the rows whose marking this reader may read, filtered in the database."""
        return self.filter(marking_id__in=readable_marking_ids(reader))._open()

    def whole(self, reason: str) -> Self:
        """Every row, for work that shows nothing to a reader; `reason` says which, for whoever reviews it."""
        if not reason:
            raise Unfiltered("say why this query must see every row")
        return self.all()._open()

    def _open(self) -> Self:
        self._own_query.opened = True
        return self

    @property
    def _own_query(self) -> MarkedQuery:
        return cast(MarkedQuery, self.query)

    def _check(self) -> None:
        self._own_query.check()

    def raw(self, *_: Any, **__: Any) -> Any:
        raise Unfiltered(f"{self.model.__name__}: SQL by hand would pass .readable_by(reader) by")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._check()
        super()._fetch_all()

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self._check()
        return super().resolve_expression(*args, **kwargs)

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._check()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._check()
        return super().count()

    def exists(self) -> bool:
        self._check()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._check()
        return super().update(**kwargs)

    def delete(self) -> Any:
        self._check()
        return super().delete()


class MarkedManager(models.Manager.from_queryset(MarkedQuerySet)):  # type: ignore[misc]
    """The default manager of every marked model."""


def marking_field(**options: Any) -> Any:
    """The field that makes a model marked. Never null: what has no marking is not stored."""
    return models.ForeignKey("labels.Marking", on_delete=models.PROTECT, related_name="+", **options)


@cache
def policies() -> Policies:
    """Every marking policy in the library."""
    found = {}
    for path in sorted((settings.LIBRARY / "markings").glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        found[data["policy"]] = Policy(data["policy"], tuple(data["levels"]))
    return found


def marking_for(label: Label) -> Marking:
    """The one row of this label, made when it is first used."""
    digest = label.digest()
    row, _ = Marking.objects.get_or_create(
        digest=digest, defaults={"data": label.as_data(), "words": label.in_words()[:500]}
    )
    return row


_labels: dict[str, Label] = {}


def label_of(marking_id: int) -> Label:
    """The label of a marking, parsed once per digest: by digest and never by id, as decisions are kept."""
    with connection.cursor() as cursor:  # each act asks this once or more; the models take five times as long
        cursor.execute("SELECT digest FROM labels_marking WHERE id = %s", [marking_id])
        found = cursor.fetchone()
    if found is None:
        raise Marking.DoesNotExist(f"there is no marking {marking_id}")
    digest: str = found[0]
    if digest not in _labels:
        if len(_labels) >= _KEPT:
            _labels.clear()
        _labels[digest] = Marking.objects.get(pk=marking_id).label
    return _labels[digest]


def joined(markings: Iterable[Marking]) -> Label:
    """The label of a page or file that shows things under these markings. Raises CannotJoin."""
    return join([marking.label for marking in markings], policies())


def level_of(label: Label) -> int:
    """Height of a label in its policy, for colour; an unknown level counts as the highest."""
    policy = policies().get(label.policy)
    rank = policy.rank(label.classification) if policy else None
    return rank if rank is not None else 9


def readable(label: Label, reader: Reader) -> Reading:
    return reads(label, reader, policies())


_decided: dict[Reader, dict[str, bool]] = {}
_KEPT = 500


_page: ContextVar[dict[Reader, frozenset[int]] | None] = ContextVar("readable_on_this_page", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """While a page is drawn, ask once which markings its reader may read, not once for every list on it.

    For pages that only show: a marking that is first used meanwhile is not yet readable to it.
    """
    token = _page.set({})
    try:
        yield
    finally:
        _page.reset(token)


def readable_marking_ids(reader: Reader) -> frozenset[int]:
    """Ids of the markings this reader may read; decided once per distinct marking and reader, kept per process.

    Decisions are kept by digest, never by id: a database may give the id of a row that was rolled back to
    another marking.
    """
    asked = _page.get()
    if asked is None:
        return _readable_now(reader)
    if reader not in asked:
        asked[reader] = _readable_now(reader)
    return asked[reader]


def _readable_now(reader: Reader) -> frozenset[int]:
    if reader not in _decided and len(_decided) >= _KEPT:
        _decided.clear()
    known = _decided.setdefault(reader, {})
    rows = list(Marking.objects.values_list("pk", "digest"))
    if fresh := [digest for _, digest in rows if digest not in known]:
        for row in Marking.objects.filter(digest__in=fresh):
            known[row.digest] = readable(row.label, reader).allowed
    return frozenset(pk for pk, digest in rows if known.get(digest, False))


def forget_decisions() -> None:
    """Drop what is kept in memory (a test that swaps databases needs it)."""
    _decided.clear()
    policies.cache_clear()


def page_marking(markings: Iterable[Marking]) -> dict[str, Any]:
    """What a page's banner says: the join of all that the page shows, as ``{"text", "level"}``.

    A page that shows nothing marked carries the lowest level (of each policy, where their names for it differ); parts
    that cannot be joined are named one by one, at the highest level among them.
    """
    parts = {marking.pk: marking for marking in markings}
    if not parts:
        lowest = sorted({policy.levels[0] for policy in policies().values()})
        return {"text": " | ".join(lowest) or "UNMARKED", "level": 0}
    try:
        whole = joined(parts.values())
    except CannotJoin:
        return {
            "text": " | ".join(sorted({part.words for part in parts.values()})),
            "level": max(level_of(part.label) for part in parts.values()),
        }
    return {"text": whole.in_words(), "level": level_of(whole)}


def markings_called(words: Iterable[str]) -> list[Marking] | None:
    """Every marking that reads like one of these words, for a file that comes back; None when one is not known here."""
    wanted = set(words)
    found = list(Marking.objects.filter(words__in=wanted)) if wanted else []
    return found if wanted == {marking.words for marking in found} else None


def markings_with(ids: Iterable[int]) -> list[Marking]:
    """The markings with these ids."""
    return list(Marking.objects.filter(pk__in=set(ids)))


def counted(rows: models.QuerySet[Any, Any], marking: str = "marking_id") -> tuple[int, frozenset[int]]:
    """How many rows, and the ids of the markings they stand under: a count is marked as what it counts. One query."""
    found = dict(rows.order_by().values_list(marking).annotate(times=models.Count("pk")))
    return sum(found.values()), frozenset(found)
