"""
Keep level, parent and path of an area together in the database itself.

The pairs of levels are those of `rules.PARENTS` on the day of this migration; a test compares the two.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

AT_ROOT = "'province', 'city', 'county'"
PAIRS = ", ".join(
    f"'{pair}'"
    for pair in (
        "province>city",
        "province>county",
        "city>county",
        "city>town",
        "county>town",
        "county>village",
        "town>village",
        "village>grid",
        "grid>building",
    )
)

SQLITE_BODY = f"""
    BEGIN
        SELECT RAISE(ABORT, 'an area must stand under one of the right level, at its path') WHERE NOT (
            (NEW.parent_id IS NULL AND NEW.level IN ({AT_ROOT}) AND NEW.path = NEW.id || '/')
            OR EXISTS (
                SELECT 1 FROM territory_area AS p WHERE p.id = NEW.parent_id
                AND p.level || '>' || NEW.level IN ({PAIRS}) AND NEW.path = p.path || NEW.id || '/'
            )
        );
    END
"""  # noqa: S608  # constants only
SQLITE = [
    f"CREATE TRIGGER territory_area_place_insert BEFORE INSERT ON territory_area {SQLITE_BODY}",
    f"CREATE TRIGGER territory_area_place_update BEFORE UPDATE OF level, parent_id, path ON territory_area {SQLITE_BODY}",
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION territory_area_place() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM fresh AS f LEFT JOIN territory_area AS p ON p.id = f.parent_id
            WHERE NOT CASE
                WHEN f.parent_id IS NULL THEN f.level IN ({AT_ROOT}) AND f.path = f.id || '/'
                ELSE p.level || '>' || f.level IN ({PAIRS}) AND f.path = p.path || f.id || '/'
            END
        ) THEN
            RAISE EXCEPTION 'an area must stand under one of the right level, at its path'
            USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$
    """,  # noqa: S608  # constants only
    *(
        f"""
        CREATE TRIGGER territory_area_place_{verb.lower()} AFTER {verb} ON territory_area
        REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION territory_area_place()
        """
        for verb in ("INSERT", "UPDATE")
    ),
]


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for sql in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(sql)


def release(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    is_postgresql = editor.connection.vendor == "postgresql"
    for verb in ("insert", "update"):
        where = " ON territory_area" if is_postgresql else ""
        editor.execute(f"DROP TRIGGER territory_area_place_{verb}{where}")
    if is_postgresql:
        editor.execute("DROP FUNCTION territory_area_place()")


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]
    operations = [migrations.RunPython(guard, release)]
