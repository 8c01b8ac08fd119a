#!/usr/bin/env bash
# Resolves the dependencies anew, with digests, for every supported Python. No registry is named in the files.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-uv}
compile=("$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --upgrade)
"${compile[@]}" pyproject.toml --extra postgresql -o requirements/run.txt
"${compile[@]}" pyproject.toml --extra test -o requirements/test.txt
