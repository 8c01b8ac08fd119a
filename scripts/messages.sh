#!/usr/bin/env bash
# Collects what is to be translated into comity/locale/ and compiles it. `messages.sh fr words.json …` puts translations in.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/python scripts/messages.py "$@"
.venv/bin/python -c 'import hatch_build; hatch_build.compile_messages()'
