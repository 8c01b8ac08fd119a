"""The JSON Schema of a framework file, as it is published: made of the very models that read the file."""

from typing import Any

from comity.foundation.conditions.rules.schema import as_schema
from comity.foundation.conditions.rules.vocabulary import named

from .whole import WholeFramework

SUBJECT = "engagement"
CONDITION = "#/$defs/Condition"


def published(subject: str = SUBJECT) -> dict[str, Any]:
    """The schema for frameworks over this subject, whose facts its conditions may speak of."""
    found = WholeFramework.model_json_schema()
    definitions = found["$defs"]
    definitions["Condition"] = as_schema(named(subject), ref=CONDITION)
    for section in ("ClassEntry", "Step"):
        told = definitions[section]["properties"]["when"].get("description", "")
        definitions[section]["properties"]["when"] = {"$ref": CONDITION, "description": told}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Made by `comity framework schema`. `comity framework check FILE` also follows references.",
        **found,
        "title": "Comity framework",
    }
