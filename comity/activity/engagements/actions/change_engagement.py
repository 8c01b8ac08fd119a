"""What every action on an engagement does alike: find and lock it, write what is said, move it on."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say, series
from comity.procedure.clearance.actions.lock import lock_dossier
from comity.procedure.clearance.rules.subject import plain

from ..events import EngagementEvent
from ..models import Engagement, Numbering, Participation, Ship, Version
from ..queries import thing
from ..rules.dates import is_long, last_day
from ..rules.life import Move, after
from ..rules.particulars import Difference, Snapshot, digest, facts, particulars, stored_differences

LAID = (
    *("kind", "title", "purpose", "objectives", "zone", "place", "latitude", "longitude", "personnel"),
    *("tanks", "combat_vehicles", "guns", "sorties", "has_ships", "live_fire", "cost"),
)
CODES = 200  # characters kept of the partners' codes; the list shows no more


def locked(key: UUID) -> Engagement:
    """The engagement, locked until the act ends. Whether the actor may read it is the permission's to ask."""
    rows = Engagement.objects.whole("an act locks its engagement first and asks permission next")
    # Its dossier first, as clearance does when it decides: two acts never wait for each other crosswise.
    dossier_id = rows.filter(pk=key).values_list("dossier_id", flat=True).first()
    if dossier_id is not None:
        lock_dossier(dossier_id)
    found: Engagement | None = rows.select_for_update(of=("self",)).filter(pk=key).first()
    if found is None:
        raise Refused(say("There is no such engagement."))
    return found


def unchanged_since(it: Engagement, seen_version: int) -> None:
    """Raises Refused, with what changed, when somebody else has written since the actor looked."""
    if it.version == seen_version:
        return
    rows = Version.objects.whole("shown to somebody who may write in the engagement").filter(engagement=it)
    kept = {v.number: v for v in rows.filter(number__in=[seen_version, it.version]).select_related("by")}
    if (then := kept.get(seen_version)) is None or (now := kept.get(it.version)) is None:
        raise Refused(say("It has moved on to version {number}. Open it again.", number=it.version))
    changed = series([each.words for each in stored_differences(then.particulars, now.particulars)])
    raise Refused(
        say(
            "{person} changed it to version {number} while you wrote: {changes}. "
            "Look at it again; what you typed is kept here.",
            person=now.by,
            number=it.version,
            changes=changed or say("nothing you can see here"),
        )
    )


def lay(it: Engagement, said: Snapshot) -> None:
    """Set the fields from what is said, and what the list repeats of them. Does not save."""
    for name in LAID:
        setattr(it, name, getattr(said, name))
    it.host_id = said.host
    it.start, it.start_precision = said.start.first, said.start.precision
    it.end, it.end_precision = said.end.first, said.end.precision
    codes = dict.fromkeys(party.state or party.name for party in said.parties)
    it.partner_codes = " ".join(codes)[:CODES]
    it.sort_date = said.start.earliest or it.created_at.date()
    it.last_day = last_day(said.start, said.end)
    it.is_long = is_long(said.start, said.end)


def write_rows(it: Engagement, said: Snapshot) -> None:
    """The participants and ships as they are said now; what they were stands in the versions."""
    it.participations.all().delete()
    it.ships.all().delete()
    add_rows(it, said)


def add_rows(it: Engagement, said: Snapshot) -> None:
    if said.parties:
        Participation.objects.bulk_create(
            Participation(
                engagement=it,
                state_id=p.state,
                name=p.name,
                units=p.units,
                personnel=p.personnel,
                sort_date=it.sort_date,
            )
            for p in said.parties
        )
    if said.ships:
        Ship.objects.bulk_create(Ship(engagement=it, kind=s.kind, count=s.count, tonnage=s.tonnage) for s in said.ships)


def keep_version(it: Engagement, said: Snapshot, *, actor: Actor, at: datetime, why: str = "") -> Version:
    """Keep what is said, whole, under the engagement's present number and marking."""
    version: Version = Version.objects.create(
        engagement=it,
        number=it.version,
        particulars=[p.as_data() for p in particulars(said)],
        facts=plain(facts(said)),
        digest=digest(said),
        by_id=person_in_post(actor)[0],
        by_post=actor.post,
        at=at,
        why=why,
        marking_id=it.marking_id,
    )
    return version


def move_on(it: Engagement, move: Move, *, at: datetime) -> None:
    """Raises NoSuchMove when its state does not know the move."""
    it.state = after(it.state, move)
    it.state_since = at
    it.save(update_fields=["state", "state_since"])


def tell(event: EngagementEvent, it: Engagement, *, actor: Actor, at: datetime) -> None:
    announce(event, actor=actor, at=at, about=[thing(it)], marking_id=it.marking_id)


def named(it: Engagement) -> dict[str, str]:
    return {"reference": it.reference, "title": it.title}


def person_in_post(actor: Actor) -> tuple[int, int]:
    """The ids of both. Raises Refused for the clock and for somebody without a post, whom no permission passes."""
    if actor.person_id is None or actor.post_id is None:
        raise Refused(say("Only a person in a post does this."))
    return actor.person_id, actor.post_id


def in_words(changed: Sequence[Difference]) -> tuple[str, ...]:
    return tuple(str(difference) for difference in changed)


def needs_words(words: str, *, of: str, field: str = "reason") -> str:
    """The words, trimmed. Raises Refused without any; `of` says what they tell: “why it is withdrawn”."""
    if said := words.strip():
        return said
    raise Refused(say("Say {what}: it is written in the record.", what=of), fields={field: say("Say {what}.", what=of)})


def next_reference(year: int) -> str:
    """The next number of the year. Locks the year's row, so that no two engagements get the same."""
    Numbering.objects.get_or_create(year=year)
    row = Numbering.objects.select_for_update().get(year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return f"ENG-{year}-{row.last:04d}"
