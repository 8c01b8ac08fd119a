"""A condition as JSON Schema, so that an editor of YAML offers the terms, their operators and their values."""

from typing import Any

from comity.foundation.conditions.rules.operators import OPERATORS, SEVERAL
from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary

SCALAR = {"type": ["string", "number", "boolean"]}


def as_schema(vocabulary: Vocabulary, *, ref: str = "#/$defs/Condition") -> dict[str, Any]:
    """The schema of a condition over these terms; `ref` is where it will stand. `load` remains the judge: it also knows
    units, order and what is written twice."""
    parts = {"type": "array", "items": {"$ref": ref}}
    return {
        "title": "Condition",
        "description": "One test of a fact, such as {personnel: {over: 500}}, or all, any or not of conditions.",
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
        "properties": {
            "all": {**parts, "description": "Every one holds."},
            "any": {**parts, "minItems": 1, "description": "At least one holds."},
            "not": {"$ref": ref, "description": "It does not hold."},
            **{term.name: _test(term) for term in vocabulary.terms},
        },
    }


def _test(term: Term) -> dict[str, Any]:
    tests = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
        "properties": {operator: _value(term, operator) for operator in OPERATORS[term.type]},
    }
    told = {"description": f"{term.label}{f', in {term.unit}' if term.unit else ''} ({term.type})"}
    return {**told, "anyOf": [{"type": "boolean"}, tests]} if term.type == "flag" else {**told, **tests}


def _value(term: Term, operator: str) -> dict[str, Any]:
    one: dict[str, Any] = {"enum": list(term.values)} if term.values and term.type != "flag" else SCALAR
    if operator == "known":
        return {"type": "boolean"}
    if operator == "between":
        return {"type": "array", "items": one, "minItems": 2, "maxItems": 2}
    return {"type": "array", "items": one, "minItems": 1} if operator in SEVERAL else one
