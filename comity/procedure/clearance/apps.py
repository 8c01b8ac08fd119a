from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    name = "comity.procedure.clearance"
    label = "clearance"
