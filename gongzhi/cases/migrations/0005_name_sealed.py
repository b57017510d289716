"""Make room for the name of who asked, sealed as the phone is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_own_requests_by_index")]
    operations = [
        migrations.AddField(model_name="case", name="name_sealed", field=models.BinaryField(null=True)),
    ]
