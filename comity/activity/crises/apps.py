from django.apps import AppConfig


class CrisesConfig(AppConfig):
    name = "comity.activity.crises"
    label = "crises"
    unrecorded = {"crises_roundline": "how far a round has come: what was done to each is told by the act itself"}
