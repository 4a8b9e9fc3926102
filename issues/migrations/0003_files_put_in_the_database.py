"""Let the database know the default too: a web process that is one version older stores reports without naming it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("issues", "0002_submission_files_put")]

    operations = [
        migrations.AlterField(
            "submission", "files_put", models.PositiveIntegerField(default=0, db_default=0)
        ),
    ]
