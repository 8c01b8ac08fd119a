from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "comity.procedure.assurance"
    label = "assurance"
