from typing import Any

from django.db import migrations, models


def withdraw(apps: Any, schema_editor: Any) -> None:
    """Requests were acts for a while, and no release had them. One that was not sent is kept as withdrawn."""
    rows = apps.get_model("issues", "IssueAct").objects.filter(kind="request")
    rows.exclude(state__in=("filed", "withdrawn")).update(state="withdrawn", next_attempt_at=None)


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0025_rows_to_look_at_again"),
    ]

    operations = [
        migrations.RunPython(withdraw, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="issueact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("edit", "Change fields"),
                    ("transition", "Change the status"),
                    ("assign", "Assign"),
                    ("edit_comment", "Change a comment"),
                    ("delete_comment", "Delete a comment"),
                    ("link", "Link to another issue"),
                    ("watch", "Watch"),
                    ("unwatch", "Stop watching"),
                    ("vote", "Vote"),
                    ("unvote", "Take the vote back"),
                ],
                max_length=16,
                verbose_name="kind",
            ),
        ),
    ]
