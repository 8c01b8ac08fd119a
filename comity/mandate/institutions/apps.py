from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "comity.mandate.institutions"
    label = "institutions"
