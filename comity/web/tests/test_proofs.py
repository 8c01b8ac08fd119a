"""What is proved of a framework reaches people: refusals, promises, diagrams, drafts, and the proof to take away."""

import io
import json
import re
import shutil
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.queries import head
from comity.mandate.institutions.queries import frameworks_in_force, open_proposals
from comity.procedure.assurance.queries import proof_of
from comity.procedure.assurance.rules.proving import Answer
from comity.web.frameworks.drawing import Drawing
from comity.web.frameworks.examples import drafts
from comity.web.frameworks.exporting import export
from comity.web.frameworks.running import drawn_run, route_of
from comity.web.world import load_world
from verifier.proof import checked

from .test_frameworks import NOW, a_house, signed_in, text_of

KEEPER, PAGE = "kestrel-cabinet-secretary", "/frameworks/kestrel-islands/"
SHIPPED = sorted(path.stem for path in (settings.LIBRARY / "frameworks").glob("*.yaml"))
BROKEN = drafts()["ships-come-first"]
SAID = "comes before “Large by the islands"


@pytest.fixture(autouse=True)
def without_second_factors(settings):
    settings.DEMONSTRATION = True


def the_run(key):
    """The first run that breaks a promise of an example, by its number."""
    proof = proof_of(drafts()[key].text)
    return proof, next(n for n, one in enumerate(proof.verdicts, 1) if one in proof.broken and one.run)


# -- nothing unproved is adopted, whichever way it comes


@pytest.mark.django_db
def test_the_page_refuses_to_propose_what_fails_and_keeps_the_text_and_the_words():
    keeper = signed_in(a_house("small-state"), KEEPER)
    before = head().size
    sent = {"file": SimpleUploadedFile("next.yaml", BROKEN.text.encode()), "why": "Ships come often."}
    answer = keeper.post(PAGE, sent)
    assert answer.status_code == 422
    assert "It promises: every possible engagement has exactly one route" in answer.text
    assert SAID in answer.text
    assert answer.context["form"]["text"].value() == BROKEN.text
    assert "Ships come often." in answer.text
    assert open_proposals("kestrel-islands") == []
    assert head().size == before
    # What stands in the form is sent again as it stands there; a browser sends ends of lines of its own.
    mended = text_of("small-state").replace('"2026.1"', '"2026.2"')
    assert keeper.post(PAGE, {"text": mended.replace("\n", "\r\n"), "why": "Mended."}).status_code == 302
    assert open_proposals("kestrel-islands")[0].text == mended


@pytest.mark.django_db
def test_the_command_and_the_loader_of_worlds_adopt_nothing_that_fails(tmp_path):
    library = tmp_path / "library"
    for name in ("worlds", "frameworks"):
        shutil.copytree(settings.LIBRARY / name, library / name)
    faulty = library / "frameworks" / "asia-pacific.yaml"
    faulty.write_text(drafts()["officers-stand-in"].text, encoding="utf-8")
    with pytest.raises(CommandError, match="from Chief of Defence to whom the power was lent") as refusal:
        call_command("adopt", str(faulty), stdout=io.StringIO())
    assert refusal.value.returncode == 2
    with pytest.raises(Refused, match="from Chief of Defence to whom the power was lent"):
        load_world(library / "worlds" / "asia-pacific.yaml", at=NOW, life=False)
    assert frameworks_in_force() == []
    assert head().size == 0


# -- pages of a version and of a proposal


@pytest.mark.django_db
def test_each_promise_is_shown_with_its_verdict_and_a_certificate_that_another_program_checks():
    house = a_house("small-state")
    keeper = signed_in(house, KEEPER)
    page = keeper.get(f"{PAGE}versions/2026.1/promises/")
    assert page.context["kept"] == len(page.context["made"]) == len({entry.hold for entry in house.file.properties})
    assert "python -m verifier.proof" in page.text
    links = re.findall(rf'href="({PAGE}versions/2026.1/certificates/\d+\.json)"', page.text)
    assert len(links) == len(page.context["proof"].certifiable())
    certificate = keeper.get(links[0])
    assert checked(certificate.content)[0] == 0
    assert f'filename="001-{page.context["proof"].verdicts[0].promise}.json"' in certificate["Content-Disposition"]
    assert keeper.get(f"{PAGE}versions/2026.1/certificates/9999.json").status_code == 404
    assert keeper.get(f"{PAGE}versions/2026.9/promises/").status_code == 404


@pytest.mark.django_db
def test_a_proposal_has_the_same_pages_and_they_are_nobody_elses():
    house = a_house("small-state")
    keeper = signed_in(house, KEEPER)
    text = text_of("small-state").replace('"2026.1"', '"2026.2"')
    made = keeper.post(PAGE, {"text": text, "why": "Another number."})
    for page in ("promises/", "diagram/", "proof.zip"):
        assert keeper.get(f"{made.url}{page}").status_code == 200
    held = ZipFile(io.BytesIO(keeper.get(f"{made.url}proof.zip").content))
    assert held.read("framework.yaml").decode() == text
    stranger = a_house("european")
    other = signed_in(stranger, "rivermark-keeper")
    for page in ("promises/", "diagram/", "proof.zip", "certificates/1.json"):
        assert other.get(f"{made.url}{page}").status_code == 404
        assert other.get(f"{PAGE}versions/2026.1/{page}").status_code == 404


