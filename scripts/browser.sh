# Sourced by test.sh: finds a Chromium for the browser tests, or installs one, and exports CHROMIUM.
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi; }

find_browser() {
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1 && { command -v "$name"; return; }
  done
  find "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" -type f -name chrome 2>/dev/null | head -n 1 || true
}

CHROMIUM=${CHROMIUM:-$(find_browser)}
if [ -z "$CHROMIUM" ]; then
  echo "Installing Chromium for the browser tests…"
  as_root apt-get update -qq || true
  if apt-cache show chromium 2>/dev/null | grep -q '^Maintainer:.*Debian'; then
    as_root apt-get install -y -qq chromium libatomic1 >/dev/null
  else
    # Ubuntu's package only points at a snap; this browser comes with the test tool.
    as_root apt-get install -y -qq libatomic1 >/dev/null || true
    .venv/bin/python -m playwright install --with-deps chromium
  fi
  CHROMIUM=$(find_browser)
fi
[ -n "$CHROMIUM" ] || { echo "No Chromium could be found or installed. Set CHROMIUM to one." >&2; exit 1; }
# The test tool's own runtime needs this library, which a minimal system lacks.
ldconfig -p 2>/dev/null | grep -q libatomic.so.1 || as_root apt-get install -y -qq libatomic1 >/dev/null || true
export CHROMIUM
