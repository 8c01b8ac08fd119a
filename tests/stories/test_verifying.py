"""The verifier in the browser says what the program says, alone in a file as well as in the house, and asks nobody."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from verifier.tests import building, vectors
from verifier.tests.building import a_checkpoint, a_policy, a_record, parts

from .house import ROOT, signed_in
from .verified import comparable, every_case

pytestmark = pytest.mark.browser
STATIC = ROOT / "comity" / "web" / "static"
NOWHERE = "https://verifier.test"
RECORD = a_record(130)
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
  const stray = ([a, b, path]) => [a, root(a), b, root(b), [...path, path[0] ?? "00"].map(hex)];
  const leaf = ([n, size, path]) => [leaves[n], n, size, path.map(hex), root(size)];
  return {
    said,
    signatures: vectors.signatures.map((three) => verified(...three.map(hex))),
    roots: vectors.sizes.map((size) => written(root(size))),
    included: vectors.inclusion.map((one) => merkle.included(...leaf(one))),
    consistent: vectors.consistency.map(([a, b, path]) => merkle.consistent(a, root(a), b, root(b), path.map(hex))),
    astray: vectors.consistency.map((one) => merkle.consistent(...stray(one))),
    neumann: notes.signedBy(notes.note(new TextEncoder().encode(vectors.note)), notes.key(vectors.key)).by.name,
    sofa: checkpoint(sofa.text).size,
  };
}"""

REACHING = """new Promise((told) => {
  document.addEventListener("securitypolicyviolation", (event) => told(event.effectiveDirective));
  fetch("https://verifier.test/").catch(() => {});
})"""


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


def test_it_says_of_every_bundle_what_the_program_says_and_holds_the_published_vectors(
    once, page: Page, tmp_path: Path
):
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


GOOD = parts(
    [
        building.Told(one.leaf, b'{"withheld":"marked above your clearance"}') if seq in (5, 6) else one
        for seq, one in enumerate(RECORD)
    ]
)
FORGED = parts(
    [
        building.Told(one.leaf, one.body.replace(b"proposed", b"declined")) if seq == 41 else one
        for seq, one in enumerate(RECORD)
    ]
)


def a_file(name: str, data: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def choose(page: Page, bundle: bytes, *kept: bytes) -> None:
    page.get_by_label("Evidence bundle").set_input_files(a_file("evidence.zip", bundle))
    page.get_by_label(re.compile("Checkpoints you kept")).set_input_files([a_file("checkpoint", one) for one in kept])
    page.get_by_label("Policy, from a file").set_input_files(a_file("policy.txt", a_policy().encode()))
    expect(page.get_by_label("Policy", exact=True)).to_have_value(a_policy())
    page.get_by_role("button", name="Verify").click()


def verdict(page: Page) -> Any:
    return expect(page.get_by_role("heading", level=2, name=re.compile("^It (holds|does|could)")))


def test_one_file_verifies_from_a_disk_with_the_network_cut(once, browser, tmp_path):
    made = [tmp_path / "one.html", tmp_path / "two.html"]
    for out in made:
        subprocess.run([sys.executable, ROOT / "scripts/make_verify_page.py", out], check=True, capture_output=True)
    assert made[0].read_bytes() == made[1].read_bytes()
    with browser.new_context(offline=True) as context:
        page, asked = context.new_page(), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(made[0].as_uri())
        choose(page, GOOD.packed(), a_checkpoint(RECORD[:100]))
        verdict(page).to_have_text("It holds.")
        expect(page.get_by_text("It begins with the record you kept at 100 entries.", exact=True)).to_be_visible()
        expect(page.get_by_role("row")).to_have_count(51)
        choose(page, FORGED.packed())
        verdict(page).to_have_text("It does not hold.")
        expect(page.get_by_text("Entry 41: its body is not what was committed to.", exact=True)).to_be_visible()
        assert page.evaluate(REACHING) == "connect-src"
        assert asked == [made[0].as_uri()]


def test_the_house_shows_it_and_sees_nothing_of_what_is_verified(once, browser, small):
    page = signed_in(browser, small, "planner")
    faults = list[str]()
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    page.goto("/oversight/verify/")
    with page.expect_download() as handed_out:
        page.get_by_role("link", name="This page as one file").click()
    digest = page.locator("aside, .page-aside").get_by_text(re.compile("^[0-9a-f]{64}$")).inner_text()
    assert digest == building.sha(handed_out.value.path().read_bytes()).hex()
    page.context.set_offline(True)
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url))
    choose(page, GOOD.packed())
    verdict(page).to_have_text("It holds.")
    expect(page.locator("[data-part=status]")).to_contain_text("It holds. The record record.example/ministry with 130")
    expect(page.locator(".marking-banner:not(.foot)")).to_have_text("Marking not stated: handle as your highest")
    page.get_by_label("Body").select_option("withheld")
    rows = page.locator("[data-part=rows] tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("marked above your clearance")
    page.get_by_label("Body").select_option("")
    page.get_by_label("Words").fill("ENG-2026-0128")
    expect(rows).to_have_count(1)
    with page.expect_download() as kept:
        page.get_by_role("button", name="Result as a file").click()
    said = json.loads(kept.value.path().read_text(encoding="utf-8"))
    assert (said["verdict"], said["entries"], said["withheld"], said["bundle"]) == ("good", 130, 2, "evidence.zip")
    choose(page, b"no bundle")
    verdict(page).to_have_text("It could not be judged.")
    assert [url for url in asked if not url.startswith("blob:") and "/live" not in url] == []
    assert not faults
    page.context.close()
