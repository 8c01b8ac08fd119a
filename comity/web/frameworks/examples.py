"""Invented drafts of the library: a framework that ships with a few words changed, so that a promise of it fails."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict

from comity.mandate.institutions.rules.promises import Property


class Edit(BaseModel):
    """Words that stand once in the framework file, and what stands there in the draft."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    find: str
    put: str


class Example(BaseModel):
    """A draft: which framework of the library it changes, what somebody meant by it, and which promises it breaks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    of: str
    meant: str
    breaks: tuple[Property, ...]
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Draft:
    key: str
    example: Example
    text: str


class Stale(ValueError):
    """The framework no longer says what the draft changes."""


@cache
def drafts() -> dict[str, Draft]:
    """Every draft of the library by its key. Raises Stale, or pydantic's ValidationError."""
    return {path.stem: _draft(path) for path in sorted((settings.LIBRARY / "drafts").glob("*.yaml"))}


def _draft(path: Path) -> Draft:
    example = Example.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    text = (settings.LIBRARY / "frameworks" / f"{example.of}.yaml").read_text(encoding="utf-8")
    for edit in example.edits:
        if text.count(edit.find) != 1:
            raise Stale(f"{path}: “{edit.find}” stands {text.count(edit.find)} times in {example.of}.yaml, not once")
        text = text.replace(edit.find, edit.put)
    return Draft(path.stem, example, text)
