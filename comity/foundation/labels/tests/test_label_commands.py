"""The commands that read and write labels: what they print, and how they end."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.management import call_command

from comity.foundation.labels.rules.policy_file import read_policy

from .test_bindings import a_key, pem
from .test_spif import SPIF
from .written_builders import a_document, label_text

ORDINARY = ("--policy", "CONCORD", "--classification", "secret", "--review", "2031-01-01T00:00:00Z")


def run(name: str, *words: object) -> tuple[str, int]:
    out, status = io.StringIO(), 0
    try:
        call_command(name, *map(str, words), stdout=out, stderr=out)
    except SystemExit as end:
        status = int(end.code or 0)
    return out.getvalue(), status


def read(file: Path, *words: object) -> tuple[dict[str, Any], int]:
    text, status = run("label_read", file, "--json", *words)
    return json.loads(text), status


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "desk.key"
    path.write_bytes(a_key("ed25519").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "desk.pem").write_bytes(pem(a_key("ed25519")))
    return path


def test_a_label_is_written_beside_a_file_read_there_and_missed_when_the_file_changes(
    tmp_path: Path, key: Path
) -> None:
    file = tmp_path / "plan final.txt"
    file.write_text("Plan")
    category = ("--category", "releasable to=AUS,FJI")
    _, status = run("label_write", *ORDINARY, *category, "--sidecar", file, "--key", key)
    assert status == 0
    answer, status = read(file, "--trust", tmp_path / "desk.pem")
    [label] = answer["labels"]
    assert (status, label["classification"], label["conforms"], label["holds"]) == (0, "SECRET", True, True)
    assert answer["bindings"][0]["signatures"][0]["trusted"] is True
    assert answer["decisive"]["label"]["classification"] == "SECRET"
    file.write_text("Another plan")
    answer, status = read(file)
    assert (status, answer["labels"][0]["holds"], answer["decisive"]["label"]) == (1, False, None)
    words, _ = run("label_read", file)
    assert "The binding is broken: ./plan%20final.txt was changed" in words


def test_a_label_is_put_into_a_document_and_given_to_another(tmp_path: Path) -> None:
    first, second, made = tmp_path / "a.docx", tmp_path / "b.docx", tmp_path / "c.docx"
    first.write_bytes(a_document())
    assert run("label_write", *ORDINARY, "--into", first, "--out", second)[1] == 0
    assert run("label_write", "--from", second, "--into", first, "--out", made)[1] == 0
    answer, status = read(made)
    assert (status, answer["form"], answer["bindings"][0]["verdict"]) == (0, "package", "not protected")
    assert answer["labels"][0]["bound"] is True


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--policy", "CONCORD", "--classification", "secret"), "say when the label is to be reviewed"),
        ((*ORDINARY, "--category", "Colour=red"), "CONCORD has no category Colour"),
        (("--policy", "NOWHERE", *ORDINARY[2:]), "this house does not know the policy NOWHERE"),
        (("--policy", "CONCORD", "--classification", "purple", *ORDINARY[4:]), "it has UNCLASSIFIED, RESTRICTED"),
        ((*ORDINARY, "--originator", "desk"), "write the originator as TYPE:NAME"),
    ],
)
def test_what_would_break_the_standard_or_the_policy_is_not_written(words: tuple[str, ...], why: str) -> None:
    text, status = run("label_write", *words)
    assert status == 2
    assert why in text


def test_a_label_of_an_unknown_policy_is_written_when_asked_for_and_nobody_is_cleared_for_it(tmp_path: Path) -> None:
    file = tmp_path / "label.xml"
    words = ("--policy", "NOWHERE", *ORDINARY[2:], "--category", "RESTRICTIVE:Handling=ALPHA", "--unknown-policy")
    assert run("label_write", *words, "--out", file)[1] == 0
    answer, _ = read(file)
    assert answer["labels"][0]["known_here"]["policy"] is None
    assert "nobody here is cleared" in " ".join(answer["labels"][0]["means"])
    assert answer["decisive"]["label"] is None


def test_a_file_that_is_refused_says_why_in_both_forms(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text("<!DOCTYPE a><a/>")
    answer, status = read(file)
    assert (status, "DOCTYPE" in answer["refused"]) == (2, True)
    assert run("label_read", tmp_path / "nothing.xml")[1] == 2


def test_strictness_is_asked_for_and_no_label_is_not_a_label(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text(label_text())
    assert (read(file)[1], read(file, "--strict")[1]) == (0, 1)
    file.write_text("<a/>")
    assert read(file)[1] == 1


def test_a_binding_reaches_no_file_outside_its_folder(tmp_path: Path) -> None:
    """What a binding from outside names is looked for beside it and nowhere else, and not through a link."""
    inner = tmp_path / "in"
    inner.mkdir()
    (tmp_path / "secret.txt").write_text("Plan")
    (inner / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inner / "file.txt").write_text("Plan")
    assert run("label_write", *ORDINARY, "--sidecar", inner / "file.txt")[1] == 0
    text = (inner / "file.txt.bdo").read_text()
    for name in (
        "../secret.txt",
        "link.txt",
        str(tmp_path / "secret.txt"),
        "in/../../secret.txt",
        "file:///etc/passwd",
    ):
        (inner / "other.bdo").write_text(text.replace("./file.txt", name))
        answer, _ = read(inner / "other.bdo")
        assert answer["bindings"][0]["objects"][0]["digest"] == "not at hand"


def test_a_policy_of_a_spif_becomes_a_file_of_the_library(tmp_path: Path) -> None:
    file, out = tmp_path / "harbour.xml", tmp_path / "harbour.yaml"
    file.write_bytes(SPIF)
    assert run("label_policy", file, "--out", out)[1] == 0
    assert read_policy(out.read_text(), "harbour.yaml").levels == ("OPEN", "OLD", "CLOSED")
    file.write_text("<a/>")
    assert run("label_policy", file)[1] == 2


def test_a_label_by_itself_goes_to_the_screen(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    run("label_write", *ORDINARY)
    sys.stdout.flush()
    assert b"<slab:Classification>SECRET<" in capfdbinary.readouterr().out
