"""The paper that goes up may say by when a decision is needed and what happens if it is late."""

from django.db import migrations, models

from comity.foundation.record.rules.keeping import lifting, statements

TABLE = "clearance_consolidation"


def lift(apps, schema_editor):
    for statement in lifting(schema_editor.connection.vendor, TABLE):
        schema_editor.execute(statement, params=None)


def keep(apps, schema_editor):
    """The new columns are guarded like the others: no column of a paper ever changes."""
    fields = apps.get_model("clearance", "Consolidation")._meta.local_concrete_fields
    columns = [field.column for field in fields]
    for statement in statements(schema_editor.connection.vendor, TABLE, columns, ()):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("clearance", "0002_kept")]
    operations = [
        migrations.RunPython(lift),
        migrations.AddField(
            model_name="consolidation",
            name="decide_by",
            field=models.DateField(blank=True, help_text="the day after which deciding is late", null=True),
        ),
        migrations.AddField(
            model_name="consolidation",
            name="if_late",
            field=models.TextField(blank=True, default="", help_text="what happens then"),
            preserve_default=False,
        ),
        migrations.RunPython(keep),
    ]
