"""Let an account be suspended because its person is off the roster."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_identities")]
    operations = [
        migrations.AlterField(
            model_name="user",
            name="closed_why",
            field=models.CharField(
                choices=[("", "Open"), ("by_hand", "By Hand"), ("asleep", "Asleep"), ("person", "Person")],
                default="",
                max_length=10,
            ),
        ),
    ]
