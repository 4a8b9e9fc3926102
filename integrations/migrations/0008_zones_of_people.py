"""Let people know the time zone of their Jira profile, as far as a link told it."""

from django.db import migrations


def copy(apps, schema_editor):
    alias = schema_editor.connection.alias
    people = apps.get_model("accounts", "User")._default_manager.using(alias)
    links = apps.get_model("integrations", "Connection")._default_manager.using(alias)
    told = links.filter(kind="user", user__isnull=False).exclude(time_zone="")
    for user_id, zone in told.values_list("user_id", "time_zone").iterator():
        people.filter(pk=user_id).update(profile_time_zone=zone)


class Migration(migrations.Migration):
    dependencies = [("integrations", "0007_lost_sites"), ("accounts", "0008_zone_of_the_profile")]

    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
