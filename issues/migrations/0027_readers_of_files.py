from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0026_requests_are_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="addedfile",
            name="audience",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Everybody who sees the issue"),
                    ("customers", "Customers, too"),
                    ("team", "Only the team"),
                ],
                db_default="",
                default="",
                max_length=16,
            ),
        ),
    ]
