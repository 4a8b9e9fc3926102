"""Installation has a room of its own; its table stays."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("integrations", "0004_retention"), ("installation", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Installation")])
    ]
