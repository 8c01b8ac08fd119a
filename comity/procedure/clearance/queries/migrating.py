"""What would become of a dossier under another version of its framework."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet

from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.said import day, say
from comity.mandate.institutions.queries import Framework, file_of, posts

from ..models import Consultation, Dossier, FrozenSubject, Opinion
from ..rules.life import UNDECIDED, Asked
from ..rules.migrating import Answer, Fate, Line, Seat, fate, ladder_holds, seats, stands_on
from ..rules.opinion import OpinionKind
from ..rules.route import Route
from .procedure import consultations_of
from .progress import facts_of
from .reading import dossiers
from .routes import Choice, choose_route, route_of


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of every part, which consultations fall, and why it cannot be done if it cannot.

    `digest` binds what was seen: an act on this plan is refused once anything of it has changed.
    """

    to: Framework
    choice: Choice
    lines: tuple[Line, ...]
    falls: frozenset[UUID]
    stages: dict[str, int]
    refusal: str | None
    digest: str

    @property
    def asks(self) -> bool:
        """Whether anybody must answer before it can go on."""
        return any(line.fate in (Fate.NEW, Fate.ASKED_ANEW, Fate.STILL_ASKED) for line in self.lines)

    def titles(self, *fates: Fate) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.post for line in self.lines if line.fate in fates))


def behind(framework: Framework, reader: Reader) -> QuerySet[Dossier]:
    """Undecided dossiers of this framework that run under another version than this one, which this reader may read."""
    rows: QuerySet[Dossier] = dossiers(reader).filter(framework__key=framework.key, state__in=UNDECIDED)
    return rows.exclude(framework_id=framework.pk).order_by("reference")


def migration_plan(dossier: Dossier, to: Framework) -> Plan:
    """Compare step by step. Only answers that the new route would have accepted stay."""
    frozen = dossier.subject
    facts = facts_of(frozen)
    choice = choose_route(facts, to)
    old_route, old_choice = route_of(dossier), choose_route(facts, dossier.framework)
    old, new = seats(old_choice.stages, file_of(dossier.framework)), seats(choice.stages, file_of(to))
    rows = [row for row in _standing(dossier) if row.elevates_id is None]
    lines, falls, refusals = [], set[UUID](), list[str]()
    titles = dict(posts().filter(key__in=[seat.step.post for seat in new.values()]).values_list("key", "title"))
    for row in rows:
        opinion = _opinion(row)
        outcome, why = fate(old.get(row.step_key), new.get(row.step_key), _answer(row, opinion), digest=frozen.digest)
        lines.append(Line(row.step_key, row.post.title, outcome, why))
        if outcome not in (Fate.KEPT, Fate.STILL_ASKED):
            falls.add(row.pk)
            refusals += _must_stay(row, opinion, outcome)
    asked = {row.step_key for row in rows}
    lines += [_first(key, seat, titles) for key, seat in new.items() if key not in asked]
    place = {key: n for n, key in enumerate(dict.fromkeys([*new, *old]))}
    lines.sort(key=lambda line: place.get(line.step, len(place)))
    falls |= _fallen_rulings(dossier, old_route, choice.route, falls, frozen.digest)
    refusal = _impossible(dossier, to, choice) or next(iter(refusals), None)
    said = "\n".join([to.digest, frozen.digest, dossier.state, *(f"{x.step} {x.post} {x.fate}" for x in lines)])
    stages = {key: seat.stage for key, seat in new.items()}
    return Plan(to, choice, tuple(lines), frozenset(falls), stages, refusal, sha256(said.encode()).hexdigest())


def asked_otherwise(dossier: Dossier, before: FrozenSubject, choice: Choice) -> frozenset[UUID]:
    """What stands of the route that the text before chose, and would not stand on the one that is now chosen."""
    file = file_of(dossier.framework)
    old = seats(choose_route(facts_of(before), dossier.framework).stages, file)
    new = seats(choice.stages, file)
    return frozenset(
        row.pk
        for row in _standing(dossier)
        if row.elevates_id is None
        and not stands_on(old.get(row.step_key), new.get(row.step_key), _answer(row, _opinion(row)))
    )


