"""What is owed may be owed by the hour."""

from django.db import migrations, models

from comity.foundation.record.rules.keeping import lifting, statements


TABLE = "obligations_obligation"


def lift(apps, schema_editor):
    for statement in lifting(schema_editor.connection.vendor, TABLE):
        schema_editor.execute(statement, params=None)


def keep(apps, schema_editor):
    """The new column is guarded like the others."""
    fields = apps.get_model("obligations", "Obligation")._meta.local_concrete_fields
    columns = [field.column for field in fields]
    for statement in statements(schema_editor.connection.vendor, TABLE, columns, ()):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("obligations", "0002_kept"),
    ]

    operations = [
        migrations.RunPython(lift),
        migrations.AddField(
            model_name="obligation",
            name="due_at",
            field=models.DateTimeField(
                blank=True, help_text="the moment, where hours count; its day is `due`", null=True
            ),
        ),
        migrations.RunPython(keep),
    ]
