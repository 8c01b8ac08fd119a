from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "comity.activity.papers"
    label = "papers"
