"""Refuse to change or delete journal entries in the database itself."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    f"""
    CREATE TRIGGER kernel_entry_no_{verb.lower()} BEFORE {verb} ON kernel_entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    """
    CREATE FUNCTION kernel_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER kernel_entry_append_only BEFORE UPDATE OR DELETE ON kernel_entry
    FOR EACH ROW EXECUTE FUNCTION kernel_entry_append_only()
    """,
]


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for sql in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(sql)


def release(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER kernel_entry_append_only ON kernel_entry")
        editor.execute("DROP FUNCTION kernel_entry_append_only()")
        return
    editor.execute("DROP TRIGGER kernel_entry_no_update")
    editor.execute("DROP TRIGGER kernel_entry_no_delete")


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_installation_calendar_jobs")]
    operations = [migrations.RunPython(guard, release)]
