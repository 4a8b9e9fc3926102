from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat, Replace, Substr


def call_reports_by_number(apps, schema_editor):
    """The administration's history called a report by its summary, drafts included."""
    number = Substr(Replace(F("object_id"), Value("-"), Value("")), 1, 8)
    entries = apps.get_model("admin", "LogEntry").objects.filter(
        content_type__app_label="issues", content_type__model="submission"
    )
    entries.update(object_repr=Concat(Value("report "), number))


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0005_inspections"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(call_reports_by_number, migrations.RunPython.noop)]
