from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "comity.activity.engagements"
    label = "engagements"
    unrecorded = {"engagements_draft": "typing is no act: nothing of it enters the record"}

    def ready(self) -> None:
        from comity.foundation.conditions.rules.vocabulary import declare  # noqa: PLC0415

        from .rules.vocabulary import VOCABULARY  # noqa: PLC0415

        declare(VOCABULARY)
