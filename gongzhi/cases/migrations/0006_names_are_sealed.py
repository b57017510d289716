"""
Seal the names that stand there in the clear, a few at a time.

A name is emptied by the statement that seals it, so a run that was cut off goes on with what is left.
"""

from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from gongzhi.kernel.sealing import seal

COLUMN = "cases.name"
AT_ONCE = 500


def seal_names(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("cases", "Case").objects.exclude(applicant_name="").order_by("pk")
    after = 0
    while found := list(rows.filter(pk__gt=after).values_list("pk", "seal_key", "applicant_name")[:AT_ONCE]):
        sealed = [(seal(name, column=COLUMN, row=key), pk) for pk, key, name in found]
        with transaction.atomic(using=editor.connection.alias), editor.connection.cursor() as cursor:
            cursor.executemany("UPDATE cases_case SET name_sealed = %s, applicant_name = '' WHERE id = %s", sealed)
        after = found[-1][0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0005_name_sealed")]
    operations = [migrations.RunPython(seal_names, migrations.RunPython.noop)]
