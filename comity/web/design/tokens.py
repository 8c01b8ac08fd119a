"""What tokens.css says: each colour in both themes, how well a colour is read on another, sizes and gaps.

The ratios are those of WCAG 2.2: relative luminance of sRGB, lighter over darker, each with 0.05 added.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TEXT, EDGE = 4.5, 3.0  # success criteria 1.4.3 (text of any size) and 1.4.11 (edges of controls)
SHEET = Path(__file__).resolve().parent.parent / "static" / "comity" / "tokens.css"
WHITE = "white"

_LINE = re.compile(r"^\s*--([\w-]+):\s*(.+);$", re.MULTILINE)
_OKLCH = re.compile(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")
_REM = re.compile(r"^([\d.]+)rem$")

Colour = tuple[float, float, float]  # linear light of red, green and blue, 0 to 1

# What stands on what, somewhere in the house.
TEXTS = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "accent") for ground in ("ground", "surface", "sunken")],
    *[(ink, "accent-soft") for ink in ("ink", "ink-soft", "accent")],
    ("on-accent", "accent"),
    *[(tone, ground) for tone in ("info", "go", "wait", "stop") for ground in ("ground", "surface", "sunken")],
    *[(tone, f"{tone}-soft") for tone in ("info", "go", "wait", "stop")],
    *[(ink, f"{tone}-soft") for tone in ("info", "go", "wait", "stop") for ink in ("ink", "ink-soft")],
    (WHITE, "stop-fill"),
    *[("on-level", f"level-{level}") for level in range(4)],
    ("on-level-4", "level-4"),
]
EDGES = [("line-strong", "ground"), ("line-strong", "surface"), ("line-strong", "sunken"), ("stop-fill", "surface")]


@dataclass(frozen=True, slots=True)
class Pair:
    """One colour on another, and how well it is read in the light and in the dark theme."""

    over: str
    under: str
    least: float
    light: float
    dark: float

    @property
    def enough(self) -> bool:
        return min(self.light, self.dark) >= self.least

    @property
    def paint(self) -> str:
        return self.over if self.over == WHITE else f"var(--{self.over})"

    @property
    def ground(self) -> str:
        return f"var(--{self.under})"


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour by its name, and how it is written for each theme."""

    name: str
    light: str
    dark: str

    @property
    def paint(self) -> str:
        """As an attribute of a drawing: it follows the theme of whatever it is drawn in."""
        return f"var(--{self.name})"


@cache
def declared() -> dict[str, str]:
    """Every custom property by its name, as it is written."""
    return dict(_LINE.findall(SHEET.read_text(encoding="utf-8")))


def pairs() -> Iterator[Pair]:
    for least, combined in ((TEXT, TEXTS), (EDGE, EDGES)):
        for over, under in combined:
            light, dark = (contrast(colour(over, theme), colour(under, theme)) for theme in ("light", "dark"))
            yield Pair(over, under, least, light, dark)


def colours() -> list[str]:
    return [name for name, value in declared().items() if _OKLCH.search(value) and not name.startswith("shadow")]


def swatches() -> list[Swatch]:
    """Every colour in the order of the sheet."""
    found = [(name, _OKLCH.findall(declared()[name])) for name in colours()]
    return [Swatch(name, " ".join(values[0]), " ".join(values[-1])) for name, values in found]


def sizes(beginning: str) -> list[tuple[str, float]]:
    """Names and CSS pixels of the properties that begin so and are written in rem, smallest first."""
    found = [(name, _REM.match(value)) for name, value in declared().items() if name.startswith(beginning)]
    return sorted(((name, 16 * float(size[1])) for name, size in found if size), key=lambda entry: entry[1])


def colour(name: str, theme: str) -> Colour:
    """Raises KeyError for a name that tokens.css does not declare, ValueError when it is no colour."""
    if name == WHITE:
        return (1.0, 1.0, 1.0)
    found = _OKLCH.findall(declared()[name])
    if not found:
        raise ValueError(f"--{name} is no colour")
    lightness, chroma, hue = map(float, found[-1 if theme == "dark" else 0])
    return _linear(lightness, chroma, math.radians(hue))


def contrast(one: Colour, other: Colour) -> float:
    """1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(lightness: float, chroma: float, hue: float) -> Colour:
    """Oklch to the linear light of sRGB, by Björn Ottosson's matrices as CSS Color 4 gives them; clipped to what a
    screen can show."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return (_clipped(red), _clipped(green), _clipped(blue))


def _clipped(value: float) -> float:
    return min(1.0, max(0.0, value))
