"""A vocabulary with every type of term, and random conditions and facts over it."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from comity.foundation.conditions.rules.operators import OPERATORS, SEVERAL
from comity.foundation.conditions.rules.tree import All, AnyOf, Money, Not, Test
from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary

KINDS = (("exercise", "an exercise"), ("visit", "a visit"), ("talks", "staff talks"))
STATES = ("NO", "PHL", "IDN", "JPN", "AUS", "FRA")

ENGAGEMENT = Vocabulary(
    "sample engagement",
    (
        Term("kind", "choice", "kind", choices=KINDS, subject="it"),
        Term("zone", "choice", "zone", choices=(("osce", "the OSCE area"), ("pacific", "the Pacific"))),
        Term("host", "choice", "host", choices=STATES),
        Term("title", "text", "title"),
        Term("nickname", "text", "nickname"),
        Term("personnel", "number", "personnel", unit="people"),
        Term("tanks", "number", "tanks", plural=True),
        Term("share", "number", "share of the cost", unit="percent"),
        Term("cost", "money", "cost", unit="USD"),
        Term("start", "date", "start"),
        Term("urgent", "flag", "urgency"),
        Term(
            "live",
            "flag",
            "live fire",
            choices=(("yes", "live fire is planned"), ("no", "no live fire is planned")),
        ),
        Term("partners", "set", "the partner states", choices=STATES),
        Term("places", "set", "the places"),
    ),
)

# Near one another on purpose: case, a trailing space, composed and decomposed letters, look-alikes.
TEXTS = (
    *("osce", "OSCE", "osce ", " osce", "Österreich", "O\u0308sterreich", "österreich", "straße", "STRASSE"),
    *("no", "NO", "null", "12", "1.0", "2026-03-09", "a'b", 'a"b', "100%", "_", "\\", "ı", "İ", "😀", "a: b"),
    "{x}",
)
WHOLE = (-1, 0, 1, 249, 250, 251, 8999, 9000, 9001, 2**31, 2**40, 999_999_999_999_999)
BROKEN = tuple(map(Decimal, ("-0.001", "0.1", "0.3", "0.005", "100.004", "100.005", "9000.5", "0.2500")))
LARGE = (Decimal("9999999999999.99"), Decimal("9999999999999.98"), Decimal("5000000.00"))
FIGURES = (*WHOLE, *BROKEN, *LARGE)
DAYS = tuple(map(date.fromisoformat, ("0999-12-31", "2026-03-08", "2026-03-09", "2026-03-10", "9999-12-31")))

POOLS = {
    "text": TEXTS,
    "number": FIGURES,
    "money": tuple(Money(Decimal(figure), "USD") for figure in FIGURES),
    "date": DAYS,
    "flag": (True, False),
}


def pool(term):
    return POOLS.get(term.type) or term.values or TEXTS


def value(term, operator):
    one = st.sampled_from(pool(term))
    if operator == "known":
        return st.booleans()
    if operator in SEVERAL:
        return st.lists(one, min_size=1, max_size=7, unique_by=lambda v: v).map(tuple)
    if operator == "between":
        by_size = {"key": lambda v: v.amount if isinstance(v, Money) else v}
        return st.tuples(one, one).map(lambda ends: tuple(sorted(ends, **by_size)))
    return one


@st.composite
def a_test(draw):
    term = draw(st.sampled_from(ENGAGEMENT.terms))
    operator = draw(st.sampled_from(OPERATORS[term.type]))
    return Test(term.name, operator, draw(value(term, operator)))


def a_condition(leaves=12):
    def grown(part):
        parts = st.lists(part, min_size=1, max_size=4).map(tuple)
        return parts.map(All) | parts.map(AnyOf) | part.map(Not)

    return st.recursive(a_test() | st.just(All()), grown, max_leaves=leaves)


def fact(term):
    if term.type == "set":
        return st.frozensets(st.sampled_from(pool(term)), max_size=4)
    if term.type == "money":
        return st.sampled_from([money.amount for money in pool(term)])
    return st.sampled_from(pool(term))


def some_facts():
    """Each fact given, None or absent."""
    return st.fixed_dictionaries({}, optional={t.name: st.none() | fact(t) for t in ENGAGEMENT.terms})
