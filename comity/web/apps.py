from django.apps import AppConfig
from django.utils.translation import gettext, ngettext

from comity.foundation.words.rules.said import speak_through
from comity.web.written import apart, as_written


class WebConfig(AppConfig):
    name = "comity.web"
    label = "web"

    def ready(self) -> None:
        from comity.web import wiring  # noqa: PLC0415  wiring imports models, which exist only now

        speak_through(gettext, ngettext, as_written, apart)
        wiring.connect()
