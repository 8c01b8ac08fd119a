"""The folder of a witness: its key, whose logs it watches, what it remembers, and proofs that a log forked.

witness.key   its private key, its owner's alone
trusted       the keys of the logs it watches, one a line
memory        what it cosigned last of each log
forks/        pairs of checkpoints of one size with two roots, both signed by the log
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.foundation.record.actions.key_file import (
    KeyMissing,
    new_private_key,
    public_part,
    read_private_key,
    write_private_key,
)
from comity.foundation.record.rules.note import COSIGNATURE, ED25519, BadNote, Note, VerifierKey, read_key

from .memory import Seen, read_memory, replace, write_memory

FORKS_AT_MOST = 100  # files; who forks a log a hundred times need not be convicted once more


class NoWitness(RuntimeError):
    """The folder is no witness's home, or cannot become one. It says what to do."""


class Home:
    """One witness's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key_file, self.trusted_file = folder / "witness.key", folder / "trusted"
        self.memory_file, self.forks = folder / "memory", folder / "forks"

    def make(self, name: str) -> VerifierKey:
        """Make the key and an empty memory. Raises NoWitness where there is one already, BadNote for such a name."""
        if self.exists():
            raise NoWitness(f"{self.folder} is a witness's home already. Another witness has a home of its own.")
        private = new_private_key()
        key = VerifierKey(name, COSIGNATURE, public_part(private))
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_memory(self.memory_file, key, {})
        replace(self.trusted_file, "")
        write_private_key(self.key_file, key, private)  # last: with it the home is whole
        return key

    def exists(self) -> bool:
        """Also when only one of the two is there: what was remembered is never written over."""
        return self.key_file.exists() or self.memory_file.exists()

    def key(self) -> tuple[VerifierKey, Ed25519PrivateKey]:
        """Raises NoWitness."""
        try:
            key, private = read_private_key(self.key_file)
        except KeyMissing as problem:
            if self.exists():
                raise NoWitness(str(problem)) from problem
            raise NoWitness(f"{self.folder} is no witness's home: comity witness new makes one.") from problem
        if key.kind != COSIGNATURE:
            raise NoWitness(f"{self.key_file} holds the key of a log, not of a witness.")
        return key, private

    def trusted(self) -> list[VerifierKey]:
        """The keys believed; several of one name are keys of one log that followed each other. Raises NoWitness."""
        try:
            lines = self.trusted_file.read_text(encoding="utf-8").splitlines()
            keys = [log_key(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
        except (OSError, ValueError) as problem:
            raise NoWitness(f"{self.trusted_file} cannot be read: {problem}.") from problem
        return list(dict.fromkeys(keys))

    def trust(self, keys: Sequence[VerifierKey]) -> None:
        """Believe these keys, and no others, from the next submission on."""
        replace(self.trusted_file, "".join(f"{key}\n" for key in keys))

    def memory(self, key: VerifierKey) -> dict[str, Seen]:
        """Raises Damaged."""
        return read_memory(self.memory_file, key)

    def keep_fork(self, one: Note, other: Note) -> Path | None:
        """Keep two signed checkpoints that contradict each other; None when there are too many already."""
        self.forks.mkdir(mode=0o700, exist_ok=True)
        path = self.forks / f"{sha256(other.text.encode()).hexdigest()[:16]}.txt"
        if not path.exists() and len(self.kept_forks()) >= FORKS_AT_MOST:
            return None
        replace(path, f"{one.as_bytes().decode()}\n{other.as_bytes().decode()}")
        return path

    def kept_forks(self) -> list[Path]:
        return sorted(self.forks.glob("*.txt"))


def log_key(written: str) -> VerifierKey:
    """The key of a log as it is handed on. Raises BadNote."""
    key = read_key(written)
    if key.kind != ED25519:
        raise BadNote(f"{key.name} is the key of a witness; a witness watches logs")
    return key
