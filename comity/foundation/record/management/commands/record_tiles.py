"""Write the log to a folder, as it is served under /log/."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from comity.foundation.record.queries import checkpoint_note, last_checkpoint, tile_bytes
from comity.foundation.record.rules.tiles import Tile, written_by


class Command(BaseCommand):
    help = (
        "Writes the signed checkpoint, every tile of hashes and every bundle of leaves to a folder, in the layout of "
        "C2SP tlog-tiles: what /log/ serves, for a medium that is carried or for any server of files. Full tiles that "
        "lie there already are left alone, so the same folder can be brought up to date. The leaves name nobody."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", required=True, type=Path, metavar="FOLDER", help="made if it is not there")

    def handle(self, *_: Any, out: Path, **options: Any) -> None:
        last, note = last_checkpoint(), checkpoint_note()
        if last is None or note is None:
            raise CommandError("Nothing was signed yet: comity tick signs the record.")
        written = sum(_write(out, tile) for tile in written_by(0, last.size))
        # Last, and in one move: whoever reads the folder meanwhile finds every tile that the checkpoint speaks of.
        fresh = out / "checkpoint.new"
        fresh.write_bytes(note)
        fresh.replace(out / "checkpoint")
        self.stdout.write(f"{last.size} entries, {written} tiles and bundles written to {out}.")


def _write(out: Path, tile: Tile) -> bool:
    path = out / tile.path
    if path.exists() and tile.is_full:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(tile_bytes(tile) or b"")
    return True
