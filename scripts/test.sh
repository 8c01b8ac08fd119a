#!/usr/bin/env bash
# Every check and test: style, imports, types; then all tests on the embedded database and on PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."
export COMITY_HOME=${COMITY_TEST_HOME:-$(mktemp -d)}
source scripts/browser.sh
[ -f .cache/axe.min.js ] || .venv/bin/python hatch_build.py
scripts/lint.sh
workers=$(($(nproc) + 1))  # a test waits for a database or a browser now and then
echo "== on the embedded database, in the browser too"
.venv/bin/python -m pytest -n "$workers" --dist loadscope
echo "== on PostgreSQL, what touches the database"
.venv/bin/python scripts/with_postgres.py .venv/bin/python -m pytest -n "$workers" --dist loadscope -m "database or browser"
