"""Files that are either whole or not there: write, fsync, rename, fsync the folder.

The one way in which this program writes a file that somebody will rely on. Does not know what is in it.
"""

import os
from collections.abc import Iterable
from pathlib import Path


def write(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Put `data` at `path`, durably and at once: after a crash the old file or the new one is there, never a part.

    Raises OSError (a full disk, for one) with nothing left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as out:
            for part in (data,) if isinstance(data, bytes) else data:
                out.write(part)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    fsync(path.parent)


def remove(path: Path) -> bool:
    """Take a file away, if it is there; gives whether it was."""
    held = path.is_file()
    path.unlink(missing_ok=True)
    return held


def fsync(path: Path) -> None:
    """Make a file's content, or a folder's list of names, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
