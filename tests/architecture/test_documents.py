"""Documents are tested: what they link to, draw and name is there."""

import re
from pathlib import Path

import pytest

import comity.web.urls  # noqa: F401  so that every room has declared its events
from comity.activity.engagements.rules.life import diagram
from comity.activity.release.rules.life import LIFE as RELEASE
from comity.foundation.record.events import kinds
from comity.procedure.clearance.rules.life import CONSULTATION, LIFE, as_mermaid
from comity.web.command import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
ROOMS = sorted(path.parent for path in ROOT.glob("comity/*/*/apps.py"))
ROOM_READMES = [*(room / "README.md" for room in ROOMS), ROOT / "comity/web/README.md"]
DOCUMENTS = sorted(
    {
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        ROOT / "library/README.md",
        ROOT / "frontend/README.md",
        ROOT / "verifier/README.md",
        *(path for path in ROOM_READMES if path.exists()),
    }
)
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")
KIND = re.compile(r"`([a-z]+\.[a-z]+(?:-[a-z]+)*)`")
NOT_EVENTS = (".py", ".md", ".yaml", ".signatures")  # files, and attributes that READMEs speak of
ELSEWHERE = ("http://", "https://", "mailto:", "…")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(document: Path) -> str:
    """The text without its examples of code, which may hold brackets that are no links."""
    return re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(document: Path) -> set[str]:
    """What a heading is called in an address, as GitHub makes it."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def source_of_tests() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for top in ("comity", "tests") for path in _tests(ROOT / top))


def _tests(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("test_*.py") if path != Path(__file__)]


@pytest.mark.parametrize("readme", ROOM_READMES, ids=named)
def test_every_room_says_what_it_is(readme):
    assert readme.exists(), f"{named(readme)} is missing"
    assert readme.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_relative_link_leads_somewhere(document):
    broken = []
    for target in (first or second for first, second in LINK.findall(prose(document))):
        if target.startswith(ELSEWHERE):
            continue
        address, _, anchor = target.partition("#")
        path = (document.parent / address).resolve() if address else document
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path)):
            broken.append(target)
    assert not broken, f"{named(document)} leads nowhere: {', '.join(broken)}"


@pytest.mark.parametrize(
    "drawing",
    [diagram().strip(), as_mermaid(LIFE).strip(), as_mermaid(CONSULTATION).strip(), as_mermaid(RELEASE).strip()],
    ids=["engagement", "dossier", "consultation", "release"],
)
def test_each_life_is_drawn_as_its_table_says(drawing):
    drawn = re.findall(r"```mermaid\n(.*?)\n```", (ROOT / "docs/reference/states.md").read_text("utf-8"), re.DOTALL)
    assert drawing in drawn, f"docs/reference/states.md should hold:\n{drawing}"


@pytest.mark.parametrize("room", ROOMS, ids=named)
def test_a_rooms_readme_names_every_event_it_announces_and_no_other(room):
    source = (room / "events.py").read_text("utf-8") if (room / "events.py").exists() else ""
    announced = set(re.findall(r'^    kind: ClassVar\[str\] = "([^"]+)"', source, re.MULTILINE))
    assert announced <= set(kinds())
    told = (room / "README.md").read_text("utf-8")
    # A list of one family may say `engagement.proposed`, `.amended`; a base class (`….event`) is never announced.
    short = {kind: f"`.{kind.partition('.')[2]}`" for kind in announced if not kind.endswith(".event")}
    missing = {kind for kind, tail in short.items() if f"`{kind}`" not in told and tail not in told}
    assert not missing, f"{named(room)}/README.md does not name {', '.join(sorted(missing))}"
    rooms_of_kinds = {kind.partition(".")[0] for kind in kinds()}
    invented = {kind for kind in KIND.findall(told) if kind.partition(".")[0] in rooms_of_kinds} - set(kinds())
    invented = {kind for kind in invented if not kind.endswith(NOT_EVENTS)}
    assert not invented, f"{named(room)}/README.md names events that do not exist: {', '.join(sorted(invented))}"


def test_every_command_is_described_and_no_other():
    described = set(re.findall(r"^## comity (.+)$", (ROOT / "docs/reference/commands.md").read_text("utf-8"), re.M))
    assert described == {" ".join(words) for words in COMMANDS} | {"manage"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_comity_command_in_an_example_exists(document):
    known = {" ".join(words) for words in COMMANDS} | {"manage"}
    said = re.findall(
        r"(?:`|^|/bin/|=\S+ )comity ([a-z]+(?:-[a-z]+)*(?: [a-z]+)?)", document.read_text("utf-8"), re.MULTILINE
    )
    wrong = [words for words in said if not {words, words.partition(" ")[0]} & known and words != "import"]
    assert not wrong, f"{named(document)}: no command {', '.join(wrong)}"


def test_every_make_target_is_described():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    described = set(re.findall(r"`make ([a-z]+)`", (ROOT / "docs/reference/commands.md").read_text("utf-8")))
    assert described == targets


def test_every_setting_is_described_and_no_other():
    places = [ROOT / "comity", ROOT / "scripts", ROOT / "tests"]
    read = {
        found
        for folder in places
        for path in folder.rglob("*")
        if path.suffix in (".py", ".sh") and path != Path(__file__)
        for found in re.findall(r"COMITY_[A-Z_]+", path.read_text("utf-8"))
    }
    described = set(re.findall(r"`(COMITY_[A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text("utf-8")))
    assert described == read


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_test_that_is_named_exists(document):
    text, tests = document.read_text("utf-8"), source_of_tests()
    functions = set(re.findall(r"`(?:[\w/.]*::)?(test_\w+)`", text))
    gone = {name for name in functions if f"def {name}(" not in tests}
    files = {path.name for top in ("comity", "tests") for path in (ROOT / top).rglob("test_*.py")}
    gone |= {name for name in re.findall(r"(test_\w+\.py)", text) if name not in files}
    assert not gone, f"{named(document)} names tests that do not exist: {', '.join(sorted(gone))}"


@pytest.mark.parametrize("record", sorted((ROOT / "docs/decisions").glob("[0-9]*.md")), ids=named)
def test_every_decision_is_listed_and_says_when_to_look_again(record):
    text = record.read_text("utf-8")
    assert text.startswith(f"# {record.name[:4]}. ")
    assert "## When to look again" in text
    assert f"({record.name})" in (record.parent / "README.md").read_text("utf-8")
