#!/usr/bin/env bash
# Style, imports between floors and rooms, types.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/ruff check .
.venv/bin/ruff format --check --quiet . || { echo "Run: .venv/bin/ruff format ." >&2; exit 1; }
.venv/bin/lint-imports
.venv/bin/mypy
