"""When to look for a site that a link no longer opens. Those lost in the last days are looked for from now on."""

from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone


def look_for_those_lost_lately(apps, schema_editor):
    now = timezone.now()
    sites = apps.get_model("integrations", "Site")._default_manager.using(schema_editor.connection.alias)
    sites.filter(gone_at__gt=now - timedelta(days=7)).update(look_at=now)


class Migration(migrations.Migration):
    dependencies = [("integrations", "0006_turns_and_pause_mark")]

    operations = [
        migrations.AddField(
            "site", "look_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddIndex(
            "site",
            models.Index(
                condition=models.Q(("look_at__isnull", False)),
                fields=["look_at"],
                name="lost_sites_to_look_for",
            ),
        ),
        migrations.RunPython(look_for_those_lost_lately, migrations.RunPython.noop),
    ]
