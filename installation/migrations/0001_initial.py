"""The table is there since integrations 0001; only its place in the code changes."""

import django.utils.timezone
from django.db import migrations, models

import installation.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("integrations", "0004_retention")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Installation",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=installation.models.the_one,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("name", models.CharField(max_length=255)),
                        ("adopted_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={"db_table": "integrations_installation"},
                ),
            ]
        )
    ]
