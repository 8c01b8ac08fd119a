"""The monitor of texts: is what was put still what is kept, and did every answer and signature bind it?"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from comity.foundation.record.queries import Entry
from comity.procedure.clearance.queries import TextKept, holds_on, texts_kept

from ..rules import found
from ..rules.binding import BINDING, PUT, Put, Texts
from ..rules.trouble import Trouble
from .bodies import entries, event_of, keys_of

_ERASED = ""  # in place of the digest of a text whose entry has no body any more: nobody can tell which it was
_KEY = "decision.key-turned"


def decisions_on_another_text(first: int, end: int) -> Iterator[Trouble]:
    """Texts put in the stretch that are changed or gone by now; answers and signatures in it that bind another text,
    and keys turned for it while a hold was running."""
    rows = [row for row in entries(first, end, (*PUT, *BINDING)) if _dossier(row)]
    dossiers = {_dossier(row) for row in rows}
    kept = texts_kept(UUID(key) for key in dossiers)
    texts = Texts(_put(dossiers, end))
    for row in rows:
        if row.kind in PUT:
            yield from _kept_as_put(row, kept)
        else:
            yield from _bound(row, texts)
    yield from _over_holds([row for row in rows if row.kind == _KEY and event_of(row).get("grants")])


def _kept_as_put(row: Entry, kept: Mapping[UUID, list[TextKept]]) -> Iterator[Trouble]:
    put, reference = _as_put(row), str(event_of(row).get("reference"))
    text = next((one for one in kept.get(UUID(put.dossier), ()) if one.number == put.number), None)
    if text is None:
        yield Trouble(key=f"gone:{row.seq}", words=found.text_gone(reference, put.digest, row.seq), seq=row.seq)
    elif not put.digest == text.digest == text.gives:
        gives = text.gives if text.gives != put.digest else text.digest
        words = found.text_changed(reference, put.number, put.digest, gives or "")
        yield Trouble(key=f"text:{row.seq}", words=words, seq=row.seq)


def _bound(row: Entry, texts: Texts) -> Iterator[Trouble]:
    event, put = event_of(row), texts.before(_dossier(row), row.seq)
    bound = str(event.get("digest"))
    if put is None or put.digest not in (bound, _ERASED):
        reference = str(event.get("reference"))
        words = found.bound_another(row.actor, reference, row.seq, bound, put.digest if put else "")
        instrument = str(event.get("cites") or "")
        yield Trouble(key=f"bound:{row.seq}", words=words, seq=row.seq, instrument=instrument)


def _over_holds(keys: Sequence[Entry]) -> Iterator[Trouble]:
    holds = holds_on({UUID(_dossier(row)) for row in keys})
    for row in keys:
        event = event_of(row)
        running = [one for one in holds.get(UUID(_dossier(row)), ()) if one.ran(row.at)]
        for hold in running[:1]:
            words = found.over_a_hold(row.actor, str(event.get("reference")), row.seq, hold.owner)
            yield Trouble(key=f"hold:{row.seq}", words=words, seq=row.seq, instrument=str(event.get("cites") or ""))


def _put(dossiers: set[str], end: int) -> Iterator[Put]:
    about = {"mentions__thing_kind": "dossier", "mentions__thing_key__in": dossiers}
    for entry in entries(0, end, PUT).filter(**about):
        if _dossier(entry):
            yield _as_put(entry)
        else:
            yield from (Put(entry.seq, key, 0, _ERASED) for key in keys_of(entry, "dossier"))


def _as_put(entry: Entry) -> Put:
    event = event_of(entry)
    return Put(entry.seq, _dossier(entry), int(event.get("number", 1)), str(event.get("digest")))


def _dossier(row: Entry) -> str:
    """The key of its dossier; empty where its body is gone."""
    try:
        return str(UUID(str(event_of(row).get("dossier"))))
    except ValueError:
        return ""
