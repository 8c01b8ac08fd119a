"""`comity framework schema`: the JSON Schema of a framework file, for editors."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from comity.procedure.clearance.rules.schema import published


class Command(BaseCommand):
    help = (
        "Writes the JSON Schema of framework files. An editor that knows YAML schemas then offers words and explains "
        "them: begin the file with “# yaml-language-server: $schema=…/framework.schema.json”."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(json.dumps(published(), indent=2, ensure_ascii=False))
