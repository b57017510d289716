"""Drop the index of overdue steps: the rooms above sweep what they own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="steprecord",
            name="step_due",
        ),
    ]
