"""Count what was filed and open on a day that is over by an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_names_leave_the_file")]
    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["area_path", "filed_at", "closed_at", "id"], name="case_days"),
        ),
    ]
