"""Crises, and what their desk does line by line. What is added stays."""

import comity.activity.crises.rules.desk_acts
import comity.procedure.clearance.rules.urgent
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from comity.activity.crises.rules.kept import KEPT
from comity.foundation.record.rules.keeping import statements


def keep(apps, schema_editor):
    for model in apps.get_app_config("crises").get_models():
        columns = [field.column for field in model._meta.local_concrete_fields]
        table = model._meta.db_table
        for statement in statements(schema_editor.connection.vendor, table, columns, KEPT[table]):
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("engagements", "0005_counted"),
        ("institutions", "0002_desk"),
        ("labels", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Crisis",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=30, unique=True)),
                ("title", models.CharField(max_length=160)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            (
                                comity.procedure.clearance.rules.urgent.Cause["EVACUATION"],
                                comity.procedure.clearance.rules.urgent.Cause["EVACUATION"],
                            ),
                            (
                                comity.procedure.clearance.rules.urgent.Cause["DISASTER"],
                                comity.procedure.clearance.rules.urgent.Cause["DISASTER"],
                            ),
                            (
                                comity.procedure.clearance.rules.urgent.Cause["THREAT_TO_LIFE"],
                                comity.procedure.clearance.rules.urgent.Cause["THREAT_TO_LIFE"],
                            ),
                            (
                                comity.procedure.clearance.rules.urgent.Cause["ATTACK"],
                                comity.procedure.clearance.rules.urgent.Cause["ATTACK"],
                            ),
                            (
                                comity.procedure.clearance.rules.urgent.Cause["EPIDEMIC"],
                                comity.procedure.clearance.rules.urgent.Cause["EPIDEMIC"],
                            ),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "zone",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("asia_pacific", "Asia-Pacific"),
                            ("indian_ocean", "Indian Ocean"),
                            ("central_asia", "Central Asia"),
                            ("middle_east", "Middle East"),
                            ("africa", "Africa"),
                            ("osce", "Europe (the OSCE area)"),
                            ("north_atlantic", "North Atlantic"),
                            ("mediterranean", "Mediterranean"),
                            ("arctic", "Arctic"),
                            ("americas", "Americas"),
                            ("caribbean", "Caribbean"),
                            ("antarctic", "Antarctic"),
                        ],
                        max_length=40,
                    ),
                ),
                ("why", models.TextField()),
                ("framework_key", models.SlugField(max_length=60)),
                ("declared_at", models.DateTimeField()),
                ("until", models.DateTimeField(help_text="when it is over by itself")),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.TextField(blank=True)),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "declared_post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="institutions.post"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "marking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="labels.marking"
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="institutions.state",
                    ),
                ),
            ],
            options={
                "ordering": ["-declared_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            (
                                comity.activity.crises.rules.desk_acts.DeskAct["SUSPEND"],
                                comity.activity.crises.rules.desk_acts.DeskAct["SUSPEND"],
                            ),
                            (
                                comity.activity.crises.rules.desk_acts.DeskAct["RESUME"],
                                comity.activity.crises.rules.desk_acts.DeskAct["RESUME"],
                            ),
                            (
                                comity.activity.crises.rules.desk_acts.DeskAct["RECLEAR"],
                                comity.activity.crises.rules.desk_acts.DeskAct["RECLEAR"],
                            ),
                            (
                                comity.activity.crises.rules.desk_acts.DeskAct["HURRY"],
                                comity.activity.crises.rules.desk_acts.DeskAct["HURRY"],
                            ),
                            (
                                comity.activity.crises.rules.desk_acts.DeskAct["INFORM"],
                                comity.activity.crises.rules.desk_acts.DeskAct["INFORM"],
                            ),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField()),
                ("begun_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "by_post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="institutions.post"
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="crises.crisis"
                    ),
                ),
            ],
            options={
                "ordering": ["-begun_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="RoundLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            (
                                comity.activity.crises.rules.desk_acts.Outcome["WAITING"],
                                comity.activity.crises.rules.desk_acts.Outcome["WAITING"],
                            ),
                            (
                                comity.activity.crises.rules.desk_acts.Outcome["DONE"],
                                comity.activity.crises.rules.desk_acts.Outcome["DONE"],
                            ),
                            (
                                comity.activity.crises.rules.desk_acts.Outcome["REFUSED"],
                                comity.activity.crises.rules.desk_acts.Outcome["REFUSED"],
                            ),
                        ],
                        default=comity.activity.crises.rules.desk_acts.Outcome["WAITING"],
                        max_length=10,
                    ),
                ),
                ("why", models.JSONField(help_text="the refusal as a saying: its template and its values", null=True)),
                ("at", models.DateTimeField(null=True)),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="engagements.engagement"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="crises.round"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AddConstraint(
            model_name="crisis",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("declared_at"))), name="a_crisis_ends"
            ),
        ),
        migrations.AddConstraint(
            model_name="crisis",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__isnull", False), ("zone", "")),
                    models.Q(("state__isnull", True), models.Q(("zone", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_crisis_is_of_a_state_or_of_a_region",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundline",
            constraint=models.UniqueConstraint(fields=("round", "engagement"), name="an_engagement_once_a_round"),
        ),
        migrations.RunPython(keep),
    ]
