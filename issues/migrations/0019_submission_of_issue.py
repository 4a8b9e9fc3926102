from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('issues', '0018_files_on_issues'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('issue_id', ''), _negated=True), fields=['issue_id'], name='submission_of_issue'),
        ),
    ]
