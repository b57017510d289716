"""Whether a fault means that there is no room left to write: on the disk of the database, or of the files."""

import errno
import sqlite3

ROOM_IS_GONE = frozenset({errno.ENOSPC, errno.EDQUOT})
DISK_FULL = "53100"  # PostgreSQL, appendix A: disk_full


def is_storage_full(fault: BaseException | None) -> bool:
    """Tell whether a fault, or what it rose from, is a full disk or a used-up quota."""
    while fault is not None:
        if (
            (isinstance(fault, OSError) and fault.errno in ROOM_IS_GONE)
            or getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
            or getattr(fault, "sqlstate", None) == DISK_FULL
        ):
            return True
        fault = fault.__cause__ or fault.__context__
    return False
