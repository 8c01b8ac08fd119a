"""Looks up markings and filters every marked query by its reader: the house's one mechanism for reading.

INVARIANT: a query over a marked model that named neither a reader nor a reason to see every row does not
run (tests/architecture/test_marked_models.py, labels/tests/test_marked_queries.py).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar, cast

from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Abs
from django.db.models.sql import Query
from django.utils import timezone

from comity.foundation.words.rules.said import say

from .models import Marking
from .rules.admission import admission
from .rules.joining import CannotJoin, join
from .rules.label import Label, Opened, Reader, from_data
from .rules.policy import Policies
from .rules.policy_file import read_community, read_policy, read_table, together
from .rules.reading import Reading, next_day, reads
from .rules.wording import banner

FEW = 500  # rows that are named one by one rather than met in the order of a list
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
        admitted = models.Q(marking_id__in=readable_marking_ids(reader))
        for one in reader.opened:
            admitted |= self._opened_to(one)
        return self.filter(admitted)._open()

    def _opened_to(self, one: Opened) -> models.Q:
        """One row that stands open in an emergency: while its time runs, and while it is marked as it was then.

        Asking for such rows is noted: what somebody opened so is told on the record.
        """
        if one.model != self.model._meta.label_lower or _now() >= one.until:
            return models.Q()
        if (asked := _asked.get()) is not None:
            asked.add(one)
        return models.Q(pk=one.key, marking_id=one.marking_id)

    def named_if_few(self, reader: Reader) -> Self:
        """The same rows for a list; where the reader may read but few of the whole table, those are named one by one.

        A list is walked in its order and what may not be read is passed over: quick for whoever reads much, and
        a walk through the whole table for whoever reads next to nothing. No planner tells the two apart on both
        databases, so it is looked up here, in an index (`few_index`) that no other query can be led astray by. Rows
        are hardly ever taken away, so whoever was found to read many is not looked up again.
        """
        readable = readable_marking_ids(reader)
        if (self.model, readable) in _many:
            return self
        every = type(self)(self.model, using=self.db).whole("keys alone, of what this reader may read")
        under = every.annotate(under=_under()).filter(under__in=readable)
        keys = list(under.order_by().values_list("pk", flat=True)[: FEW + 1])
        if len(keys) <= FEW:
            return self.filter(pk__in=keys)
        if len(_many) >= _KEPT:
            _many.clear()
        _many.add((self.model, readable))
        return self

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


def _under() -> Abs:
    """The id of a marking, written so that only `few_index` serves it. Ids are never negative."""
    return Abs("marking_id", output_field=models.BigIntegerField())


def few_index(key: str, name: str) -> models.Index:
    """What `named_if_few` looks into; `key` is the primary key.

    A large table has it instead of a plain index of its markings, which a database would use for every list, reading
    and sorting all that somebody may read.
    """
    return models.Index(Abs("marking"), models.F(key), name=name)


@cache
def policies() -> Policies:
    """Every marking policy in the library, those of the house first. Raises BadMarkings."""
    folder = settings.LIBRARY / "markings"
    read = [read_policy(text, name) for name, text in _files(folder)]
    known = {policy.name: policy for policy in read}
    communities = [read_community(text, name) for name, text in _files(folder / "communities")]
    tables = [read_table(text, name, known) for name, text in _files(folder / "equivalences")]
    return together(known, communities, tables)


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.yaml")):
        yield f"{folder.name}/{path.name}", path.read_text(encoding="utf-8")


def marking_for(label: Label) -> Marking:
    """The one row of this label, made when it is first used."""
    digest = label.digest()
    row, _ = Marking.objects.get_or_create(
        digest=digest, defaults={"data": label.as_data(), "words": label.in_words()[:500]}
    )
    return row


_labels: dict[str, Label] = {}
_MOST_LABELS = 100_000


def label_of(marking_id: int) -> Label:
    """The label of a marking, parsed once per digest: by digest and never by id, as decisions are kept."""
    with connection.cursor() as cursor:  # each act asks this once or more; the models take five times as long
        cursor.execute("SELECT digest FROM labels_marking WHERE id = %s", [marking_id])
        found = cursor.fetchone()
    if found is None:
        raise Marking.DoesNotExist(f"there is no marking {marking_id}")
    digest: str = found[0]
    for _, label in _labels_of([digest]):
        return label
    raise Marking.DoesNotExist(f"there is no marking {marking_id}")


def joined(markings: Iterable[Marking]) -> Label:
    """The label of a page or file that shows things under these markings. Raises CannotJoin."""
    return join([marking.label for marking in markings], policies(), _now())


def level_of(label: Label) -> int:
    """Height of what a label says now, for colour; an unknown level counts as the highest."""
    return max(_height(one) for one in label.in_force(_now()).each())


def _height(label: Label) -> int:
    policy = policies().get(label.policy)
    height = policy.height(label.classification) if policy else None
    return height if height is not None else 9


def banner_of(label: Label) -> str:
    """What a label says now, in the style of its policy."""
    return banner(label, policies(), _now())


def readable(label: Label, reader: Reader, at: datetime | None = None) -> Reading:
    """May this reader read under this label, now or at the moment given; with every reason."""
    return reads(label, reader, policies(), at or _now())


def against_marking(label: Label) -> tuple[str, ...]:
    """What the policies of a label have against marking something new so now, a saying for each; nothing when it may.

    Every form in which a person chooses a marking asks this.
    """
    known, today = policies(), _now().date()
    found: list[str] = []
    for one in label.each():
        policy = known.get(one.policy)
        found += policy.faults(one, today) if policy else [say("no policy {policy} is known here", policy=one.policy)]
    return tuple(found)


def _now() -> datetime:
    return timezone.now()  # noqa: TID251  (reading is always about now; a query is not told the time by its page)


_decided: dict[Reader, dict[str, bool]] = {}
_Seen = tuple[int, int, str]
_sets: dict[Reader, tuple[_Seen | None, frozenset[int]]] = {}
_many: set[tuple[type[models.Model], frozenset[int]]] = set()  # who reads many rows of which table
_KEPT = 500


class _Kept:
    """The committed rows as they were last seen, and the first moment at which time alone may change a decision."""

    rows: tuple[_Seen | None, list[tuple[int, str]]] = (None, [])
    until: datetime | None = None


_asked: ContextVar[set[Opened] | None] = ContextVar("asked_for_what_stands_open", default=None)


@contextmanager
def noting_what_stands_open() -> Iterator[set[Opened]]:
    """What stands open in an emergency and was asked for meanwhile, by whatever query."""
    asked: set[Opened] = set()
    token = _asked.set(asked)
    try:
        yield asked
    finally:
        _asked.reset(token)


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
    another marking. What stands open in an emergency is no marking, and changes nothing here.
    """
    reader = reader.plain
    asked = _page.get()
    if asked is None:
        return _readable_now(reader)
    if reader not in asked:
        asked[reader] = _readable_now(reader)
    return asked[reader]


