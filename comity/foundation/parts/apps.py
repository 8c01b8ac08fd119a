from django.apps import AppConfig


class PartsConfig(AppConfig):
    name = "comity.foundation.parts"
    label = "parts"
