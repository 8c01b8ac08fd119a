from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "comity.scrutiny.oversight"
    label = "oversight"
