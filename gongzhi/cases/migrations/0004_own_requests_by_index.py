"""Let two indexes hold every row that has what they are for: SQLite reads no index by `> 0`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_shown_overdue")]
    operations = [
        migrations.RemoveIndex(model_name="case", name="case_risen"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("risen_post__isnull", False)),
                fields=["risen_post", "due_at", "id"],
                name="case_risen",
            ),
        ),
        migrations.RemoveIndex(model_name="case", name="case_applicant"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("applicant_person__isnull", False)),
                fields=["applicant_person", "-id"],
                name="case_applicant",
            ),
        ),
    ]
