from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "comity.foundation.record"
    label = "record"
