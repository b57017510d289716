"""The text index: every two neighbouring characters of a request, on each database by its own means."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = ["CREATE VIRTUAL TABLE cases_pairs USING fts5(pairs, detail=none, columnsize=0)"]
POSTGRESQL = [
    "CREATE TABLE cases_pairs (case_id bigint PRIMARY KEY, pairs tsvector NOT NULL)",
    "CREATE INDEX cases_pairs_found ON cases_pairs USING gin (pairs)",
]


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for sql in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(sql)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute("DROP TABLE cases_pairs")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
