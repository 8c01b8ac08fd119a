from django.apps import AppConfig


class LabelsConfig(AppConfig):
    name = "comity.foundation.labels"
    label = "labels"
