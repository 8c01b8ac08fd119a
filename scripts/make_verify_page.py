"""Makes the verifier a single page that works from a disk: `make_verify_page.py [comity-verify.html]`.

Needs Python 3.11 or newer and the folder `comity/web/static/vendor`, which `python hatch_build.py` fills; nothing of
the platform is run. The same sources always give the same bytes, so its digest can be published and compared.
"""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from comity.scrutiny.oversight.rules.one_file import one_file  # noqa: E402

if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "comity-verify.html")
    page = one_file(lambda path: (ROOT / "comity" / "web" / "static" / path).read_text(encoding="utf-8")).encode()
    target.write_bytes(page)
    print(f"{target}: sha256 {hashlib.sha256(page).hexdigest()}")
