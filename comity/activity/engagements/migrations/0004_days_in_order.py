"""The indexes over them; apart, because PostgreSQL does not change a table whose rows it has just written."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("engagements", "0003_days")]

    operations = [
        migrations.AlterField(
            "participation",
            "sort_date",
            models.DateField(help_text="the engagement's, repeated: a state's page reads its days in order"),
        ),
        migrations.AddIndex(
            "engagement",
            models.Index(fields=["last_day", "sort_date"], condition=Q(is_long=True), name="engagement_long"),
        ),
        migrations.AddIndex(
            "participation",
            models.Index(F("state"), F("sort_date").desc(), F("engagement"), name="participation_by_day"),
        ),
    ]
