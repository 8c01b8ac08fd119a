"""The index of markings gives way to one that serves only those who read next to nothing.

With a plain one the embedded database read and sorted every entry that somebody may read for each page of the record.
"""

import django.db.models.deletion
import django.db.models.functions.math
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0006_absences")]

    operations = [
        # By name: to alter the column the embedded database would make the table anew, and lose its guards.
        migrations.RunSQL(
            "DROP INDEX IF EXISTS record_entry_marking_id_2ae13164",
            "CREATE INDEX record_entry_marking_id_2ae13164 ON record_entry (marking_id)",
            state_operations=[
                migrations.AlterField(
                    "entry",
                    "marking",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="labels.marking",
                    ),
                )
            ],
        ),
        migrations.AddIndex(
            "entry",
            models.Index(
                django.db.models.functions.math.Abs("marking"), models.F("seq"), name="record_entry_few"
            ),
        ),
    ]
