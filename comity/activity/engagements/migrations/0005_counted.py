"""Indexes that hold all that maps and lists of countries count by, so that a year of a full house is counted at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("engagements", "0004_days_in_order")]

    operations = [
        migrations.AddIndex(
            "engagement",
            models.Index(
                fields=[
                    *("sort_date", "marking", "state", "is_long", "last_day"),
                    *("host", "lead_post", "latitude", "longitude", "id"),
                ],
                name="engagement_counted",
            ),
        ),
        migrations.AddIndex(
            "participation",
            models.Index(fields=["sort_date", "engagement", "state"], name="participation_counted"),
        ),
    ]
