"""Looks up who holds what, and who may do what under which instrument."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache

import yaml
from django.conf import settings
from django.db.models import F, Q, QuerySet

from comity.foundation.access.queries import Person, active_people
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.conditions.rules.load import load
from comity.foundation.conditions.rules.vocabulary import named
from comity.foundation.labels.queries import marking_for, policies
from comity.foundation.labels.rules.label import from_data
from comity.foundation.words.rules.said import say

from .models import Absence, Appointment, Delegation, Framework, Institution, Mandate, Post, State, VersionProposal
from .permissions import may_appoint
from .rules.classes import Classified, EngagementClass, classify
from .rules.desk import Desk, desk_of
from .rules.framework import LOADER, Character, FrameworkFile, MandateEntry, May, PostEntry, read_framework
from .rules.lending import Bounds, bounded, loan_number, may_be_covered_by, may_be_lent, may_be_lent_to
from .rules.lines import child
from .rules.powers import Cover, covers, narrower
from .rules.rights import Holder, House, Lent


def sections_of(text: str) -> dict[str, yaml.Node]:
    """The top sections of a framework text as YAML nodes, which still know their lines."""
    root = yaml.compose(text, Loader=LOADER)
    return {key.value: value for key, value in root.value} if isinstance(root, yaml.MappingNode) else {}


_parsed: dict[str, tuple[FrameworkFile, tuple[EngagementClass, ...]]] = {}


def _read(framework: Framework) -> tuple[FrameworkFile, tuple[EngagementClass, ...]]:
    """Parsed once per text; the text itself is only fetched from the database for that."""
    if framework.digest not in _parsed:
        _parsed[framework.digest] = _parse(framework.text, framework.digest[:12])
    return _parsed[framework.digest]


def _parse(text: str, name: str) -> tuple[FrameworkFile, tuple[EngagementClass, ...]]:
    file = read_framework(text, name=name)
    sections = sections_of(text)
    vocabulary = named(file.subject)
    classes = []
    for entry, node in zip(file.classes, sections["classes"].value, strict=True):
        condition = load(child(node, "when"), vocabulary, name=file.framework)  # type: ignore[arg-type]  # it was read
        classes.append(EngagementClass(entry.key, entry.title, condition, entry.why))
    return file, tuple(classes)


def file_of(framework: Framework) -> FrameworkFile:
    """The framework's content, parsed once per text. Raises BadFramework or Unreadable."""
    return _read(framework)[0]


def classes_of(framework: Framework) -> tuple[EngagementClass, ...]:
    return _read(framework)[1]


def framework_in_force(key: str | None = None) -> Framework | None:
    """The newest adopted version of one framework. Without a key: of the only one there is; a house of several has
    none that goes without saying, and whoever asks must name the post or the person it is about."""
    rows = Framework.objects.defer("text")
    if key:
        return rows.filter(key=key).first()
    every = frameworks_in_force()
    return every[0] if len(every) == 1 else None


def frameworks_in_force() -> list[Framework]:
    """The newest adopted version of each framework of the house, in the order they were founded."""
    newest: dict[str, Framework] = {}
    for row in Framework.objects.defer("text").order_by("adopted_at", "pk"):
        newest[row.key] = row
    return list(newest.values())


def versions_of(key: str) -> list[Framework]:
    """Every version of a framework that was ever in force, the newest first."""
    return list(Framework.objects.filter(key=key).defer("text"))


def text_of(framework: Framework) -> str:
    """The text of a version as it was adopted."""
    return framework.text


def open_proposals(key: str) -> list[VersionProposal]:
    """Versions of this framework that are proposed and wait, the latest first."""
    return list(proposals_of(key).filter(ending__isnull=True))


def proposals_of(key: str) -> QuerySet[VersionProposal]:
    related = ("by", "by_post", "by_post__superior", "against", "ending", "ending__by", "ending__by_post")
    return VersionProposal.objects.filter(key=key).select_related(*related)


def proposal_text(proposal_id: str) -> tuple[str, str]:
    """The key and the text of a proposed version. Raises VersionProposal.DoesNotExist."""
    found = VersionProposal.objects.get(pk=proposal_id)
    return found.key, found.text


def approver_of(framework: Framework, proposing: Post) -> Post | None:
    """Which post approves what this post proposes, by this version: the one it names, else the superior of the post
    that proposes. Read from the version itself, so that what is proposed never says who approves it."""
    file = file_of(framework)
    if file.adoption is not None:
        return Post.objects.filter(key=file.adoption.approved_by).first()
    above = next((entry.superior for entry in file.posts if entry.key == proposing.key), None)
    return Post.objects.filter(key=above).first() if above else None


