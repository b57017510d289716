"""Write the table anew, so that no page of the database still holds a name that was sealed or a row of then."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def write_anew(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if not apps.get_model("cases", "Case").objects.exists():
        return
    with editor.connection.cursor() as cursor:
        cursor.execute("VACUUM FULL cases_case" if editor.connection.vendor == "postgresql" else "VACUUM")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0007_no_plain_names")]
    operations = [migrations.RunPython(write_anew, migrations.RunPython.noop)]
