"""What is wrong in a framework file: where, and in a sentence that says what to write instead."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import yaml
from pydantic import ValidationError

from comity.foundation.words.rules.said import either, say

from .lines import Lines, Path, Spot
from .strict import CODE, KEY


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault, and where it stands."""

    spot: Spot
    words: str

    @classmethod
    def at_the_top(cls, words: str) -> "Fault":
        return cls(Spot(), words)

    def told(self, name: str) -> str:
        """``file:line:column: sentence``, as compilers write it and editors read it."""
        return f"{name}:{self.spot.line}:{self.spot.column}: {self.words}"


class BadFramework(Exception):
    """The file cannot be adopted. `found` has the faults; `faults` one line of text for each."""

    def __init__(self, found: Iterable[Fault], name: str) -> None:
        self.found = sorted(set(found))
        self.faults = [fault.told(name) for fault in self.found]
        super().__init__("\n".join(self.faults))


def of_yaml(error: yaml.MarkedYAMLError) -> Fault:
    """What no program that reads YAML could take."""
    mark = error.problem_mark or error.context_mark
    spot = Spot(mark.line + 1, mark.column + 1) if mark is not None else Spot()
    return Fault(
        spot,
        say(
            "this is no YAML: {problem}. Look at the line above too: at its indentation, brackets, quotes and colons",
            problem=error.problem or error.context or "?",
        ),
    )


def of_validation(error: ValidationError, lines: Lines, schema: Mapping[str, Any]) -> list[Fault]:
    """Every fault that pydantic found, in our words. `schema` is the model's JSON Schema, for what is known where."""
    return [_of_one(one, lines, schema) for one in error.errors(include_url=False)]


def _of_one(one: Any, lines: Lines, schema: Mapping[str, Any]) -> Fault:
    path: Path = tuple(one["loc"])
    last = str(path[-1]) if path else ""
    given = one.get("input")
    match one["type"]:
        case "missing":
            return Fault(lines.at(path[:-1]), say("“{field}” is missing here: add it", field=last))
        case "extra_forbidden":
            known = words_at(schema, path[:-1])
            return Fault(
                lines.of_key(path), said_absent(say("“{key}” is not a word of this section", key=last), last, known)
            )
        case "enum" | "literal_error":
            known = _quoted(str(one["ctx"]["expected"]))
            return Fault(lines.at(path), said_absent(_not_a(last, given), str(given), known, all_of_them=True))
        case "value_error":
            return Fault(lines.at(path), str(one["msg"]).removeprefix("Value error, "))
    return Fault(lines.at(path), _wrong_value(one["type"], last, given, one.get("ctx", {})))


Say = Callable[..., str]

_SHAPES: Mapping[str, Say] = {
    "string": lambda **v: say("“{field}” is a text: put {given} in quotes", **v),
    "code": lambda **v: say("{given} is no code of a state: three capital letters, such as FJI", **v),
    "key": lambda **v: say("{given} cannot be a key: small letters, figures and hyphens, such as legal-counsel", **v),
    "string_too_long": lambda **v: say("“{field}” is too long: at most {most} characters", **v),
    "tuple_type": lambda **v: say(
        "“{field}” is a list: write [one, two], or each on a line that begins with “- ”", **v
    ),
    "dict_type": lambda **v: say("“{field}” is a section of words, each with a colon, not {given}", **v),
    "int": lambda **v: say("“{field}” is a whole figure, not {given}", **v),
    "float": lambda **v: say("“{field}” is a figure, not {given}", **v),
    "decimal": lambda **v: say("“{field}” is a figure without unit or separators, such as 250000, not {given}", **v),
    "bool": lambda **v: say("“{field}” is true or false, not {given}", **v),
    "date": lambda **v: say("“{field}” is a day, written 2026-11-23, not {given}", **v),
    "greater_than_equal": lambda **v: say("“{field}” is at least {least}, not {given}", **v),
    "less_than_equal": lambda **v: say("“{field}” is at most {most}, not {given}", **v),
    "union_tag": lambda **v: say("“{field}” is any, or a tolerance of percent or days, not {given}", **v),
    "empty": lambda **v: say("“{field}” is empty: write a text", **v),
    "structure": lambda **v: say("“{field}” is one text, no list and no section", **v),
}
_SAME = {"list_type": "tuple_type", "model_type": "dict_type", "model_attributes_type": "dict_type"}


def _wrong_value(kind: str, field: str, given: object, ctx: Mapping[str, Any]) -> str:
    """A value of the wrong shape, told by the shape that is needed."""
    values = {"field": field, "given": _shown(given)}
    limits = {"least": ctx.get("ge", ""), "most": ctx.get("le", ctx.get("max_length", ""))}
    shape = _shape(kind, given, ctx)
    if shape is None:
        return say("“{field}” cannot be {given} ({kind})", kind=kind, **values)
    return _SHAPES[shape](**values, **limits)


def _shape(kind: str, given: object, ctx: Mapping[str, Any]) -> str | None:
    if kind == "string_pattern_mismatch":
        return {CODE: "code", KEY: "key"}.get(str(ctx.get("pattern")))
    if kind == "string_type":
        return "empty" if given is None else "structure" if isinstance(given, (list, dict)) else "string"
    kind = _SAME.get(kind, kind)
    return next((shape for shape in _SHAPES if kind == shape or kind.startswith(f"{shape}_")), None)


def _not_a(field: str, given: object) -> str:
    return say("“{field}” cannot be {given}", field=field, given=_shown(given))


def _shown(given: object) -> str:
    if given is None:
        return say("nothing")
    text = f"“{given}”" if isinstance(given, str) else str(given)
    return text if len(text) <= 60 else text[:57] + "…"


def _quoted(expected: str) -> list[str]:
    """The values in pydantic's “'a', 'b' or 'c'”."""
    return expected.split("'")[1::2]


def said_absent(said: str, key: str, known: Sequence[str], *, all_of_them: bool = False) -> str:
    """The sentence with what was probably meant, or with what there is."""
    close = get_close_matches(key, list(dict.fromkeys(known)), n=2, cutoff=0.6)
    if close and not all_of_them:
        return say("{said}; did you mean {meant}?", said=said, meant=either(f"“{one}”" for one in close))
    if not known:
        return say("{said}, and there is none at all", said=said)
    listed = ", ".join(dict.fromkeys(known))
    if len(listed) > 300:
        return say("{said}: write it as it is written where it is laid down", said=said)
    return say("{said}; known: {known}", said=said, known=listed)


def words_at(schema: Mapping[str, Any], path: Path) -> list[str]:
    """The words that a section may have, by the JSON Schema, at this path of the file."""
    here: Any = schema
    for step in path:
        here = _below(schema, here, step)
    return [str(word) for word in _resolved(schema, here).get("properties", {})]


def _below(schema: Mapping[str, Any], here: Any, step: int | str) -> Any:
    here = _resolved(schema, here)
    if isinstance(step, int):
        return here.get("items", here)
    if step in here.get("properties", {}):
        return here["properties"][step]
    more = here.get("additionalProperties")
    return more if isinstance(more, dict) else here


def _resolved(schema: Mapping[str, Any], here: Any) -> Any:
    """Through references, and past the nothing that an optional section may be."""
    for _ in range(8):
        if "$ref" in here:
            here = schema["$defs"][here["$ref"].rsplit("/", 1)[-1]]
        elif branches := here.get("anyOf") or here.get("oneOf") or here.get("allOf"):
            here = next((one for one in branches if one.get("type") not in ("null", "string")), branches[0])
        else:
            break
    return here
