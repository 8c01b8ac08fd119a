#!/usr/bin/env bash
# Every check and test: style, imports, types; then all tests on the embedded database and on PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."
export COMITY_HOME=${COMITY_TEST_HOME:-$(mktemp -d)}
source scripts/browser.sh
[ -f .cache/axe.min.js ] || .venv/bin/python hatch_build.py
# A token in software: where it cannot be had, the tests of keys in tokens are skipped.
command -v softhsm2-util >/dev/null || as_root apt-get install -y -qq softhsm2 >/dev/null 2>&1 || true
scripts/lint.sh
workers=$(nproc)  # not more: the stories have a server and a browser beside their worker
echo "== on the embedded database, in the browser too"
.venv/bin/python -m pytest -n "$workers" --dist loadscope
echo "== on PostgreSQL, what touches the database"
.venv/bin/python scripts/with_postgres.py .venv/bin/python -m pytest -n "$workers" --dist loadscope -m "database or browser"
