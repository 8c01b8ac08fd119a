"""Does no power reach further than its instrument lets it be lent?

Asked of the running rules at each bound and one step beyond it: they compare with the bound, and with nothing else.
"""

from collections.abc import Iterator
from decimal import Decimal

from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.said import figure, known, say
from comity.mandate.institutions import permissions
from comity.mandate.institutions.rules import lending
from comity.mandate.institutions.rules.framework import MandateEntry, May, PostEntry
from comity.mandate.institutions.rules.promises import Property

from .lines import Act, Lines
from .verdicts import Answer, Verdict, fails

PERSONAL = (May.APPOINT, May.ADOPT, May.CONFIRM_ERASURE)  # whatever a file or the house says: held, and never lent
FOR_EVER = 36_500  # days
CENT = Decimal("0.01")
LENDER, SUPERIOR = 1, 2


def of_loans(lines: Lines) -> Iterator[Verdict]:
    """One verdict for every mandate, and one for how loans end."""
    for mandate in lines.file.mandates:
        title = lines.posts[mandate.post].title
        found = list(_wrong(lines, mandate))
        of = say("what {post} may lend", post=title)
        for why, acts in found[:1]:  # the first says enough of one mandate
            yield fails(Property.LOANS_ARE_BOUNDED, of, why, acts, classes=mandate.classes)
        if not found:
            why = say("lent to whom the framework names, and no further")
            yield Verdict(Property.LOANS_ARE_BOUNDED, of, Answer.PROVED, why, classes=mandate.classes)
    yield from _ending(lines)


Wrong = tuple[str, list[Act]]


def _wrong(lines: Lines, mandate: MandateEntry) -> Iterator[Wrong]:
    post, power = lines.posts[mandate.post], mandate.may[0].value
    for to in lines.file.posts:
        act = say("{post} lends its power to {other}", post=post.title, other=to.title)
        key = ("lend", post.key, to.key, power)
        allowed = lending.may_be_lent_to(mandate, to)
        if not allowed:
            continue
        personal = next((may for may in mandate.may if may in PERSONAL), None)
        if personal is not None:
            why = say("the power to {may} can be lent, and it is never lent", may=personal.words)
            yield why, [(act, ("lend", post.key, to.key, personal.value))]
        elif to.key == post.key:
            yield say("a post can lend to itself"), [(act, key)]
        elif mandate.lend is None or not _named(mandate, to):
            yield say("it can be lent to {other}, whom the framework does not name", other=to.title), [(act, key)]
        else:
            yield from _too_far(mandate, to, act, key)
            if lines.may_lend(mandate, through_delegation=True):
                further = say("{other} lends it further", other=to.title)
                yield (
                    say("whoever was lent it can lend it further"),
                    [(act, key), (further, ("lend further", post.key, to.key, power))],
                )


def _named(mandate: MandateEntry, to: PostEntry) -> bool:
    """Read from the file, and not asked of the rule that is being proved."""
    if mandate.lend is None:
        return False
    named = mandate.lend.to
    if isinstance(named, tuple):
        return to.key in named
    return (not named.character or to.character in named.character) and (
        not named.institution or to.institution in named.institution
    )


def _too_far(mandate: MandateEntry, to: PostEntry, act: str, key: tuple[str, ...]) -> Iterator[Wrong]:
    lend = mandate.lend
    if lend is None:
        return
    classes = lend.classes or mandate.classes
    ceiling = {
        term: min(limits[term] for limits in (mandate.ceiling, lend.ceiling) if term in limits)
        for term in {**mandate.ceiling, **lend.ceiling}
    }
    for days in (lend.days + 1, FOR_EVER):
        if lending.may_be_lent(mandate, to, classes=classes, ceiling=ceiling, days=days):
            yield say("it can be lent for more than {days} days", days=lend.days), [(act, (*key, "days", str(days)))]
    for term, limit in ceiling.items():
        more = {**ceiling, term: limit + CENT}
        if lending.may_be_lent(mandate, to, classes=classes, ceiling=more, days=lend.days):
            said = {"term": known(term.replace("_", " ")), "limit": figure(limit)}
            yield (
                say("it can be lent beyond {term} {limit}", **said),
                [(act, (*key, "ceiling", term, str(limit + CENT)))],
            )
    if classes and lending.may_be_lent(mandate, to, classes=(), ceiling=ceiling, days=lend.days):
        yield say("it can be lent for every class"), [(act, (*key, "classes"))]


def _ending(lines: Lines) -> Iterator[Verdict]:
    """The post that lent takes back, whoever holds it, and so does its superior."""
    of = say("how loans end")
    lenders = [mandate for mandate in lines.file.mandates if mandate.lend is not None]
    taken = all(
        permissions.may_take_back(_somebody(post_id), post_id=LENDER, superior_id=SUPERIOR)
        for post_id in (LENDER, SUPERIOR)
    )
    if taken or not lenders:
        yield Verdict(
            Property.LOANS_ARE_BOUNDED, of, Answer.PROVED, say("whoever lent it, and who is above, takes it back")
        )
        return
    mandate = lenders[0]
    post = lines.posts[mandate.post].title
    to = next(to for to in lines.file.posts if _named(mandate, to) and to.key != mandate.post)
    acts: list[Act] = [
        (
            say("{post} lends its power to {other}", post=post, other=to.title),
            ("lend", mandate.post, to.key, mandate.may[0].value),
        ),
        (say("{post} cannot take it back", post=post), ("cannot take back", mandate.post)),
    ]
    yield fails(Property.LOANS_ARE_BOUNDED, of, say("what was lent cannot be taken back"), acts)


def _somebody(post_id: int) -> Actor:
    return Actor(person_id=9, person="X", post_id=post_id, post="", reader=Reader(""))
