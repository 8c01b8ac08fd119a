"""What calendars and country pages read in order: the last day, long stretches, the day of each participation."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from comity.activity.engagements.rules.dates import Precision, RoughDate, is_long, last_day

BATCH = 2000


def repeat(apps, schema_editor):
    Engagement = apps.get_model("engagements", "Engagement")
    Participation = apps.get_model("engagements", "Participation")
    made = []
    for row in Engagement._base_manager.only("start", "start_precision", "end", "end_precision").iterator(BATCH):
        start = RoughDate(row.start, Precision(row.start_precision))
        end = RoughDate(row.end, Precision(row.end_precision))
        row.last_day, row.is_long = last_day(start, end), is_long(start, end)
        made.append(row)
        if len(made) == BATCH:
            Engagement._base_manager.bulk_update(made, ["last_day", "is_long"])
            made = []
    Engagement._base_manager.bulk_update(made, ["last_day", "is_long"])
    theirs = Engagement._base_manager.filter(pk=OuterRef("engagement_id")).values("sort_date")[:1]
    Participation.objects.update(sort_date=Subquery(theirs))


class Migration(migrations.Migration):
    dependencies = [("engagements", "0002_kept")]

    operations = [
        migrations.AddField(
            "engagement",
            "last_day",
            models.DateField(blank=True, help_text="the last day it can mean; null when it has no start", null=True),
        ),
        migrations.AddField(
            "engagement",
            "is_long",
            models.BooleanField(default=False, help_text="it can mean more days than a calendar looks back"),
        ),
        migrations.AddField(
            "participation",
            "sort_date",
            models.DateField(
                null=True, help_text="the engagement's, repeated: a state's page reads its days in order"
            ),
        ),
        migrations.RunPython(repeat, migrations.RunPython.noop),
    ]
