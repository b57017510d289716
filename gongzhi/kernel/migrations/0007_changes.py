"""Keep what triggers saw change, and refuse to change or delete a line of it in the database itself."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("kernel_change", "kernel_deed")
SQLITE = [
    f"""
    CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, 'the record of changes is append-only'); END
    """
    for table in TABLES
    for verb in ("UPDATE", "DELETE")
]
# The function that keeps a change runs with the rights of whoever owns the tables, so that the role under which the
# site works needs no right to write lines at all.
POSTGRESQL = [
    """
    CREATE FUNCTION kernel_keep_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT AS $$
    BEGIN
        INSERT INTO kernel_change (at, table_name, row_id, verb, old, new, actor, deed) VALUES (
            clock_timestamp(), TG_TABLE_NAME, CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END, lower(TG_OP),
            CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END,
            coalesce(nullif(current_setting('gongzhi.actor', true), ''), 'database:' || session_user),
            coalesce(current_setting('gongzhi.deed', true), '')
        );
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION kernel_change_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the record of changes is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    *(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION kernel_change_append_only()
        """
        for table in TABLES
    ),
]


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for sql in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_heartbeat")]
    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("table_name", models.CharField(max_length=63)),
                ("row_id", models.BigIntegerField()),
                ("verb", models.CharField(max_length=6)),
                ("old", models.JSONField(null=True)),
                ("new", models.JSONField(null=True)),
                ("actor", models.CharField(max_length=160)),
                ("deed", models.CharField(blank=True, max_length=32)),
            ],
            options={
                "indexes": [models.Index(fields=["table_name", "row_id", "id"], name="change_row")],
            },
        ),
        migrations.CreateModel(
            name="Deed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=32, unique=True)),
                ("entry_id", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
