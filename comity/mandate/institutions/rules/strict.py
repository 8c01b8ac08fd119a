"""What every section of a framework file is made of: no word it does not know, keys of one shape, codes of states."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

KEY = r"^[a-z0-9][a-z0-9-]*$"
CODE = r"^[A-Z]{3}$"

Key = Annotated[str, Field(pattern=KEY, max_length=60)]
StateCode = Annotated[str, Field(pattern=CODE)]


class Strict(BaseModel):
    """Refuses words it does not know, and says in the published schema what each word means."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def as_tuple(value: object) -> object:
    """A list of YAML, for a field that is a tuple."""
    return tuple(value) if isinstance(value, list) else value
