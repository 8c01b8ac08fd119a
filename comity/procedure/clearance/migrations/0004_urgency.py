"""Dossiers may be declared urgent, and what was decided so is reviewed. What is added stays."""

import comity.procedure.clearance.rules.ended
import comity.procedure.clearance.rules.urgent
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from comity.foundation.record.rules.keeping import statements
from comity.procedure.clearance.rules.kept import KEPT


TABLES = ("clearance_urgency", "clearance_review", "clearance_reviewanswer")


def keep(apps, schema_editor):
    for model in apps.get_app_config("clearance").get_models():
        table = model._meta.db_table
        if table in TABLES:
            columns = [field.column for field in model._meta.local_concrete_fields]
            for statement in statements(schema_editor.connection.vendor, table, columns, KEPT[table]):
                schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("clearance", "0003_cost_of_delay"),
        ("institutions", "0002_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="urgent",
            field=models.BooleanField(
                default=False, help_text="it is on the urgent path of its route, until it is decided"
            ),
        ),
        migrations.CreateModel(
            name="Urgency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("why", models.TextField()),
                (
                    "route_key",
                    models.CharField(help_text="the route whose urgent path it went, in that version", max_length=60),
                ),
                ("cites", models.CharField(help_text="the instrument of the urgent path", max_length=300)),
                ("skipped", models.JSONField(default=list, help_text="keys of the steps that were spared")),
                ("declared_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(help_text="when it ends by itself, undecided")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                comity.procedure.clearance.rules.ended.Ended["DECIDED"],
                                comity.procedure.clearance.rules.ended.Ended["DECIDED"],
                            ),
                            (
                                comity.procedure.clearance.rules.ended.Ended["LAPSED"],
                                comity.procedure.clearance.rules.ended.Ended["LAPSED"],
                            ),
                            (
                                comity.procedure.clearance.rules.ended.Ended["WITHDRAWN"],
                                comity.procedure.clearance.rules.ended.Ended["WITHDRAWN"],
                            ),
                            (
                                comity.procedure.clearance.rules.ended.Ended["ANOTHER_ROUTE"],
                                comity.procedure.clearance.rules.ended.Ended["ANOTHER_ROUTE"],
                            ),
                        ],
                        max_length=20,
                    ),
                ),
                ("review_at", models.DateTimeField(help_text="when its review opens, once it was decided", null=True)),
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
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="institutions.framework"
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="urgencies", to="clearance.dossier"
                    ),
                ),
            ],
            options={
                "ordering": ["declared_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("questions", models.JSONField()),
                ("posts", models.JSONField(help_text="keys of the posts that answer it")),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "urgency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="review", to="clearance.urgency"
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at"],
            },
        ),
        migrations.CreateModel(
            name="ReviewAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("was_urgent", models.BooleanField()),
                ("answers", models.JSONField(help_text="one text per question, in their order")),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="institutions.post"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="clearance.review"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "post"), name="one_answer_per_reviewing_post")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="urgency",
            index=models.Index(fields=["ended_at", "ends_at"], name="urgency_ends"),
        ),
        migrations.AddIndex(
            model_name="urgency",
            index=models.Index(fields=["review_at"], name="urgency_review"),
        ),
        migrations.AddConstraint(
            model_name="urgency",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("dossier",),
                name="one_running_urgency_per_dossier",
            ),
        ),
        migrations.AddConstraint(
            model_name="urgency",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("declared_at"))), name="an_urgency_ends"
            ),
        ),
        migrations.RunPython(keep),
    ]
