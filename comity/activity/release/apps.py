from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "comity.activity.release"
    label = "release"
