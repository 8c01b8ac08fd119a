from django.apps import AppConfig


class WordsConfig(AppConfig):
    name = "comity.foundation.words"
    label = "words"
