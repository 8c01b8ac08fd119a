from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "comity.scrutiny.oversight"
    label = "oversight"
    unrecorded = {"oversight_look": "how far a monitor has read, which no act brings about"}
    unrecorded_columns = {"oversight_finding": {"last_seen": "a monitor that meets it again does no act"}}
