"""The verifier in the browser: it says what the program says, from a file as well as from the house, and asks nobody."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from verifier.tests import vectors

from .house import ROOT
from .verified import comparable, every_case

pytestmark = pytest.mark.browser
STATIC = ROOT / "comity" / "web" / "static"
NOWHERE = "https://verifier.test"
JUDGE = """async ({cases, vectors}) => {
  const from = (name) => import(`/comity/verify/${name}.js`);
  const [{check}, {verified}, merkle, notes, {checkpoint}] =
    await Promise.all(["checking", "ed25519", "merkle", "note", "checkpoint"].map(from));
  const bytes = (written) => Uint8Array.from(atob(written), (one) => one.charCodeAt(0));
  const hex = (written) => Uint8Array.from(written.match(/../g) ?? [], (two) => parseInt(two, 16));
  const said = [];
  for (const one of cases) said.push(await check(new Blob([bytes(one.bundle)]), one.policy, one.kept.map(bytes)));
  const leaves = vectors.leaves.map((leaf) => merkle.leafHash(hex(leaf)));
  const root = (size) => { const tree = new merkle.Tree(); tree.extend(leaves.slice(0, size)); return tree.root(); };
  const written = (found) => [...found].map((one) => one.toString(16).padStart(2, "0")).join("");
  const sofa = notes.note(new TextEncoder().encode(vectors.sofa));
  return {
    said,
    signatures: vectors.signatures.map((three) => verified(...three.map(hex))),
    roots: vectors.sizes.map((size) => written(root(size))),
    included: vectors.inclusion.map(([n, size, path]) => merkle.included(leaves[n], n, size, path.map(hex), root(size))),
    consistent: vectors.consistency.map(([a, b, path]) => merkle.consistent(a, root(a), b, root(b), path.map(hex))),
    astray: vectors.consistency.map(([a, b, path]) => merkle.consistent(a, root(a), b, root(b), [...path, path[0] ?? "00"].map(hex))),
    neumann: notes.signedBy(notes.note(new TextEncoder().encode(vectors.note)), notes.key(vectors.key)).by.name,
    sofa: checkpoint(sofa.text).size,
  };
}"""


def from_disk(route: Route) -> None:
    """A house that is nowhere: its static files, and an empty page."""
    path = STATIC / route.request.url.removeprefix(NOWHERE).lstrip("/")
    if path.is_file():
        route.fulfill(path=path, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>nothing</title>", content_type="text/html")


@pytest.fixture
def page(browser):
    with browser.new_context() as context:
        yield context.new_page()


def the_vectors() -> dict[str, Any]:
    good = [[*map(str, one)] for one in vectors.RFC8032]
    wrong = [[key, message + "00", signature] for key, message, signature in good]
    small = [[key, b"anything".hex(), r + "00" * 32] for key in vectors.SMALL_POINTS for r in vectors.SMALL_POINTS]
    edges = [[key, message, signature] for _, _, key, message, signature in vectors.EDGES]
    return {
        "signatures": [*good, *wrong, *edges, *small],
        "leaves": [leaf.hex() for leaf in vectors.LEAVES],
        "sizes": list(vectors.ROOTS),
        "inclusion": vectors.INCLUSION,
        "consistency": vectors.CONSISTENCY,
        "note": vectors.NEUMANN_NOTE,
        "key": vectors.NEUMANN_KEY,
        "sofa": vectors.SOFA,
    }


def test_it_says_of_every_bundle_what_the_program_says_and_holds_the_published_vectors(page: Page, tmp_path: Path):
    page.route(f"{NOWHERE}/**", from_disk)
    page.goto(NOWHERE)
    cases = every_case(tmp_path)
    told = page.evaluate(JUDGE, {"cases": cases, "vectors": the_vectors()})
    assert len(cases) > 250
    assert {case["said"]["verdict"] for case in cases} == {"good", "broken", "unreadable"}
    for case, said in zip(cases, told["said"], strict=True):
        assert comparable(said) == case["said"], case["bundle"]
    strict = [good for _, good, *_ in vectors.EDGES]
    assert told["signatures"] == [*[True] * 4, *[False] * 4, *strict, *[False] * len(vectors.SMALL_POINTS) ** 2]
    assert told["roots"] == list(vectors.ROOTS.values())
    assert all(told["included"]) and all(told["consistent"]) and not any(told["astray"])
    assert (told["neumann"], told["sofa"]) == ("PeterNeumann", 20852163)
