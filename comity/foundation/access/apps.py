from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "comity.foundation.access"
    label = "access"
