from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('issues', '0016_drafts_of_owner'),
    ]

    operations = [
        migrations.AlterField(
            model_name='issueact',
            name='kind',
            field=models.CharField(choices=[('edit', 'Change fields'), ('transition', 'Change the status'), ('assign', 'Assign'), ('edit_comment', 'Change a comment'), ('delete_comment', 'Delete a comment'), ('link', 'Link to another issue'), ('watch', 'Watch'), ('unwatch', 'Stop watching'), ('vote', 'Vote'), ('unvote', 'Take the vote back')], max_length=16, verbose_name='kind'),
        ),
    ]
