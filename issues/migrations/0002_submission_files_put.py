"""Count how often files were put to a report."""

from typing import Any

from django.db import migrations, models


def count(apps: Any, schema_editor: Any) -> None:
    """What has files by now had some put to it; how often makes no difference."""
    with_files = apps.get_model("issues", "Attachment").objects.values("submission_id")
    apps.get_model("issues", "Submission").objects.filter(pk__in=with_files).update(files_put=1)


class Migration(migrations.Migration):
    dependencies = [("issues", "0001_initial")]

    operations = [
        migrations.AddField("submission", "files_put", models.PositiveIntegerField(default=0)),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
