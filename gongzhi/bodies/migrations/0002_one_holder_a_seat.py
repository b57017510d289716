"""Refuse two holders of one seat, and one person twice in a post, on the same day, in the database itself."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

CLASH = """
    SELECT 1 FROM bodies_appointment AS held
     WHERE held.post_id = NEW.post_id AND held.id <> NEW.id
       AND (held.seat = NEW.seat OR held.person_id = NEW.person_id)
       AND (NEW.to_on IS NULL OR (held.from_on < NEW.to_on AND NEW.from_on < NEW.to_on))
       AND (held.to_on IS NULL OR (NEW.from_on < held.to_on AND held.from_on < held.to_on))
"""
SQLITE = [
    f"""
    CREATE TRIGGER bodies_appointment_{verb.lower()} AFTER {verb} ON bodies_appointment
    WHEN EXISTS ({CLASH})
    BEGIN SELECT RAISE(ABORT, 'this seat is taken on that day'); END
    """
    for verb in ("INSERT", "UPDATE")
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION bodies_appointment_seat() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS ({CLASH}) THEN
        RAISE EXCEPTION 'this seat is taken on that day' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER bodies_appointment_seat AFTER INSERT OR UPDATE ON bodies_appointment
    FOR EACH ROW EXECUTE FUNCTION bodies_appointment_seat()
    """,
]


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for sql in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(sql)


def release(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER bodies_appointment_seat ON bodies_appointment")
        editor.execute("DROP FUNCTION bodies_appointment_seat()")
        return
    editor.execute("DROP TRIGGER bodies_appointment_insert")
    editor.execute("DROP TRIGGER bodies_appointment_update")


class Migration(migrations.Migration):
    dependencies = [("bodies", "0001_initial")]
    operations = [migrations.RunPython(guard, release)]