# -- diagrams


@pytest.mark.parametrize("name", SHIPPED)
def test_a_diagram_holds_every_post_once_and_every_step_and_signature_of_every_route(name):
    file = proof_of(text_of(name)).file
    drawing = Drawing(file)

    def all_of(trees):
        return [key for tree in trees for key in (tree.key, *all_of(tree.below))]

    assert sorted(all_of(drawing.trees)) == sorted(post.key for post in file.posts)
    for route, drawn in zip(file.routes, drawing.routes, strict=True):
        steps = [step for stage in route.stages for step in stage.steps]
        names = [box.name for box in drawn.boxes]
        assert len(names) == len(set(names)) == len(steps) + len(route.signatures) + 3
        assert all(box.clock and box.lapse and box.law for box in drawn.boxes if box.name.startswith(("step:", "key:")))


@pytest.mark.parametrize("key", ["officers-stand-in", "the-plenary-is-silent"])
def test_every_step_of_a_run_is_drawn_where_it_happens(key):
    proof, number = the_run(key)
    verdict, drawing = proof.verdicts[number - 1], Drawing(proof.file)
    run = drawn_run(proof.file, drawing, number, verdict, 999)
    assert run.is_last
    assert [step.number for step in run.steps] == list(range(1, len(verdict.run)))
    assert all(step.at for step in run.steps)
    assert {n for band in run.bands for one in band.boxes for n in one.steps} == {s.number for s in run.steps}
    assert {one.box.name for band in run.bands for one in band.boxes if one.now} == run.step.at
    assert drawn_run(proof.file, drawing, number, verdict, -3).here == 1
    assert route_of(proof.file, verdict).key == run.route.key


# -- drafts


@pytest.mark.parametrize("key", sorted(drafts()))
def test_an_example_breaks_what_it_says_and_nothing_else(key):
    draft, proof = drafts()[key], proof_of(drafts()[key].text)
    assert {one.promise for one in proof.broken} == set(draft.example.breaks)
    assert {one.answer for one in proof.broken} == {Answer.FAILS}
    assert proof.file.version.endswith("-draft")


@pytest.mark.django_db
def test_a_draft_is_checked_and_drawn_without_anything_being_kept():
    house = a_house("small-state")
    lawyer = signed_in(house, "kestrel-legal-officer")
    before = head().size
    assert lawyer.get("/draft/").status_code == 200
    misspelt = text_of("small-state").replace("post: kestrel-commander\n", "post: kestrel-comander\n", 1)
    faulty = lawyer.post("/draft/", {"text": misspelt})
    (fault,) = faulty.context["faults"]
    assert fault.written == "post: kestrel-comander"
    assert f">{fault.fault.spot.line}</th>" in faulty.text
    assert "promise-standing" not in faulty.text
    whole = lawyer.post("/draft/", {"file": SimpleUploadedFile("a.yaml", text_of("european").encode())})
    assert whole.context["broken"] == 0
    assert whole.context["form"]["text"].value() == text_of("european")
    _, number = the_run("the-plenary-is-silent")
    step = lawyer.post("/draft/", {"text": drafts()["the-plenary-is-silent"].text, "look": f"{number}-2"})
    assert step.context["run"].here == 2
    assert "counts as agreement" in step.text
    assert lawyer.get("/draft/?example=officers-stand-in").context["run"].is_last
    assert lawyer.get("/draft/?from=kestrel-islands").context["broken"] == 0
    assert lawyer.get("/draft/?from=rivermark").status_code == 404
    assert lawyer.post("/draft/", {"text": ""}).status_code == 422
    taken = lawyer.post("/draft/", {"text": BROKEN.text, "act": "export"})
    assert taken["Content-Type"] == "application/zip"
    assert head().size == before


# -- taking it away


def test_an_export_holds_the_text_the_verdicts_and_certificates_that_hold_and_is_the_same_each_time(tmp_path):
    file, out, said = settings.LIBRARY / "frameworks" / "small-state.yaml", tmp_path / "proof.zip", io.StringIO()
    call_command("framework_export", str(file), "--out", str(out), "--json", stdout=said)
    answer = json.loads(said.getvalue())
    text = text_of("small-state")
    assert out.read_bytes() == export(proof_of(text), text)
    held = ZipFile(out)
    names = [name for name in held.namelist() if name.startswith("certificates/")]
    assert held.read("framework.yaml").decode() == text
    assert answer["proved"] is True
    assert answer["certificates"] == len(names) > 40
    assert {checked(held.read(name))[0] for name in names} == {0}
    verdicts = json.loads(held.read("verdicts.json"))
    assert {one["certificate"] for one in verdicts["verdicts"]} - {None} == set(names)
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text(BROKEN.text, encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        call_command("framework_export", str(faulty), "--out", str(out), stdout=io.StringIO())
    assert end.value.code == 1
    assert json.loads(ZipFile(out).read("verdicts.json"))["proved"] is False
