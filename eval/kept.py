"""What models wrote, kept by a digest of all that it depends on, so that the same is not asked for twice.

An SQLite file of JSON values. Does not know what is kept, nor who asked.
"""

import hashlib
import json
import sqlite3
import threading
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any, Self

from prompts.problems import Problem

_TABLE = "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
_FIRST = "INSERT OR IGNORE INTO kept VALUES (?, ?)"
_OVER = "INSERT OR REPLACE INTO kept VALUES (?, ?)"


def digest(**values: object) -> str:
    """SHA-256, in hex, of values that JSON can hold, whatever order they are named in."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


class Kept(AbstractContextManager["Kept"]):
    """A file of values by key; safe to use from several threads and processes.

    What `put` returned is on the disk: a process killed right after loses nothing. Problem `kept_file_broken` for a
    file that is something else.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise Problem("kept_file_broken", file=path, found=error) from error
        try:
            for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", _TABLE):
                self._connection.execute(statement)
        except sqlite3.Error as error:
            self._connection.close()
            raise Problem("kept_file_broken", file=path, found=error) from error

    def get(self, key: str) -> Any | None:
        """What was kept; None if nothing was."""
        kept = self._run("SELECT value FROM kept WHERE key = ?", (key,))
        return None if kept is None else json.loads(kept)

    def put(self, key: str, value: object, *, over: bool = False) -> Any:
        """Keep a value that JSON can hold, and return what is kept now: an earlier one, unless it is written `over`."""
        self._run(_OVER if over else _FIRST, (key, json.dumps(value)))
        return self.get(key)

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def __len__(self) -> int:
        return int(self._run("SELECT count(*) FROM kept") or 0)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self, statement: str, values: tuple[str, ...] = ()) -> Any | None:
        """Run a statement and return the first column of the first row, if there is one."""
        try:
            with self._lock, closing(self._connection.execute(statement, values)) as rows:
                first = rows.fetchone()
        except sqlite3.Error as error:
            raise Problem("kept_file_broken", file=self.path, found=error) from error
        return first[0] if first else None
