"""What monitors found, as far as a reader may read it; and for overseers, how much there is that they may not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q

from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.queries import MarkedQuerySet, counted, label_of
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import Entry, entire_history, history

from ..models import Acknowledgement, Finding, Look
from ..permissions import may_acknowledge
from .monitors import MONITORS, Reads

_COUNTING = "overseers are told that there is more than they may read, and nothing else of it"


def found_for(reader: Reader) -> MarkedQuerySet[Finding]:
    """Every finding this reader may read, the latest first, each with whoever took note of it."""
    noted = Acknowledgement.objects.select_related("post", "person")
    rows: MarkedQuerySet[Finding] = Finding.objects.readable_by(reader).select_related("marking")
    return rows.prefetch_related(Prefetch("acknowledgements", noted))


def standing_findings() -> MarkedQuerySet[Finding]:
    """What is found and still so, whoever may read it: for the monitors themselves."""
    rows: MarkedQuerySet[Finding] = Finding.objects.whole("monitors compare what they find with what was found")
    return rows.filter(gone_at__isnull=True)


def open_findings() -> MarkedQuerySet[Finding]:
    """What is still so and no overseer took note of, whoever may read it: for the console, which says so."""
    noted = Acknowledgement.objects.order_by().values("finding_id")
    return standing_findings().exclude(pk__in=noted).select_related("marking").order_by("pk")


def finding_whoever_reads(reference: str) -> Finding | None:
    """The finding of this name, for telling people of it, each of whom is asked for its marking first."""
    rows = Finding.objects.whole("whoever is told is asked for its marking")
    number = reference.removeprefix("F-")
    return rows.filter(pk=int(number)).first() if number.isdecimal() else None


def unnoted(rows: MarkedQuerySet[Finding], actor: Actor) -> MarkedQuerySet[Finding]:
    """Those still so that wait: on an overseer, until their own post took note; on others, until any did."""
    standing = rows.filter(gone_at__isnull=True)
    noted = Acknowledgement.objects.order_by()
    if may_acknowledge(actor):
        noted = noted.filter(post_id=actor.from_post)
    return standing.exclude(pk__in=noted.values("finding_id"))


def beyond_ones_clearance(actor: Actor) -> int:
    """How many findings still so an overseer may not read, under a marking policy they are cleared for at all. Others
    are told nothing, and what belongs to another framework is as if it were not there."""
    if not may_acknowledge(actor):
        return 0
    own = {policy for policy, _level in actor.reader.clearances}
    readable = Finding.objects.readable_by(actor.reader).values("pk")
    hidden = Finding.objects.whole(_COUNTING).filter(gone_at__isnull=True).exclude(pk__in=readable)
    return sum(
        label_of(marking_id).policy in own for marking_id in hidden.order_by().values_list("marking_id", flat=True)
    )


def entries_of(findings: Iterable[Finding], reader: Reader) -> dict[int, Entry]:
    """The entries that findings are about, by number, as far as they are there and may be read."""
    seqs = [one.seq for one in findings if one.seq is not None]
    return {entry.seq: entry for entry in history(reader=reader).filter(seq__in=seqs)}


def looks() -> dict[str, Look]:
    """How far each monitor has read; none of it is marked, since it says only numbers and times."""
    return {look.watch: look for look in Look.objects.all()}


def look_of(watch: str) -> Look:
    """How far a monitor has read; a new one has read nothing."""
    return Look.objects.filter(pk=watch).first() or Look(watch=watch)


def marking_of_entry(seq: int) -> int | None:
    """The marking of an entry; None where it is gone."""
    rows = entire_history("a finding is marked as the entry it is about")
    return rows.filter(seq=seq).values_list("marking_id", flat=True).first()


def mentioned_in(seq: int | None) -> list[Thing]:
    """What an entry is about, as the table shows it."""
    if seq is None:
        return []
    row = entire_history("a finding is about what its entry is about").filter(seq=seq).first()
    return [mention.thing for mention in row.mentions.all()] if row else []


def of_watch(rows: MarkedQuerySet[Finding], watch: str) -> MarkedQuerySet[Finding]:
    return rows.filter(Q(watch=watch)) if watch else rows


@dataclass(frozen=True, slots=True)
class Watched:
    """What a desk says of the monitors: how many findings wait, how many are beyond one's clearance, how far all
    that read entries have read and when the first of them last looked; and the markings of what is counted."""

    waiting: int
    beyond: int
    read_to: int
    looked_at: datetime | None
    marking_ids: frozenset[int]


def found_waiting(actor: Actor) -> Watched:
    """Three queries, and a few more where something is beyond this reader."""
    waiting, marking_ids = counted(unnoted(Finding.objects.readable_by(actor.reader), actor))
    reading = [one.watch.key for one in MONITORS if isinstance(one, Reads)]
    seen = [look for look in Look.objects.filter(pk__in=reading) if look.looked_at]
    all_looked = len(seen) == len(reading)
    read_to = min((look.read_to for look in seen), default=0)
    looked_at = min((look.looked_at for look in seen if look.looked_at), default=None) if all_looked else None
    return Watched(waiting, beyond_ones_clearance(actor), read_to, looked_at, marking_ids)