def _standing(dossier: Dossier) -> list[Consultation]:
    rows = consultations_of(dossier.pk).exclude(state__in=[Asked.SUPERSEDED]).order_by("stage", "asked_at", "pk")
    standing = list(rows.prefetch_related("opinions"))
    # A post that lapsed and whose superior was asked instead has two rows for one step: the later one counts.
    latest = {(row.step_key, row.elevates_id): row.pk for row in standing}
    return [row for row in standing if latest[row.step_key, row.elevates_id] == row.pk]


def _opinion(row: Consultation) -> Opinion | None:
    return next((one for one in row.opinions.all() if one.standing), None)


def _answer(row: Consultation, opinion: Opinion | None) -> Answer:
    kind = OpinionKind(opinion.kind) if opinion else None
    return Answer(row.post.key, Asked(row.state), kind, opinion.digest if opinion else "")


def _first(key: str, seat: Seat, titles: dict[str, str]) -> Line:
    outcome, why = fate(None, seat, None, digest="")
    return Line(key, titles.get(seat.step.post, seat.step.post), outcome, why)


def _must_stay(row: Consultation, opinion: Opinion | None, outcome: Fate) -> list[str]:
    """Dissent and holds are never swept away by moving: they end as the procedure ends them."""
    if row.state == Asked.HELD:
        hold = row.holds.filter(ended_at__isnull=True).first()
        until = day(hold.expires) if hold else "?"
        return [say("{post} holds it until {day}; the hold ends first.", post=row.post.title, day=until)]
    if outcome == Fate.DROPPED and opinion is not None and opinion.kind == OpinionKind.NONCONCUR:
        return [
            say(
                "{post} objects, and the new route does not ask it: meet the objection, or let it be decided under "
                "the old version.",
                post=row.post.title,
            )
        ]
    return []


def _fallen_rulings(dossier: Dossier, old: Route, new: Route | None, fallen: set[UUID], digest: str) -> set[UUID]:
    """Rulings on objections that no longer count, with those on answers that fall themselves; and what lapsed before a
    superior was asked, where the superior's answer falls."""
    found = set()
    rows = list(consultations_of(dossier.pk).exclude(state=Asked.SUPERSEDED).prefetch_related("opinions"))
    steps = {row.step_key for row in rows if row.pk in fallen}
    for row in rows:
        if row.elevates_id is not None:
            opinion = _opinion(row)
            holds = new is not None and ladder_holds(
                old.elevate, new.elevate, row.post.key, consensus=(old.consensus, new.consensus)
            )
            current = opinion is None or opinion.digest == digest
            if row.elevates_id in fallen or not holds or not current:
                found.add(row.pk)
        elif row.step_key in steps:
            found.add(row.pk)
    return found


def _impossible(dossier: Dossier, to: Framework, choice: Choice) -> str | None:  # noqa: PLR0911  a list of cases
    if dossier.framework_id == to.pk:
        return say("{reference} already runs under version {version}.", reference=dossier.reference, version=to.version)
    if dossier.state not in UNDECIDED:
        return say(
            "{reference} is {state}: what is decided stays as it was decided.",
            reference=dossier.reference,
            state=dossier.state_words,
        )
    if dossier.urgent:
        return say(
            "{reference} is urgent: move it once it is decided, or once its hours have run out.",
            reference=dossier.reference,
        )
    if choice.route is None:
        return say("No route can be chosen: {why}.", why=choice.why)
    if not any(choice.stages):
        return say("The route asks nobody for this subject: the framework must be mended.")
    if dossier.lead_post.key not in {post.key for post in file_of(to).posts}:
        return say(
            "{post}, who leads it, is no post of version {version}: withdraw it and propose it anew.",
            post=dossier.lead_post.title,
            version=to.version,
        )
    return None
