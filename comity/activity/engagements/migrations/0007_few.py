"""An index for those who read next to nothing: their few rows are found without passing what they may not read."""

import django.db.models.functions.math
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("engagements", "0006_hands")]

    operations = [
        migrations.AddIndex(
            "engagement",
            models.Index(
                django.db.models.functions.math.Abs("marking"), models.F("id"), name="engagement_few"
            ),
        ),
    ]
