from django.apps import AppConfig


class LabelsConfig(AppConfig):
    name = "comity.foundation.labels"
    label = "labels"
    unrecorded = {"labels_marking": "it is named by the digest of what it says, and each row tells that digest"}
