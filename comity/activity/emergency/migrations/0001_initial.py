"""What was opened in an emergency, and the pages that asked for it. What is added stays."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from comity.activity.emergency.rules.kept import KEPT
from comity.foundation.record.rules.keeping import statements


def keep(apps, schema_editor):
    for model in apps.get_app_config("emergency").get_models():
        columns = [field.column for field in model._meta.local_concrete_fields]
        table = model._meta.db_table
        for statement in statements(schema_editor.connection.vendor, table, columns, KEPT[table]):
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('institutions', '0005_lending'),
        ('labels', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('framework_key', models.SlugField(max_length=60)),
                ('instrument', models.CharField(max_length=300)),
                ('opened_at', models.DateTimeField()),
                ('until', models.DateTimeField(help_text='when it is over by itself')),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by_post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.post')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('marking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='labels.marking')),
            ],
            options={
                'ordering': ['-opened_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='OpenedThing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=64)),
                ('reference', models.CharField(max_length=200)),
                ('reason', models.TextField()),
                ('marking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='labels.marking')),
                ('opening', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='thing', to='emergency.opening')),
            ],
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('marking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='labels.marking')),
                ('opening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='emergency.opening')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('opened_at'))), name='an_opening_ends'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.UniqueConstraint(fields=('opening', 'path'), name='a_page_is_told_once'),
        ),
        migrations.RunPython(keep),
    ]
