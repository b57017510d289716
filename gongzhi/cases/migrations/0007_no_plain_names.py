"""Take away the column in which names stood in the clear."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_names_are_sealed")]
    operations = [migrations.RemoveField(model_name="case", name="applicant_name")]
