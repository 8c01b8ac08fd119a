from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "comity.activity.emergency"
    label = "emergency"
