from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "comity.activity.release"
    label = "release"

    def ready(self) -> None:
        from comity.foundation.conditions.rules.vocabulary import declare  # noqa: PLC0415

        from .rules.vocabulary import VOCABULARY  # noqa: PLC0415

        declare(VOCABULARY)
