"""Makes the verifier a single file that runs with any Python 3.11 or newer: `make_verifier.py [comity-verifier.pyz]`.

It needs neither the platform installed nor anything but the standard library.
"""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from comity.scrutiny.oversight.rules.verifier_file import NAME, packed  # noqa: E402  once its folder is known

if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else NAME)
    target.write_bytes(packed({source.name: source.read_bytes() for source in (ROOT / "verifier").glob("*.py")}))
    target.chmod(0o755)
    print(f"{target}: sha256 {hashlib.sha256(target.read_bytes()).hexdigest()}")
