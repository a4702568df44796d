"""What a disk or a database refused, said as a problem: the one place where it is read out of their errors.

Imports SQLAlchemy only when something has failed. Does not know what was being written.
"""

import errno
import sqlite3
from typing import Final

from prompts.problems import Problem

_DISK: Final = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "not_writable",
    errno.EACCES: "not_writable",
    errno.EPERM: "not_writable",
}
_SQLITE: Final = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_IOERR: "disk_full",  # what SQLite says where its journal no longer fits
    sqlite3.SQLITE_READONLY: "not_writable",
    sqlite3.SQLITE_CANTOPEN: "not_writable",
    sqlite3.SQLITE_PERM: "not_writable",
    sqlite3.SQLITE_CORRUPT: "database_damaged",
    sqlite3.SQLITE_NOTADB: "database_damaged",
}


CODES: Final = frozenset({*_DISK.values(), *_SQLITE.values(), "database_unreachable"})
"""The problems that are told here; each says itself what to do."""


def storage_problem(error: Exception) -> Problem | None:
    """The problem that an error of a disk or a database is; None if it is another error, or a mistake of ours."""
    if isinstance(error, OSError):
        code = _DISK.get(error.errno or 0)
        return Problem(code, found=f"{error.filename or ''} {error.strerror}".strip()) if code else None
    from sqlalchemy.exc import DBAPIError, OperationalError

    raised = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(raised, sqlite3.Error):
        # The low byte is the kind; above it stands which call it was.
        code = _SQLITE.get(getattr(raised, "sqlite_errorcode", 0) & 0xFF)
        if code:
            return Problem(code, found=raised)
    if isinstance(error, OperationalError):
        return Problem("database_unreachable", found=str(raised).strip().partition("\n")[0])
    return None
