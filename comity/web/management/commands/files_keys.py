"""`comity files keys`: changes the keys of all markings, and the root key if asked."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comity.foundation.access.rules.actor import the_console
from comity.foundation.files.actions.change_keys import change_keys
from comity.foundation.files.queries import NoKeys, NotOpened
from comity.mandate.institutions.queries import frameworks_in_force, open_marking_id


class Command(BaseCommand):
    help = (
        "Gives every marking a new key and wraps the key of every sealed file under it, all or nothing; the files stay "
        "as they are. --root puts a new root key first in the key file; older ones stay there for older copies."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--root", action="store_true", help="a new root key as well")
        parser.add_argument("--reason", required=True, help="why; it is entered on the record")

    def handle(self, *_: Any, root: bool, reason: str, **__: Any) -> None:
        try:
            done = change_keys(reason, actor=the_console(), at=timezone.now(), marking_id=_marking_id(), root=root)
        except (NoKeys, NotOpened) as error:
            raise CommandError(str(error.message)) from error
        self.stdout.write(f"{done.markings} markings have new keys; the keys of {done.files} files are wrapped anew.")


def _marking_id() -> int:
    """Everybody who reads anything may know that keys were changed."""
    frameworks = list(frameworks_in_force())
    if not frameworks:
        raise CommandError("No framework is in force: adopt one first.")
    return open_marking_id(frameworks[0])
