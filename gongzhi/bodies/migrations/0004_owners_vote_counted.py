"""Count the owners' vote that an owners' matter rests on."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("bodies", "0003_members_households_resources")]
    operations = [
        migrations.AddField("jointtask", "ballot", models.JSONField(null=True)),
        migrations.RemoveConstraint("jointtask", "owners_matter_voted"),
        migrations.AddConstraint(
            "jointtask",
            models.CheckConstraint(
                condition=Q(is_owners_matter=False) | (~Q(vote="") & Q(ballot__isnull=False)),
                name="owners_matter_voted",
            ),
        ),
    ]
