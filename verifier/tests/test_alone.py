"""The program stands alone: one folder, the standard library, one file to hand out."""

import ast
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

from verifier.entries import Counted, checked
from verifier.shapes import Known

from . import building

FOLDER = Path(__file__).resolve().parents[1]
SCRIPT = FOLDER.parent / "scripts" / "make_verifier.py"


def test_it_imports_the_standard_library_and_itself_only():
    for source in FOLDER.glob("*.py"):
        for step in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(step, ast.Import):
                assert all(name.name.split(".")[0] in sys.stdlib_module_names for name in step.names), source
            if isinstance(step, ast.ImportFrom) and step.level == 0:
                assert step.module.split(".")[0] in sys.stdlib_module_names, source


def test_the_single_file_checks_a_bundle_elsewhere_and_is_always_the_same(tmp_path):
    made = [tmp_path / "one.pyz", tmp_path / "two.pyz"]
    for out in made:
        subprocess.run([sys.executable, SCRIPT, out], check=True, capture_output=True)
    assert len({hashlib.sha256(out.read_bytes()).digest() for out in made}) == 1
    (tmp_path / "evidence.zip").write_bytes(building.parts(building.a_record(5)).packed())
    (tmp_path / "policy").write_text(building.a_policy(), encoding="utf-8")
    command = [sys.executable, "-I", made[0], "evidence.zip", "--policy", "policy", "--json"]
    ran = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert (ran.returncode, json.loads(ran.stdout)["entries"]) == (0, 5), ran.stderr
    ran = subprocess.run(command[:4], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert ran.returncode == 2
    assert "Whose keys?" in ran.stdout


def test_the_vector_in_the_document_holds():
    document = FOLDER.parent / "docs" / "reference" / "record-format.md"
    said = dict(
        re.findall(r"^(salt|body|commitment|leaf|leaf hash) {2,}(.+)$", document.read_text(encoding="utf-8"), re.M)
    )
    line = b'{"body":%s,"salt":"%s"}' % (said["body"].encode(), said["salt"].encode())
    leaf = said["leaf"].encode()
    assert json.loads(leaf)["commitment"] == said["commitment"]
    assert [one.hex() for one in checked([leaf], [line], 0, Known(), Counted(1))] == [said["leaf hash"]]
