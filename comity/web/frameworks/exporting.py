"""A framework with its proof as one file: the text, the verdicts and every certificate, for whoever trusts nobody."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from comity.procedure.assurance.queries import Proof, certificate_of, file_name
from comity.procedure.assurance.rules.proving import promised, story

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same text gives the same bytes, whenever it is written
README = """\
{title}, version {version}

framework.yaml   the text, as it was adopted, proposed or handed in; SHA-256 {digest}
verdicts.json    each property on each part: proved, fails with the shortest run, or not decided within the bound
certificates/    what another program needs to check each proof that was found by exploring

To check one certificate without trusting whoever made it, with the program `verifier` of Comity, which imports nothing
of the platform and needs no network:

    python -m verifier.proof certificates/{example}

All of them:

    for one in certificates/*.json; do python -m verifier.proof "$one" || echo "$one"; done

A certificate says of which text it speaks (sha256). To have the verdicts made anew from the text:

    comity framework prove framework.yaml
"""


def verdicts_as_data(proof: Proof) -> dict[str, object]:
    """As `comity framework prove --json` gives it."""
    file, certified = proof.file, dict(proof.certifiable())
    return {
        "framework": file.framework,
        "version": file.version,
        "sha256": proof.digest,
        "proved": not proof.broken,
        "verdicts": [
            {
                "property": verdict.promise,
                "of": str(verdict.of),
                "answer": verdict.answer,
                "promised": promised(file, verdict),
                "why": str(verdict.why),
                "states": verdict.states,
                "story": list(map(str, story(verdict))),
                "certificate": f"certificates/{file_name(number, verdict)}" if number in certified else None,
            }
            for number, verdict in enumerate(proof.verdicts, 1)
        ],
    }


def certificate_text(proof: Proof, number: int) -> str:
    """Raises LookupError where the verdict of this number has none."""
    return json.dumps(certificate_of(proof, number), ensure_ascii=False) + "\n"


def export(proof: Proof, text: str) -> bytes:
    """A zip. The same text gives the same bytes under the same release."""
    held = BytesIO()
    names = {number: file_name(number, verdict) for number, verdict in proof.certifiable()}
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        _put(archive, "README.txt", _readme(proof, next(iter(names.values()), "001.json")))
        _put(archive, "framework.yaml", text)
        _put(archive, "verdicts.json", json.dumps(verdicts_as_data(proof), indent=2, ensure_ascii=False) + "\n")
        for number, name in names.items():
            _put(archive, f"certificates/{name}", certificate_text(proof, number))
    return held.getvalue()


def export_name(proof: Proof) -> str:
    return f"{proof.file.framework}-{proof.file.version}-proof.zip"


def _readme(proof: Proof, example: str) -> str:
    return README.format(title=proof.file.title, version=proof.file.version, digest=proof.digest, example=example)


def _put(archive: ZipFile, name: str, content: str) -> None:
    entry = ZipInfo(name, LONG_AGO)
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
    archive.writestr(entry, content.encode())
