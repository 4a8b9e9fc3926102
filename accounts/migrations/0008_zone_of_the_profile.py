"""A time zone that nobody chose is that of the Jira profile. Until now everybody began with UTC."""

from django.db import migrations, models


def nobody_chose_utc(apps, schema_editor):
    people = apps.get_model("accounts", "User")._default_manager.using(schema_editor.connection.alias)
    people.filter(time_zone="UTC").update(time_zone="")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_tries")]

    operations = [
        migrations.AlterField(
            "user",
            "time_zone",
            models.CharField(blank=True, default="", max_length=64, verbose_name="time zone"),
        ),
        migrations.AddField(
            "user",
            "profile_time_zone",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=64,
                verbose_name="time zone of the Jira profile",
            ),
        ),
        migrations.RunPython(nobody_chose_utc, migrations.RunPython.noop),
    ]
