"""What was refused with 403 or 404 before anybody asked whether Jira had known who asked: the next sweep asks."""

from django.db import migrations
from django.utils import timezone

KINDS = ("Submission", "Attachment", "IssueLink", "Comment")


def ask_anew(apps, schema_editor):
    for kind in KINDS:
        rows = apps.get_model("issues", kind)._default_manager.using(schema_editor.connection.alias)
        refused = rows.filter(state="blocked", blocked_reason__in=("denied", "not_found"), next_attempt_at=None)
        refused.update(next_attempt_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("issues", "0007_form_habit")]

    operations = [migrations.RunPython(ask_anew, migrations.RunPython.noop)]
