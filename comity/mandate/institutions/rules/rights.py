"""Who may do and read what, as one value; and who gains or loses what by a change before it takes effect.

Pure: a house is its framework, who holds which post, and what is lent. A change makes another house of it; what is
in the one and not in the other is the difference.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from comity.foundation.labels.rules.label import Reader, from_data
from comity.foundation.labels.rules.policy import Policies
from comity.foundation.labels.rules.reading import reads
from comity.foundation.words.rules.said import figure, known, say, series

from .framework import FrameworkFile, MandateEntry, May
from .lending import may_be_lent

READS, SEES, APPROVES, STANDS_ABOVE, IS_TOLD = "reads", "sees", "approves", "stands above", "is told"
"""What somebody may beside the powers that mandates give."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A person in a post."""

    person_id: int
    person: str
    post: str
    reader: Reader
    acting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """A power that one post lent to another, within its bounds, from the appointment of `lender` (a person)."""

    number: str
    may: May
    from_post: str
    to_post: str
    instrument: str
    article: str = ""
    lender: int | None = None
    classes: tuple[str, ...] = ()
    ceiling: tuple[tuple[str, Decimal], ...] = ()
    days: int = 1


@dataclass(frozen=True, slots=True)
class Role:
    """What the routes give a post beside its mandates: `what` completes *may …*."""

    post: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """All that rights follow from. `runs` are the loans that count under this version; `people` are those whose rights
    are asked for, whether or not they hold a post; `alone` says that there is no other framework in the house; `at` is
    the moment for which they are asked, since markings and communities change with time."""

    file: FrameworkFile
    held: tuple[Holder, ...]
    people: tuple[Holder, ...] = ()
    alone: bool = False
    runs: tuple[Lent, ...] = ()
    roles: tuple[Role, ...] = ()
    policies: Policies
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One thing that a person may, from a post. `through` names the loan, where it is lent."""

    person_id: int
    person: str
    post: str
    power: str
    what: str
    for_classes: tuple[str, ...] = ()
    up_to: tuple[tuple[str, Decimal], ...] = ()
    over: tuple[str, ...] = ()
    under: str = ""
    through: str = ""

    @property
    def words(self) -> str:
        """As one reads it after “may”."""
        bounds: list[str] = [self.what]
        if self.for_classes:
            bounds.append(say("for {classes}", classes=series(map(known, self.for_classes), ", ")))
        if self.over:
            bounds.append(say("over {institutions}", institutions=series(map(known, self.over), ", ")))
        bounds += [
            say("{term} up to {limit}", term=known(term.replace("_", " ")), limit=figure(limit))
            for term, limit in self.up_to
        ]
        return series(bounds, ", ")


# -- what there is -------------------------------------------------------------------------------------------------


def rights_of(house: House) -> frozenset[Right]:
    """Everything anybody may in this house."""
    powers = {right for holder in house.held for right in _of(holder, house)}
    return frozenset(powers | {right for one in (*house.held, *house.people) for right in _sight(one, house)})


def _sight(one: Holder, house: House) -> Iterable[Right]:
    """What somebody sees in person, from whatever post: a post opens no marking, and an account keeps its clearance."""
    who = {"person_id": one.person_id, "person": one.person, "post": ""}
    label = from_data(house.file.deliberation)
    if reads(label, one.reader, house.policies, house.at).allowed:
        what = say("read what is said while clearing, marked {marking}", marking=label.in_words())
        yield Right(**who, power=READS, what=what)  # type: ignore[arg-type]
    if house.alone or any(row.person_id == one.person_id for row in house.held):
        yield Right(**who, power=SEES, what=say("see the posts, powers and versions of this framework"))  # type: ignore[arg-type]


def _of(holder: Holder, house: House) -> Iterable[Right]:
    titles = {entry.key: entry.title for entry in house.file.posts}
    if holder.post not in titles:
        return  # the version no longer names the post: whoever holds it has no power
    who = {"person_id": holder.person_id, "person": holder.person, "post": titles[holder.post]}
    for entry in house.file.mandates:
        for may in entry.may if entry.post == holder.post else ():
            yield _by_mandate(who, may, entry, house.file)
    for loan in house.runs:
        if loan.to_post == holder.post and _counts(loan, house.file):
            yield _by_loan(who, loan, house.file, titles)
    for role in house.roles:
        if role.post == holder.post:
            yield Right(**who, power="route", what=role.what)  # type: ignore[arg-type]
    below = tuple(entry.title for entry in house.file.posts if entry.superior == holder.post)
    if below:
        posts = series(map(known, below), ", ")
        yield Right(**who, power=STANDS_ABOVE, what=say("take back, cover and answer for: {posts}", posts=posts))  # type: ignore[arg-type]
    if house.file.adoption is not None and house.file.adoption.approved_by == holder.post:
        yield Right(**who, power=APPROVES, what=say("approve the next version"))  # type: ignore[arg-type]
    for told in house.file.oversight:
        if told.tell == holder.post:
            what = say("be told when something is {happened}: {what}", happened=told.when.words, what=known(told.what))
            yield Right(**who, power=IS_TOLD, what=what, for_classes=_classes(told.classes, house.file))  # type: ignore[arg-type]


def _by_mandate(who: Mapping[str, object], may: May, entry: MandateEntry, file: FrameworkFile) -> Right:
    return Right(
        **who,  # type: ignore[arg-type]
        power=may,
        what=may.words,
        for_classes=_classes(entry.classes, file),
        up_to=tuple(sorted(entry.ceiling.items())),
        over=tuple(row.name for row in file.institutions if row.key in entry.over),
        under=_cited(entry.instrument, entry.article, file),
    )


def _by_loan(who: Mapping[str, object], loan: Lent, file: FrameworkFile, titles: Mapping[str, str]) -> Right:
    return Right(
        **who,  # type: ignore[arg-type]
        power=loan.may,
        what=say("{may} for {post}", may=loan.may.words, post=titles.get(loan.from_post, loan.from_post)),
        for_classes=_classes(loan.classes, file),
        up_to=tuple(sorted(loan.ceiling)),
        under=_cited(loan.instrument, loan.article, file),
        through=loan.number,
    )


def _counts(loan: Lent, file: FrameworkFile) -> bool:
    """Whether the file lets this be lent at all: asked of the rule that every use of a loan asks."""
    to = next((post for post in file.posts if post.key == loan.to_post), None)
    return to is not None and any(
        entry.post == loan.from_post
        and loan.may in entry.may
        and (entry.instrument, entry.article) == (loan.instrument, loan.article)
        and may_be_lent(entry, to, classes=loan.classes, ceiling=dict(loan.ceiling), days=loan.days)
        for entry in file.mandates
    )


def _classes(keys: Iterable[str], file: FrameworkFile) -> tuple[str, ...]:
    wanted = set(keys)
    return tuple(entry.title for entry in file.classes if entry.key in wanted)


def _cited(key: str, article: str, file: FrameworkFile) -> str:
    title = next((entry.title for entry in file.instruments if entry.key == key), key)
    return f"{title}, {article}" if article else title


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody is about to do to a house. Not itself a function: a page hands it on as it is."""

    make: Callable[[House], House]

    def of(self, house: House) -> House:
        return self.make(house)


