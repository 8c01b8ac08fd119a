from django.apps import AppConfig


class ConditionsConfig(AppConfig):
    name = "comity.foundation.conditions"
    label = "conditions"
