"""Take a condition as written, or refuse it with its line, so that no later reading can stumble on it."""

import yaml

from comity.foundation.conditions.rules.operators import OPERATORS, SEVERAL
from comity.foundation.conditions.rules.source import (
    Listing,
    Mapped,
    Unreadable,
    Word,
    Written,
    from_data,
    from_yaml,
)
from comity.foundation.conditions.rules.tree import All, AnyOf, Condition, Money, Not, Single, Test, Value
from comity.foundation.conditions.rules.values import flag, nearest, value_of
from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary

__all__ = ["Unreadable", "load", "load_data"]


def load(source: str | yaml.Node, vocabulary: Vocabulary, *, name: str = "condition") -> Condition:
    """The condition written in YAML text or in a composed node; `name` is the file named in errors.

    Raises Unreadable, with line and column, for an unknown term, an operator or value its type does not
    allow, a missing or foreign unit, a key written twice, an empty `any`, or anything that is no condition.
    """
    return _condition(from_yaml(source, name), vocabulary)


def load_data(data: object, vocabulary: Vocabulary, *, name: str = "condition") -> Condition:
    """The condition in parsed data, such as a stored filter. Raises Unreadable with the path to the fault."""
    return _condition(from_data(data, name), vocabulary)


def _condition(written: Written, vocabulary: Vocabulary) -> Condition:
    key, body = _only_pair(written, "a condition", "join several under `all:` or `any:`")
    match key.raw:
        case "all":
            return All(_parts(body, vocabulary))
        case "any":
            if parts := _parts(body, vocabulary):
                return AnyOf(parts)
            raise body.at.refusal("an empty 'any' would never hold; name at least one condition")
        case "not":
            return Not(_condition(body, vocabulary))
    term = vocabulary.find(key.raw) if isinstance(key.raw, str) else None
    if term is None:
        names = tuple(term.name for term in vocabulary.terms)
        raise key.at.refusal(f"unknown term '{key.raw}'{nearest(key.raw, names)}")
    return _test(term, body)


def _parts(written: Written, vocabulary: Vocabulary) -> tuple[Condition, ...]:
    if not isinstance(written, Listing):
        raise written.at.refusal("here a list of conditions is needed, each beginning with '-'")
    return tuple(_condition(item, vocabulary) for item in written.items)


def _test(term: Term, body: Written) -> Test:
    if isinstance(body, Word) and term.type == "flag":
        return Test(term.name, "is", value_of(body, term))
    allowed = OPERATORS[term.type]
    if not isinstance(body, Mapped):
        told = f"'{term.name}' takes one operator of: {', '.join(allowed)}; as in `{_example(term)}`"
        raise body.at.refusal(told)
    key, written = _only_pair(body, f"a test of '{term.name}'", "write two tests under `all:`")
    operator = next((known for known in allowed if known == key.raw), None)
    if operator is None:
        told = f"'{term.name}' is {_a(term.type)}, without operator '{key.raw}'"
        raise key.at.refusal(told + nearest(key.raw, allowed))
    return Test(term.name, operator, _value(term, operator, written))


def _value(term: Term, operator: str, written: Written) -> Value:
    if operator == "known":
        return flag(_word(written), "'known'")
    if operator in SEVERAL:
        return _several(term, written)
    return _two(term, written) if operator == "between" else value_of(_word(written), term)


def _several(term: Term, written: Written) -> tuple[Single, ...]:
    if not isinstance(written, Listing) or not written.items:
        raise written.at.refusal("here a list is needed, such as [A, B]")
    values: list[Single] = []
    for item in written.items:
        values.append(value_of(_word(item), term))
        if values[-1] in values[:-1]:
            raise item.at.refusal(f"'{values[-1]}' is listed twice")
    return tuple(values)


def _two(term: Term, written: Written) -> tuple[Single, Single]:
    if not isinstance(written, Listing) or len(written.items) != 2:
        raise written.at.refusal("'between' needs two values, [lowest, highest]; both are included")
    low, high = (value_of(_word(item), term) for item in written.items)
    if _rank(low) > _rank(high):  # type: ignore[operator]  # both are of the term's one, ordered type
        raise written.at.refusal("'between' needs the lower value first")
    return low, high


def _rank(value: Single) -> object:
    return value.amount if isinstance(value, Money) else value


def _word(written: Written) -> Word:
    if isinstance(written, Word):
        return written
    raise written.at.refusal("here a single value is needed")


def _only_pair(written: Written, what: str, otherwise: str) -> tuple[Word, Written]:
    if not isinstance(written, Mapped) or not written.pairs:
        raise written.at.refusal(f"here {what} is needed, such as `term: {{operator: value}}`")
    if len(written.pairs) > 1:
        raise written.pairs[1][0].at.refusal(f"{what} has one key, and this is a second; {otherwise}")
    return written.pairs[0]


def _example(term: Term) -> str:
    examples = {
        "text": "{is: word}",
        "choice": f"{{is: {next(iter(term.values), 'word')}}}",
        "number": "{over: 9000}",
        "money": f"{{over: 5000000 {term.unit}}}",
        "date": "{after: 2026-03-09}",
        "flag": "yes",
        "set": f"{{includes: {next(iter(term.values), 'word')}}}",
    }
    return f"{term.name}: {examples[term.type]}"


def _a(type_name: str) -> str:
    return type_name if type_name in ("text", "money") else f"a {type_name}"
