"""`comity password USERNAME`: set somebody's password."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from comity.foundation.access.queries import person_named


class Command(BaseCommand):
    help = "Set the password of an account. It is asked for twice and never shown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        person = person_named(username)
        if person is None:
            raise CommandError(f"Nobody here is called {username}.")
        first = getpass.getpass("New password: ")
        if first != getpass.getpass("Once more: "):
            raise CommandError("The two differ; nothing was changed.")
        try:
            validate_password(first, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        person.set_password(first)
        person.save(update_fields=["password"])
        self.stdout.write(f"The password of {person.name} is set.")
