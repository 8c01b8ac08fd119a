"""Sayings as plain data and back, so that a notice is told in the language its reader has when reading."""

from datetime import date
from typing import Any

from comity.foundation.words.rules.said import Said, Series, Written, day


class Unkeepable(TypeError):
    """A value inside a saying that cannot be kept."""


def kept(value: Any) -> Any:
    """A saying, text, whole number or day as JSON. Raises Unkeepable for anything else."""
    if isinstance(value, Written) and isinstance(value.value, date):
        return {"day": value.value.isoformat()[:10]}
    if isinstance(value, Series):
        return {"series": [kept(part) for part in value.parts], "separator": value.separator}
    if type(value) is Said:
        values = {name: kept(part) for name, part in value.values.items()}
        return {"say": value.template, "many": value.plural, "count": value.number, "values": values}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return value
    raise Unkeepable(f"a notice cannot keep {type(value).__name__}")


def said(data: Any) -> Any:
    """What `kept` kept."""
    if not isinstance(data, dict):
        return data
    if "day" in data:
        return day(date.fromisoformat(data["day"]))
    if "series" in data:
        return Series([said(part) for part in data["series"]], data["separator"])
    values = {name: said(part) for name, part in data["values"].items()}
    return Said(data["say"], values, data["many"], data["count"])
