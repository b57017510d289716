"""Columns that several rooms need."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class PathField(models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    """
    Hold an area path (see `kernel.paths`), compared byte by byte on both databases.

    SQLite compares bytes by default; PostgreSQL needs the collation `C`, which SQLite does not know.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """Return the column's type, with the byte-wise collation where the database needs one."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
