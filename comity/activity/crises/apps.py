from django.apps import AppConfig


class CrisesConfig(AppConfig):
    name = "comity.activity.crises"
    label = "crises"
