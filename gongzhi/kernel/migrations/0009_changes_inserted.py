"""Keep of rows that are inserted that they were, by whom and when: the rows themselves stand in their tables."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# One call for a statement, however many rows it inserts; `inserted` are the rows of that statement.
POSTGRESQL = """
    CREATE FUNCTION kernel_keep_inserted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT AS $$
    BEGIN
        INSERT INTO kernel_change (at, table_name, row_id, verb, actor, deed)
        SELECT clock_timestamp(), TG_TABLE_NAME, id, 'insert',
            coalesce(nullif(current_setting('gongzhi.actor', true), ''), 'database:' || session_user),
            coalesce(current_setting('gongzhi.deed', true), '')
        FROM inserted ORDER BY id;
        RETURN NULL;
    END $$
"""


def keep(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0008_changes_redacted")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
