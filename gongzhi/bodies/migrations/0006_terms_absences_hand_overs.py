"""Terms of bodies, deputies in a post, what is handed over, and what is done in a post or together."""

from importlib import import_module

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SEATS = import_module("gongzhi.bodies.migrations.0002_one_holder_a_seat")


def guard_again(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Set the triggers of seats again: SQLite forgets them when it writes a table anew."""
    if editor.connection.vendor == "sqlite":
        for verb, sql in zip(("insert", "update"), SEATS.SQLITE, strict=True):
            editor.execute(f"DROP TRIGGER IF EXISTS bodies_appointment_{verb}")
            editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0005_kinds_by_the_glossary"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("items", models.JSONField(default=list)),
                ("given_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["on", "pk"],
            },
        ),
        migrations.AddField(
            model_name="appointment",
            name="end_kind",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="appointment",
            name="from_body",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="sent", to="bodies.body"
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="hours",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="appointment",
            name="is_part_time",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="appointment",
            name="rests_on",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="carries", to="bodies.appointment"
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="unit",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="member",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="member",
            name="shares",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="absences", to="bodies.appointment"
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deputyships", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("what", models.CharField(max_length=200)),
                (
                    "appointment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="bodies.appointment",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="bodies.bodylink",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BodyTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                ("elected_on", models.DateField(null=True)),
                ("record", models.CharField(blank=True, default="", max_length=200)),
                ("extended_by", models.CharField(blank=True, default="", max_length=200)),
                ("handed_over_on", models.DateField(null=True)),
                ("hand_over_record", models.CharField(blank=True, default="", max_length=200)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="bodies.body"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="appointment",
            name="term",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="bodies.bodyterm",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("term", None), ("to_on__isnull", False), _connector="OR"),
                name="appointment_of_term_ends",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="appointment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="hand_overs", to="bodies.appointment"
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="to_person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="taken_over", to="people.person"
            ),
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(fields=["deputy", "from_on"], name="absence_deputy"),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="absence_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__gte", models.F("from_on"))), name="absence_lasts"
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(("what", ""), _negated=True), name="activity_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appointment", None), ("link__isnull", False)),
                    models.Q(("appointment__isnull", False), ("link", None)),
                    _connector="OR",
                ),
                name="activity_of_one",
            ),
        ),
        migrations.AddIndex(
            model_name="bodyterm",
            index=models.Index(fields=["to_on", "body"], name="body_term_end"),
        ),
        migrations.AddConstraint(
            model_name="bodyterm",
            constraint=models.UniqueConstraint(fields=("body", "number"), name="body_term_once"),
        ),
        migrations.AddConstraint(
            model_name="bodyterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__gt", models.F("from_on"))), name="body_term_lasts"
            ),
        ),
        migrations.AddConstraint(
            model_name="bodyterm",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="body_term_numbered"),
        ),
        migrations.AddConstraint(
            model_name="bodyterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("elected_on", None), ("record", "")),
                    models.Q(("elected_on__isnull", False), models.Q(("record", ""), _negated=True)),
                    _connector="OR",
                ),
                name="body_term_elected_has_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="bodyterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("handed_over_on", None), models.Q(("hand_over_record", ""), _negated=True), _connector="OR"
                ),
                name="body_term_hand_over_has_record",
            ),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
