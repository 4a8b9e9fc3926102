import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('issues', '0019_submission_of_issue'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['owner', '-created_at', '-id'], include=('project_key',), name='submission_by_owner'),
        ),
        migrations.RemoveIndex(
            model_name='submission',
            name='submission_of_owner',
        ),
        migrations.AlterField(
            model_name='submission',
            name='owner',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='submissions', to=settings.AUTH_USER_MODEL),
        ),
    ]
