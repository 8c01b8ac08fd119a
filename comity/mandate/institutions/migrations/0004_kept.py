"""The database refuses to edit or remove what is only added and superseded."""

from django.db import migrations

from comity.foundation.record.rules.keeping import statements
from comity.mandate.institutions.rules.kept import KEPT


def keep(apps, schema_editor):
    """Lay the guards of every kept table that exists by now: one made by a later migration is kept by that one."""
    for model in apps.get_app_config("institutions").get_models():
        table = model._meta.db_table
        if table in KEPT:
            columns = [field.column for field in model._meta.local_concrete_fields]
            may_change = [column for column in KEPT[table] if column in columns]
            for statement in statements(schema_editor.connection.vendor, table, columns, may_change):
                schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """Cannot be undone: nothing in the house takes the guards away."""

    dependencies = [("institutions", "0003_versions")]
    operations = [migrations.RunPython(keep)]
