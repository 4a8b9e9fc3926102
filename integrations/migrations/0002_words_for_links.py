"""What admins read: "links" and "renewals", as on every page. Nothing changes in the database."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            "connection", options={"verbose_name": "link", "verbose_name_plural": "links"}
        ),
        migrations.AlterModelOptions(
            "refreshattempt",
            options={
                "ordering": ["-started_at", "-id"],
                "verbose_name": "renewal",
                "verbose_name_plural": "renewals",
            },
        ),
    ]