def _readable_now(reader: Reader) -> frozenset[int]:
    """Decided anew only for markings that were not there before.

    Outside a transaction what is seen is committed and never goes away, so as many rows as before are the same rows; in
    one, rows may be seen that are taken back later, and their ids given to others.
    """
    now = _now()
    if _Kept.until is not None and now >= _Kept.until:
        _forget_what_was_decided()
    if connection.in_atomic_block:
        return _decide(reader, _rows(), now)
    seen = _rows_there_are()
    of, found = _sets.get(reader, (None, frozenset()))
    if of is None or of != seen:
        found = _decide(reader, _rows_once(seen), now)
        _sets[reader] = (seen, found)
    return found


def _rows_once(seen: "_Seen") -> list[tuple[int, str]]:
    """The committed rows, read once for all readers."""
    of, rows = _Kept.rows
    if of is None or of != seen:
        rows = _rows()
        _Kept.rows = (seen, rows)
    return rows


def _rows() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:  # asked for by every list of a page; the models take three times as long
        cursor.execute("SELECT id, digest FROM labels_marking")
        return list(cursor.fetchall())


def _rows_there_are() -> "_Seen":
    """How many markings there are, and the last of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM labels_marking), id, digest FROM labels_marking ORDER BY id DESC LIMIT 1"
        )
        found: _Seen | None = cursor.fetchone()
    return found or (0, 0, "")


def _decide(reader: Reader, rows: list[tuple[int, str]], now: datetime) -> frozenset[int]:
    if reader not in _decided and len(_decided) >= _KEPT:
        _decided.clear()
        _sets.clear()
    known = _decided.setdefault(reader, {})
    if fresh := [digest for _, digest in rows if digest not in known]:
        admits = admission(reader, policies(), now).admits
        turns = [next_day(policies(), now), _Kept.until]
        for digest, label in _labels_of(fresh):
            known[digest] = admits(label)
            if label.succession and (later := label.in_force(now).succession):
                turns.append(later.at)
        _Kept.until = min(filter(None, turns), default=None)
    return frozenset(pk for pk, digest in rows if known.get(digest, False))


def _labels_of(digests: list[str]) -> Iterator[tuple[str, Label]]:
    """Each label by its digest, parsed once for all readers."""
    if missing := [digest for digest in digests if digest not in _labels]:
        if len(_labels) + len(missing) > _MOST_LABELS:
            _labels.clear()
            missing = digests
        few = {} if len(missing) > 500 else {"digest__in": missing}  # most are missing: reading all is one short query
        for digest, data in Marking.objects.filter(**few).values_list("digest", "data"):
            _labels[digest] = from_data(data)
    return ((digest, _labels[digest]) for digest in digests if digest in _labels)


def _forget_what_was_decided() -> None:
    _decided.clear()
    _sets.clear()
    _Kept.rows, _Kept.until = (None, []), None


def forget_decisions() -> None:
    """Drop what is kept in memory (a test that swaps databases needs it)."""
    _forget_what_was_decided()
    _many.clear()
    policies.cache_clear()


def page_marking(markings: Iterable[Marking]) -> dict[str, Any]:
    """What a page's banner says: the join of all that the page shows, as ``{"text", "level"}``.

    A page that shows nothing marked carries the lowest level (of each policy, where their names for it differ); parts
    that cannot be joined are named one by one, at the highest level among them.
    """
    parts = {marking.pk: marking for marking in markings}
    if not parts:
        lowest = sorted({policy.levels[0] for policy in policies().values() if policy.own})
        return {"text": " | ".join(lowest) or "UNMARKED", "level": 0}
    try:
        whole = joined(parts.values())
    except CannotJoin:
        return {
            "text": " | ".join(sorted({banner_of(part.label) for part in parts.values()})),
            "level": max(level_of(part.label) for part in parts.values()),
        }
    return {"text": banner_of(whole), "level": level_of(whole)}


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
