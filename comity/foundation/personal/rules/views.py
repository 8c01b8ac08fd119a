"""A view worth keeping: a page of the house with what it was narrowed to, under a name."""

from dataclasses import dataclass

from comity.foundation.words.rules.said import say

NAME_AT_MOST, PATH_AT_MOST, QUERY_AT_MOST = 80, 300, 1500  # characters
VIEWS_AT_MOST, PINS_AT_MOST, VISITS_AT_MOST = 60, 30, 50  # per person


@dataclass(frozen=True, slots=True)
class View:
    """`path` is within the house, `query` what follows its question mark, without it."""

    name: str
    path: str
    query: str = ""
    shared: bool = False


def faults(view: View) -> dict[str, str]:
    """What is wrong with it: field to sentence. A path that leads out of the house is never kept."""
    wrong: dict[str, str] = {}
    if not view.name.strip():
        wrong["name"] = say("Give it a name by which you will know it again.")
    elif len(view.name.strip()) > NAME_AT_MOST:
        wrong["name"] = say("A name has at most {most} characters.", most=NAME_AT_MOST)
    if not _within(view.path) or len(view.path) > PATH_AT_MOST:
        wrong["path"] = say("Only a page of this house can be kept.")
    if len(view.query) > QUERY_AT_MOST or not view.query.isprintable():
        wrong["query"] = say("This view is narrowed by too much to be kept.")
    return wrong


def _within(path: str) -> bool:
    return path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
