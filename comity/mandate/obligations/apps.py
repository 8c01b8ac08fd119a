from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "comity.mandate.obligations"
    label = "obligations"
