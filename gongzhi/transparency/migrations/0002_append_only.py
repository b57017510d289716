"""Keep the log append-only and gapless in the database itself."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KEPT = ("leaf", "node", "checkpoint")
NEXT = 'NEW."index" <> COALESCE((SELECT size FROM transparency_head WHERE id = 1), 0)'
SHRUNK = 'NEW.size <> OLD.size + 1 OR NOT EXISTS (SELECT 1 FROM transparency_leaf WHERE "index" = OLD.size)'
APPEND_ONLY, GAPLESS = "the public log is append-only", "the public log has no gaps"

SQLITE = {
    **{
        f"transparency_{table}_no_{verb.lower()}": (
            f"BEFORE {verb} ON transparency_{table} BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
        )
        for table in KEPT
        for verb in ("UPDATE", "DELETE")
    },
    "transparency_head_no_delete": (
        f"BEFORE DELETE ON transparency_head BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
    ),
    "transparency_head_grows": (
        f"BEFORE UPDATE ON transparency_head WHEN {SHRUNK} BEGIN SELECT RAISE(ABORT, '{GAPLESS}'); END"
    ),
    "transparency_leaf_next": (
        f"BEFORE INSERT ON transparency_leaf WHEN {NEXT} BEGIN SELECT RAISE(ABORT, '{GAPLESS}'); END"
    ),
}
POSTGRESQL = {
    "append_only": ("", [f"BEFORE UPDATE OR DELETE ON transparency_{table}" for table in KEPT]),
    "head_stays": ("", ["BEFORE DELETE ON transparency_head"]),
    "head_grows": (SHRUNK, ["BEFORE UPDATE ON transparency_head"]),
    "leaf_next": (NEXT, ["BEFORE INSERT ON transparency_leaf"]),
}
FUNCTION = """
CREATE FUNCTION transparency_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {condition} THEN RAISE EXCEPTION '{text}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
  RETURN NEW;
END $$
"""


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        for name, body in SQLITE.items():
            editor.execute(f"CREATE TRIGGER {name} {body}")
        return
    for name, (condition, places) in POSTGRESQL.items():
        text = GAPLESS if condition else APPEND_ONLY
        editor.execute(FUNCTION.format(name=name, condition=condition or "TRUE", text=text))
        for place in places:
            trigger = f"transparency_{name}_{place.rpartition('_')[2]}"
            editor.execute(f"CREATE TRIGGER {trigger} {place} FOR EACH ROW EXECUTE FUNCTION transparency_{name}()")


def release(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        for name in SQLITE:
            editor.execute(f"DROP TRIGGER {name}")
        return
    for name in POSTGRESQL:
        editor.execute(f"DROP FUNCTION transparency_{name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("transparency", "0001_initial")]
    operations = [migrations.RunPython(guard, release)]