def versions_to_approve(actor: Actor, at: datetime) -> list[tuple[Framework, VersionProposal]]:
    """Proposals that wait on this actor: their post approves, and another person proposed. One query if none waits."""
    waiting = VersionProposal.objects.filter(ending__isnull=True).exclude(by_id=actor.person_id or 0)
    if actor.post_id is None or not waiting.exists():
        return []
    found = []
    for framework in frameworks_of(actor.person_id, at):
        for one in (
            proposals_of(framework.key).filter(ending__isnull=True, against=framework).exclude(by_id=actor.person_id)
        ):
            second = approver_of(framework, one.by_post)
            if second is not None and second.pk == actor.post_id:
                found.append((framework, one))
    return found


def frameworks_of(person_id: int | None, at: datetime) -> list[Framework]:
    """The frameworks in which this person holds a post; for somebody without any post, the only one there is.

    Posts, institutions and powers of any other framework are not theirs to see.
    """
    keys = set(appointments_of(person_id or 0, at).values_list("post__institution__framework_key", flat=True))
    every = frameworks_in_force()
    return [row for row in every if row.key in keys] if keys else every if len(every) == 1 else []


def framework_about(person: Person, at: datetime) -> Framework | None:
    """The framework by which what is told of this person is marked: that of the post they hold, else of a marking
    policy they are cleared under."""
    held = frameworks_of(person.pk, at)
    return held[0] if held else framework_cleared_for(person.clearances)


def framework_cleared_for(policies: Iterable[str]) -> Framework | None:
    """The only framework there is; of several, the first whose own marking policy is among these."""
    every, known = frameworks_in_force(), set(policies)
    if len(every) == 1:
        return every[0]
    return next((row for row in every if str(file_of(row).deliberation["policy"]) in known), None)


def framework_over(post: Post) -> Framework | None:
    return framework_in_force(post.institution.framework_key)


def framework_above(post_id: int) -> Framework | None:
    """The framework in force over the institution of a post, in one query."""
    keys = Institution.objects.filter(posts=post_id).values("framework_key")
    return Framework.objects.defer("text").filter(key__in=keys).first()


def post_by_key(key: str) -> Post:
    """Raises Post.DoesNotExist."""
    return Post.objects.select_related("institution", "institution__state", "superior").get(key=key)


def posts_by_key(keys: Iterable[str]) -> dict[str, Post]:
    """These posts by their keys, in one query. Raises Post.DoesNotExist when one of them is missing."""
    wanted = set(keys)
    found = {post.key: post for post in posts().filter(key__in=wanted)} if wanted else {}
    if missing := wanted - found.keys():
        raise Post.DoesNotExist(f"there is no post {', '.join(sorted(missing))}")
    return found


def post_by_id(pk: int) -> Post:
    return Post.objects.select_related("institution", "institution__state", "superior").get(pk=pk)


def posts_of(frameworks: Iterable[Framework]) -> QuerySet[Post]:
    """The posts of these frameworks only: what a page shows."""
    return posts().filter(institution__framework_key__in=[row.key for row in frameworks])


def desk_of_post(post_id: int | None) -> Desk | None:
    """The first screen of a post: what its framework names, else what its institution, powers and character suggest.
    None without a post, and for a post that only needs to know what waits on it."""
    if post_id is None:
        return None
    post = post_by_id(post_id)
    framework = framework_over(post)
    powers = {m.may for m in mandates_in_force(framework) if m.post_id == post_id} if framework else set()
    return desk_of(post.desk, institution_kind=post.institution.kind, character=post.character, may=powers)


def posts() -> QuerySet[Post]:
    return Post.objects.select_related("institution", "institution__state", "superior")


def institutions() -> QuerySet[Institution]:
    return Institution.objects.select_related("state")


def states() -> QuerySet[State]:
    return State.objects.all()


@cache
def _library_points() -> Mapping[str, tuple[float, float]]:
    text = (settings.LIBRARY / "places" / "points.yaml").read_text(encoding="utf-8")
    return {code: (float(north), float(east)) for code, (north, east) in yaml.safe_load(text)["points"].items()}


def points() -> dict[str, tuple[float, float]]:
    """Latitude and longitude at which maps draw each state; an invented one where its framework says."""
    invented = {e.code: e.point for row in frameworks_in_force() for e in file_of(row).states if e.point is not None}
    return {**_library_points(), **invented}


