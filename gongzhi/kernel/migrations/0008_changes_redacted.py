"""Let a line of the record of changes lose its values whole, and nothing else."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KEPT = ("id", "at", "table_name", "row_id", "verb", "actor", "deed")
SQLITE = f"""
    CREATE TRIGGER kernel_change_no_update BEFORE UPDATE ON kernel_change
    WHEN NEW.old IS NOT NULL OR NEW.new IS NOT NULL OR {" OR ".join(f"NEW.{each} IS NOT OLD.{each}" for each in KEPT)}
    BEGIN SELECT RAISE(ABORT, 'the record of changes is append-only'); END
"""
POSTGRESQL = f"""
    CREATE OR REPLACE FUNCTION kernel_change_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'kernel_change' THEN
            IF NEW.old IS NULL AND NEW.new IS NULL AND ({", ".join(f"NEW.{each}" for each in KEPT)})
                IS NOT DISTINCT FROM ({", ".join(f"OLD.{each}" for each in KEPT)}) THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'the record of changes is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def allow(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL)
        return
    editor.execute("DROP TRIGGER kernel_change_no_update")
    editor.execute(SQLITE)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0007_changes")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
