"""The one head row, and the guards that make the database refuse to forget."""

from django.db import migrations

from comity.foundation.record.rules.guards import FIRST_TABLES, statements


def begin(apps, schema_editor):
    apps.get_model("record", "Head").objects.using(schema_editor.connection.alias).create()


def guard(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements(schema_editor.connection.vendor, FIRST_TABLES, erasing=False):
            cursor.execute(statement)


class Migration(migrations.Migration):
    """Cannot be undone: nothing in the house takes the guards away."""

    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunPython(begin), migrations.RunPython(guard)]