# -- what a change makes of it -------------------------------------------------------------------------------------


def with_holder(house: House, holder: Holder) -> House:
    return replace(house, held=(*house.held, holder))


def without_holder(house: House, person_id: int, post: str) -> House:
    """An appointment is over, and with it whatever was lent from it."""
    held = tuple(row for row in house.held if (row.person_id, row.post) != (person_id, post))
    runs = tuple(row for row in house.runs if (row.lender, row.from_post) != (person_id, post))
    return replace(house, held=held, runs=runs)


def with_loans(house: House, loans: Iterable[Lent]) -> House:
    return replace(house, runs=(*house.runs, *loans))


def without_loans(house: House, numbers: Iterable[str]) -> House:
    gone = set(numbers)
    return replace(house, runs=tuple(row for row in house.runs if row.number not in gone))


def under_version(house: House, file: FrameworkFile, roles: Iterable[Role], policies: Policies) -> House:
    """Another version is in force: what was lent under the one before serves only the dossiers that run under it."""
    return replace(house, file=file, roles=tuple(roles), runs=(), policies=policies)


# -- what differs --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfPerson:
    """What one person gains and loses."""

    person_id: int
    person: str
    gains: tuple[Right, ...]
    loses: tuple[Right, ...]


def compared(before: House, after: House) -> tuple[OfPerson, ...]:
    """Who gains or loses what when the one becomes the other: of everybody who is in either."""
    people = (*before.held, *after.held)
    was, would = replace(before, people=people), replace(after, people=people)
    return difference(rights_of(was), rights_of(would))


def difference(before: frozenset[Right], after: frozenset[Right]) -> tuple[OfPerson, ...]:
    """Who gains or loses what, by name; empty when nobody does."""
    gained, lost = after - before, before - after
    people = sorted({(right.person, right.person_id) for right in gained | lost})
    return tuple(OfPerson(key, name, _sorted(gained, key), _sorted(lost, key)) for name, key in people)


def _sorted(rights: Iterable[Right], person_id: int) -> tuple[Right, ...]:
    mine = (right for right in rights if right.person_id == person_id)
    return tuple(sorted(mine, key=lambda r: (str(r.post), str(r.power), str(r.what), r.through)))
