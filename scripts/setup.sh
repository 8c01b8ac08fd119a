#!/usr/bin/env bash
# Makes .venv from the locked requirements: `setup.sh run` or `setup.sh test`. Does nothing when it is fresh.
set -euo pipefail
cd "$(dirname "$0")/.."
for_what=${1:-run}
stamp=".venv/.made-for-$for_what"
made_from=$(cat "requirements/$for_what.txt" pyproject.toml hatch_build.py frontend/package-lock.json frontend/icons.txt comity/locale/*/LC_MESSAGES/django.po | sha256sum | cut -d' ' -f1)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$made_from" ]; then exit 0; fi

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi; }

python=${PYTHON:-}
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
  [ -z "$python" ] && command -v "$candidate" >/dev/null &&
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' && python=$candidate
done
if [ -z "$python" ]; then
  echo "Comity needs Python 3.11 or newer. On Debian and Ubuntu: apt-get install python3 python3-venv" >&2
  exit 1
fi
if [ ! -x .venv/bin/python ]; then
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "Installing python3-venv, which this Python lacks…"
    as_root apt-get update -qq && as_root apt-get install -y -qq python3-venv >/dev/null ||
      { echo "Please install it: apt-get install python3-venv" >&2; exit 1; }
  fi
  "$python" -m venv .venv
fi
echo "Setting up .venv (once; a minute or so)…"
pip=(.venv/bin/python -m pip --quiet --disable-pip-version-check)
"${pip[@]}" install --require-hashes -r "requirements/$for_what.txt"
"${pip[@]}" install --no-deps -e .
echo "$made_from" > "$stamp"