def state_named(spelling: str) -> State | None:
    """The state of this code, name or known spelling; None when nobody here knows it."""
    said = " ".join(spelling.split())
    return State.objects.filter(
        Q(code=said.upper()) | Q(name__iexact=said) | Q(spellings__spelling=said.casefold())
    ).first()


def _on(at: datetime, prefix: str = "") -> Q:
    day = at.date()
    begun = Q(**{f"{prefix}starts__lte": day})
    return begun & (Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gt": day}))


def appointments_of(person_id: int, at: datetime) -> QuerySet[Appointment]:
    """What this person holds at that moment."""
    return Appointment.objects.filter(_on(at), person_id=person_id).select_related(
        "post", "post__institution", "person"
    )


def appointable(post: Post, at: datetime) -> QuerySet[Person]:
    """Whom one may think of for a post: whoever holds a post of the same framework, or none at all."""
    held = Appointment.objects.filter(_on(at))
    here = held.filter(post__institution__framework_key=post.institution.framework_key)
    return active_people().filter(
        Q(pk__in=here.values("person_id")) | ~Q(pk__in=held.values("person_id")),
    )


def holders(post_id: int, at: datetime) -> QuerySet[Appointment]:
    return Appointment.objects.filter(_on(at), post_id=post_id).select_related("person", "post")


def appointments_to(post_id: int, at: datetime) -> QuerySet[Appointment]:
    """Whoever holds the post at that moment, or is to hold it later."""
    running = Q(ends__isnull=True) | Q(ends__gt=at.date()) & Q(ends__gt=F("starts"))
    return Appointment.objects.filter(running, post_id=post_id).select_related("person").order_by("starts", "pk")


def people_at(post_ids: Iterable[int], at: datetime) -> list[int]:
    """Ids of the people who hold any of these posts at that moment."""
    rows = Appointment.objects.order_by().filter(_on(at), post_id__in=list(post_ids))
    return list(rows.values_list("person_id", flat=True))


def holders_of(post_ids: Iterable[int], at: datetime) -> dict[int, list[Appointment]]:
    """Who holds each of these posts at that moment, in one query."""
    found: dict[int, list[Appointment]] = {pk: [] for pk in post_ids}
    for row in Appointment.objects.filter(_on(at), post_id__in=found).select_related("person"):
        found[row.post_id].append(row)
    return found


def actor_from(appointment: Appointment) -> Actor:
    """The actor that this appointment makes of its person."""
    post = appointment.post
    return Actor(
        person_id=appointment.person_id,
        person=appointment.person.name,
        post_id=post.pk,
        post=say("{post} (acting)", post=post.title) if appointment.acting else post.title,
        institution_id=post.institution_id,
        institution=post.institution.name,
        character=post.character,
        reader=appointment.person.reader,
    )


def actor_for(person: Person, at: datetime, post_id: int | None = None) -> Actor:
    """This person acting from one of the posts they hold; without any post they may read, and decide nothing.

    A post that the person does not hold is ignored: what a browser asks for is never believed.
    """
    return actor_among(list(appointments_of(person.pk, at)), person, post_id)


def actor_among(held: Sequence[Appointment], person: Person, post_id: int | None) -> Actor:
    """The same, among appointments already looked up."""
    chosen = next((row for row in held if row.post_id == post_id), held[0] if held else None)
    if chosen is not None:
        return actor_from(chosen)
    return Actor(person_id=person.pk, person=person.name, post_id=None, post="", reader=person.reader)


def _running(at: datetime) -> Q:
    """Of a loan: its time has come and is not over, nobody took it back, and whoever lent it still holds the post from
    which they did."""
    not_taken_back = Q(revoked_at__isnull=True) | Q(revoked_at__gt=at)
    return Q(starts__lte=at, ends__gt=at) & not_taken_back & _on(at, "appointment__")


_OF_A_LOAN = (
    *("mandate", "mandate__post", "mandate__post__institution", "mandate__instrument", "mandate__framework"),
    *("to_post", "made_by", "appointment", "appointment__person", "absence"),
)


def delegations_in_force(at: datetime) -> QuerySet[Delegation]:
    return _loans(_running(at))


def delegations_ahead(at: datetime) -> QuerySet[Delegation]:
    """Lent already, for a time that is still to come."""
    return _loans(Q(starts__gt=at) & (Q(revoked_at__isnull=True) | Q(revoked_at__gt=F("starts"))))


def delegations_of(appointment: Appointment, at: datetime) -> QuerySet[Delegation]:
    """What was lent from an appointment and is not over: what ends with it."""
    not_taken_back = Q(revoked_at__isnull=True) | Q(revoked_at__gt=at)
    return _loans(Q(appointment=appointment, ends__gt=at) & not_taken_back)


def _loans(which: Q) -> QuerySet[Delegation]:
    return Delegation.objects.filter(which).select_related(*_OF_A_LOAN).defer("mandate__framework__text")


def delegation_numbered(number: int) -> Delegation | None:
    return _loans(Q(pk=number)).first()


def lent_to(post_id: int, may: May, at: datetime) -> list[Delegation]:
    """The delegations of this power to a post that count at that moment."""
    # Hardly ever there is one, and to ask that is cheaper than to ask for everything about it.
    if not Delegation.objects.filter(to_post_id=post_id, mandate__may=may, starts__lte=at, ends__gt=at).exists():
        return []
    return [row for row in delegations_in_force(at).filter(to_post_id=post_id, mandate__may=may) if lawful(row)]


def absences(at: datetime) -> QuerySet[Absence]:
    """Away now or soon, and not back: those of whoever still holds the post."""
    not_back = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    holding = Q(appointment__ends__isnull=True) | Q(appointment__ends__gt=at.date())
    return Absence.objects.filter(not_back & holding, ends__gt=at).select_related(
        "appointment", "appointment__person", "appointment__post", "by_post", "made_by", "made_from"
    )


def entry_of(mandate: Mandate) -> MandateEntry | None:
    """The entry of its framework's file that a mandate was laid down from."""
    return next((e for e in file_of(mandate.framework).mandates if mandate.may in e.may and _is(e, mandate)), None)


def _is(entry: MandateEntry, mandate: Mandate) -> bool:
    return (
        (entry.post, entry.instrument, entry.article) == (mandate.post.key, mandate.instrument.key, mandate.article)
        and list(entry.classes) == list(mandate.classes)
        and list(entry.over) == list(mandate.over)
        and {term: str(limit) for term, limit in entry.ceiling.items()} == mandate.ceiling
    )


def post_entry(framework: Framework, key: str) -> PostEntry | None:
    """The entry of a post in a framework's file; None for a post that is not in it."""
    return next((entry for entry in file_of(framework).posts if entry.key == key), None)


def lawful(loan: Delegation) -> bool:
    """Whether the framework lets such a loan be made at all. Asked again whenever it is used: one that was made
    before the framework said who may lend what lends nothing."""
    return bool(lendable(loan.mandate, loan.to_post, classes=loan.classes, ceiling=loan.ceiling, days=_days(loan)))


def _days(loan: Delegation) -> int:
    return (loan.ends.date() - loan.starts.date()).days


def lendable(
    mandate: Mandate, to_post: Post, *, classes: Sequence[str], ceiling: Mapping[str, object], days: int
) -> Verdict:
    """`rules.lending.may_be_lent` of the entries in the mandate's framework."""
    entry, receiver = entry_of(mandate), post_entry(mandate.framework, to_post.key)
    if entry is None or receiver is None:
        return deny(say("a power is lent only within its own framework"))
    limits = {term: Decimal(str(limit)) for term, limit in ceiling.items()}
    return may_be_lent(entry, receiver, classes=classes, ceiling=limits, days=days)


def receivers_of(mandate: Mandate) -> list[PostEntry]:
    """The posts to which the framework lets this mandate be lent."""
    entry = entry_of(mandate)
    if entry is None or entry.lend is None:
        return []
    return [post for post in file_of(mandate.framework).posts if may_be_lent_to(entry, post)]


def coverable(post: Post, by_post: Post, framework: Framework) -> Verdict:
    """`rules.lending.may_be_covered_by` of the entries in a framework."""
    absent, by = post_entry(framework, post.key), post_entry(framework, by_post.key)
    if absent is None or by is None:
        return deny(say("a power is lent only within its own framework"))
    return may_be_covered_by(absent, by)


def lent_by_cover(post: Post, by_post: Post, framework: Framework) -> list[Mandate]:
    """The powers of a post that go to whoever covers it: those that may be lent to that post at all."""
    by = post_entry(framework, by_post.key)
    mine = [mandate for mandate in mandates_in_force(framework) if mandate.post_id == post.pk]
    return [mandate for mandate in mine if by and (entry := entry_of(mandate)) and may_be_lent_to(entry, by)]


def covering(post: Post, framework: Framework) -> list[tuple[Post, list[Mandate]]]:
    """The posts that may cover an absence from this one, each with the powers that would be lent to it."""
    mine = [mandate for mandate in mandates_in_force(framework) if mandate.post_id == post.pk]
    keys = {entry.key for mandate in mine for entry in receivers_of(mandate)}
    rows = posts().filter(key__in=keys)
    return [(row, lent_by_cover(post, row, framework)) for row in rows if coverable(post, row, framework)]


def not_over(person_id: int, at: datetime) -> QuerySet[Appointment]:
    """What this person holds now or is to hold later."""
    later = Q(ends__isnull=True) | Q(ends__gt=at.date()) & Q(ends__gt=F("starts"))
    return Appointment.objects.filter(later, person_id=person_id).select_related("post", "person").order_by("pk")


def holding(actor: Actor, post_id: int, at: datetime) -> Appointment | None:
    """The appointment by which this actor holds a post: the substantive one before an acting one."""
    if actor.post_id != post_id or actor.person_id is None:
        return None
    return holders(post_id, at).filter(person_id=actor.person_id).order_by("acting", "pk").first()


def holder_of_record(post_id: int, at: datetime) -> Appointment | None:
    """Who holds a post: the substantive holder, else whoever acts."""
    return holders(post_id, at).order_by("acting", "pk").first()


_mandates: dict[tuple[int, str, datetime], tuple[Mandate, ...]] = {}


def mandates_in_force(framework: Framework, may: May | None = None) -> list[Mandate]:
    """The mandates of a framework version, in its own order. They never change after its adoption, so they are
    read from the database once per process."""
    key = (framework.pk, framework.digest, framework.adopted_at)
    if key not in _mandates:
        _mandates[key] = tuple(framework.mandates.select_related("post", "post__institution", "instrument"))
    return [mandate for mandate in _mandates[key] if may is None or mandate.may == may]


def forget_mandates() -> None:
    """Drop what is kept in memory: tests give one framework the same name and moment again and again."""
    _mandates.clear()


def classified(framework: Framework, facts: Mapping[str, object]) -> Classified:
    """Which class of this framework the facts make, or what is missing to tell."""
    return classify(classes_of(framework), facts, named(file_of(framework).subject))


@dataclass(frozen=True, slots=True)
class Power:
    """One post that may, may not or perhaps may do a thing: who holds it, under what, through whom."""

    mandate: Mandate
    cover: Cover
    holders: tuple[Appointment, ...]
    loans: tuple["Loan", ...]

    @property
    def post(self) -> Post:
        return self.mandate.post

    @property
    def delegations(self) -> tuple[Delegation, ...]:
        return tuple(loan.delegation for loan in self.loans)


@dataclass(frozen=True, slots=True)
class Loan:
    """A power as it is lent: to whom, whether it covers the case within the bounds of the loan, who holds it there."""

    delegation: Delegation
    cover: Cover
    holders: tuple[Appointment, ...]

    @property
    def post(self) -> Post:
        return self.delegation.to_post


def who_may(may: May, facts: Mapping[str, object], *, framework: Framework, at: datetime) -> list[Power]:
    """Every post with such a mandate in force, those it covers first."""
    found = classified(framework, facts).found
    mandates = mandates_in_force(framework, may)
    running = [row for row in delegations_in_force(at).filter(mandate__in=mandates) if lawful(row)]
    held = holders_of({m.post_id for m in mandates} | {row.to_post_id for row in running}, at)
    lent: dict[int, list[Loan]] = {}
    for row in running:
        cover = _cover_of(row.mandate, row, found, facts)
        lent.setdefault(row.mandate_id, []).append(Loan(row, cover, tuple(held[row.to_post_id])))
    powers = [Power(m, _cover(m, found, facts), tuple(held[m.post_id]), tuple(lent.get(m.pk, ()))) for m in mandates]
    return sorted(powers, key=lambda p: {True: 0, None: 1, False: 2}[p.cover.covers])


def _cover(mandate: Mandate, found: EngagementClass | None, facts: Mapping[str, object]) -> Cover:
    return covers(
        mandate.classes,
        mandate.ceiling,
        class_key=found.key if found else None,
        class_title=found.title if found else "",
        facts=facts,
    )


def _cover_of(
    mandate: Mandate, loan: Delegation | None, found: EngagementClass | None, facts: Mapping[str, object]
) -> Cover:
    """What covers a case when it is lent: the mandate, and within it the loan."""
    own = _cover(mandate, found, facts)
    if loan is None:
        return own
    lent = covers(
        loan.classes,
        loan.ceiling,
        class_key=found.key if found else None,
        class_title=found.title if found else "",
        facts=facts,
    )
    return narrower(own, lent)


def power(
    actor: Actor,
    may: May,
    *,
    framework: Framework,
    at: datetime,
    facts: Mapping[str, object] | None = None,
    of: Post | None = None,
) -> Verdict:
    """May this actor, from the post they act from, do this? By mandate of the post or by delegation to it.

    `facts` None asks about the power as such, whatever class and ceiling. `of` asks for the mandate of that one
    post: who speaks for it does so under its power, and no other power they hold makes up for what that lacks.
    """
    if actor.post_id is None:
        return deny(say("nobody acts here without a post"))
    refusals = []
    held = _held_by(actor.post_id, may, framework, at)
    for mandate, delegation in held if of is None else [row for row in held if row[0].post_id == of.pk]:
        found = classified(framework, facts).found if facts is not None else None
        cover = _cover_of(mandate, delegation, found, facts) if facts is not None else Cover(True, "")
        if cover.covers:
            return allow(_grant(actor, mandate, delegation), source=_cites(mandate, delegation))
        refusals.append(say("{cites}: {why}", cites=_cites(mandate, delegation), why=cover.why))
    if refusals:
        return deny(*refusals)
    return deny(
        say(
            "{post} holds no mandate to {may} under {framework}",
            post=actor.post,
            may=may.words,
            framework=framework.title,
        )
    )


def _held_by(post_id: int, may: May, framework: Framework, at: datetime) -> list[tuple[Mandate, Delegation | None]]:
    own: list[tuple[Mandate, Delegation | None]] = [
        (m, None) for m in mandates_in_force(framework, may) if m.post_id == post_id
    ]
    return own + [(d.mandate, d) for d in lent_to(post_id, may, at) if d.mandate.framework_id == framework.pk]


def _grant(actor: Actor, mandate: Mandate, delegation: Delegation | None) -> str:
    if delegation is None:
        return say("{post} may {may}", post=actor.post, may=mandate.may_words)
    return say(
        "{post} may {may} for {other} by delegation {delegation}",
        post=actor.post,
        may=mandate.may_words,
        other=mandate.post.title,
        delegation=f"D-{delegation.pk}",
    )


def _cites(mandate: Mandate, delegation: Delegation | None) -> str:
    return mandate.cites if delegation is None else f"D-{delegation.pk} → {mandate.cites}"


@dataclass(frozen=True, slots=True)
class HeldThen:
    """A mandate that a post held at a past moment: its own, or lent to it by the delegation of this number."""

    mandate: Mandate
    loan: Delegation | None

    @property
    def delegation(self) -> int | None:
        return self.loan.pk if self.loan else None

    def covers(self, facts: Mapping[str, object] | None) -> bool:
        """Whether it covers a matter of these facts; without facts, whether there is such a power at all."""
        if facts is None:
            return True
        found = classified(self.mandate.framework, facts).found
        return bool(_cover_of(self.mandate, self.loan, found, facts).covers)


def held_then(post_id: int, may: May, *, framework: Framework, at: datetime) -> list[HeldThen]:
    """What a post might do then under a version of its framework: by its own mandates, and by what was lent to it and
    ran at that moment, whether or not it was revoked later."""
    own = [HeldThen(m, None) for m in mandates_in_force(framework, may) if m.post_id == post_id]
    lent = delegations_in_force(at).filter(to_post_id=post_id, mandate__may=may, mandate__framework=framework)
    return own + [HeldThen(row.mandate, row) for row in lent if lawful(row)]


def framework_versions() -> list[Framework]:
    """Every version that was ever adopted, the earliest first."""
    return list(Framework.objects.defer("text").order_by("adopted_at", "pk"))


def appointments_kept(post_ids: Iterable[int]) -> set[tuple[int, int, date]]:
    """Person, post and first day of every appointment to these posts, ended ones too."""
    rows = Appointment.objects.order_by().filter(post_id__in=list(post_ids))
    return set(rows.values_list("person_id", "post_id", "starts"))


def posts_of_character(characters: Iterable[str]) -> list[int]:
    """Ids of the posts of these characters, of whatever framework."""
    return list(Post.objects.order_by().filter(character__in=list(characters)).values_list("pk", flat=True))


def speaks_for(
    actor: Actor,
    post: Post,
    may: May,
    at: datetime,
    *,
    framework: Framework,
    facts: Mapping[str, object],
    not_lent_by: frozenset[int] = frozenset(),
) -> tuple[str, ...] | None:
    """The chain by which this actor speaks for a post on these facts: empty when they hold it, the delegation when
    one is in force for that power under this framework and covers them, None when they do not speak for it.

    What was lent by one of `not_lent_by` does not count: who may not act themselves does not act by another.
    """
    if actor.post_id is None:
        return None
    if actor.post_id == post.pk:
        return ()
    lent = (
        delegations_in_force(at)
        .filter(to_post_id=actor.post_id, mandate__post=post, mandate__may=may, mandate__framework=framework)
        .exclude(made_by_id__in=not_lent_by)
        .exclude(appointment__person_id__in=not_lent_by)
    )
    counting = [loan for loan in lent if lawful(loan)]
    found = classified(framework, facts).found if counting else None
    first = next((loan for loan in counting if _cover_of(loan.mandate, loan, found, facts).covers), None)
    return None if first is None else (f"D-{first.pk}", first.mandate.cites)


def posts_spoken_for(actor: Actor, may: May, at: datetime) -> list[int]:
    """Ids of the posts this actor speaks for: their own, and those lent to it for this power."""
    if actor.post_id is None:
        return []
    return [actor.post_id, *(loan.mandate.post_id for loan in lent_to(actor.post_id, may, at))]


def power_over(
    actor: Actor, may: May, institution_key: str, *, framework: Framework, at: datetime
) -> tuple[Verdict, bool]:
    """A power that is bounded by institutions: the verdict, and whether it extends to this one."""
    verdict = power(actor, may, framework=framework, at=at)
    if not verdict or actor.post_id is None:
        return verdict, False
    held = [mandate.over for mandate, _ in _held_by(actor.post_id, may, framework, at)]
    return verdict, any(not over or institution_key in over for over in held)


def may_fill(actor: Actor, post: Post, at: datetime) -> Verdict:
    """Whether this actor fills this post at all; `appoint_person` asks again about the person chosen."""
    framework = framework_over(post)
    if framework is None:
        return deny(say("no framework is in force"))
    verdict, over = power_over(actor, May.APPOINT, post.institution.key, framework=framework, at=at)
    civilian = post.character == Character.CIVILIAN
    return may_appoint(actor, person_id=None, power=verdict, over=over, post_is_civilian=civilian, founding=False)


def who_fills(post: Post, at: datetime) -> list[tuple[Mandate, list[Appointment]]]:
    """The mandates that reach to filling this post, each with whoever holds its post now."""
    framework = framework_over(post)
    if framework is None:
        return []
    civilian = post.character == Character.CIVILIAN
    found = [
        mandate
        for mandate in mandates_in_force(framework, May.APPOINT)
        if (not mandate.over or post.institution.key in mandate.over)
        and not (civilian and mandate.post.character == Character.MILITARY)
    ]
    held = holders_of([mandate.post_id for mandate in found], at)
    return [(mandate, held[mandate.post_id]) for mandate in found]


def open_marking_id(framework: Framework) -> int:
    """The marking of what everyone cleared at all may read: who holds which post, which framework is in force."""
    return marking_for(from_data({**file_of(framework).deliberation, "categories": []})).pk


@dataclass(frozen=True, slots=True)
class Chain:
    """Under what somebody acted: the loan, if the power was lent, and the mandate down to its instrument."""

    loan: Delegation | None
    cites: str


def chains_of(unders: Iterable[str]) -> dict[str, Chain]:
    """Each `D-4 → Act, art. 1` as acts keep it, with its loan looked up: two queries, however many they are."""
    found = {under: loan_number(under) for under in unders if under}
    loans = {row.pk: row for row in _loans(Q(pk__in=[n for n in found.values() if n]))}
    return {
        under: Chain(loans.get(number), under.partition(" → ")[2] if number else under)
        for under, number in found.items()
    }


def lenders_named(unders: Iterable[str]) -> dict[str, frozenset[int]]:
    """By the number of each loan that these chains name, the people by whom and for whom it was lent. One query."""
    numbers = {number for under in unders if (number := loan_number(under))}
    rows = Delegation.objects.filter(pk__in=numbers).values_list("pk", "made_by_id", "appointment__person_id")
    return {f"D-{pk}": frozenset({made, lent} - {None}) for pk, made, lent in rows} if numbers else {}


def own_mandate(post_id: int, may: May, framework: Framework) -> Mandate | None:
    return next((m for m in mandates_in_force(framework, may) if m.post_id == post_id), None)


def lenders_to(actor: Actor, may: May, framework: Framework, at: datetime) -> list[tuple[Mandate, list[Appointment]]]:
    """Who could lend this power to the post acted from, as the framework has it."""
    if actor.post_id is None:
        return []
    mine = post_entry(framework, post_by_id(actor.post_id).key)
    found = [
        mandate
        for mandate in mandates_in_force(framework, may)
        if mine and (entry := entry_of(mandate)) and may_be_lent_to(entry, mine)
    ]
    held = holders_of([mandate.post_id for mandate in found], at)
    return [(mandate, held[mandate.post_id]) for mandate in found if held[mandate.post_id]]


def everybody(framework: Framework, at: datetime) -> QuerySet[Appointment]:
    """Whoever holds a post under a framework now, each post in its own row."""
    rows = Appointment.objects.filter(_on(at), post__institution__framework_key=framework.key, person__is_active=True)
    return rows.select_related("person", "post", "post__institution", "post__superior").order_by("post", "acting", "pk")


def vacant(post_id: int, at: datetime) -> bool:
    """Whether nobody holds a post, neither substantively nor acting."""
    return not holders(post_id, at).exists()


def borrowers(at: datetime) -> dict[int, set[int]]:
    """By post, the posts to which something of it is lent now. One query."""
    found: dict[int, set[int]] = {}
    for lender, borrower in delegations_in_force(at).order_by().values_list("mandate__post_id", "to_post_id"):
        found.setdefault(lender, set()).add(borrower)
    return found


def house_now(framework: Framework, at: datetime) -> House:
    """Who holds which post under a version of a framework, and what is lent under it: what rights follow from, all but
    what its routes give. Three queries."""
    held = tuple(holder_of(row) for row in everybody(framework, at))
    loans = delegations_in_force(at).filter(mandate__framework=framework).order_by("pk")
    alone = len(frameworks_in_force()) == 1
    return House(file=file_of(framework), held=held, runs=tuple(map(_lent, loans)), alone=alone, policies=policies())


def holder_of(appointment: Appointment) -> Holder:
    person = appointment.person
    return Holder(person.pk, person.name, appointment.post.key, person.reader, appointment.acting)


def _lent(loan: Delegation) -> Lent:
    return Lent(
        number=loan.number,
        may=May(loan.mandate.may),
        from_post=loan.mandate.post.key,
        to_post=loan.to_post.key,
        instrument=loan.mandate.instrument.key,
        article=loan.mandate.article,
        lender=loan.appointment.person_id if loan.appointment else None,
        classes=tuple(loan.classes),
        ceiling=_limits(loan.ceiling),
        days=_days(loan),
    )


def loan_of(
    mandate: Mandate,
    to_post: Post,
    *,
    days: int,
    classes: Sequence[str] = (),
    ceiling: Mapping[str, Decimal] | None = None,
    lender: int | None = None,
) -> Lent:
    """The loan as it would be made: what is left out is as far as the framework lets it be lent."""
    entry = entry_of(mandate)
    bounds = bounded(entry, classes=classes, ceiling=ceiling or {}) if entry else Bounds((), {})
    longest = entry.lend.days if entry and entry.lend else days
    return Lent(
        number=say("the new loan"),
        may=May(mandate.may),
        from_post=mandate.post.key,
        to_post=to_post.key,
        instrument=mandate.instrument.key,
        article=mandate.article,
        lender=lender,
        classes=tuple(bounds.classes),
        ceiling=_limits(bounds.ceiling),
        days=min(days, longest),
    )


def bounds_told(
    mandate: Mandate, classes: Sequence[str], ceiling: Mapping[str, object]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """How far a loan of a mandate reaches, as its event tells it: `bounds`, and how they are `called`."""
    titles = {entry.key: entry.title for entry in classes_of(mandate.framework)}
    units = {term.name: term.unit for term in named(file_of(mandate.framework).subject).terms}
    bounds = {key: titles.get(key, key) for key in classes}
    bounds |= {f"{term} {limit}": str(units.get(term, "")) for term, limit in _limits(ceiling)}
    return tuple(bounds), tuple(bounds.values())


def _limits(ceiling: Mapping[str, object]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((term, Decimal(str(limit))) for term, limit in sorted(ceiling.items()))
