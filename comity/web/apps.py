from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "comity.web"
    label = "web"

    def ready(self) -> None:
        from comity.web import wiring  # noqa: PLC0415  wiring imports models, which exist only now

        wiring.connect()
