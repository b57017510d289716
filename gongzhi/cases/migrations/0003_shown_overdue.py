"""Keep to whom an overdue request was shown, and sweep requests by deadline."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_text_index"),
        ("procedures", "0002_steps_are_not_swept"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="risen_post",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["waits_for", "due_at", "id"], name="case_late"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("risen_post__gt", 0)), fields=["risen_post", "due_at", "id"], name="case_risen"
            ),
        ),
    ]
