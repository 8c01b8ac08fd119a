from django.db import migrations, models


def unlogged(apps, schema_editor):
    """What is noted lasts as long as its transaction: it needs no log, and a crash may lose it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE record_touched SET UNLOGGED")


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0004_witnesses"),
    ]

    operations = [
        migrations.CreateModel(
            name="Touched",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transaction_id", models.BigIntegerField()),
                ("in_table", models.TextField()),
                ("key", models.TextField()),
                ("was", models.TextField(null=True)),
            ],
        ),
        migrations.RunPython(unlogged, migrations.RunPython.noop),
    ]
