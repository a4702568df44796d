"""Looks into a ZIP container before anything in it is unpacked.

A document that would unpack to far more than any real one, climbs out of its folder or is locked, is refused by its
directory alone. Does not know what the parts mean.
"""

import io
import zipfile
import zlib
from typing import Final

from prompts.problems import Problem

_ENTRIES: Final = 10_000
_TOTAL: Final = 400 * 1024 * 1024
_RATIO: Final = 150
_SMALL: Final = 8 * 1024 * 1024
"""Below this size an entry may be packed as tightly as it likes."""


class Archive:
    """The parts of one container, by name, each unpacked when asked for."""

    def __init__(self, data: bytes) -> None:
        """Raises `Problem`: `archive_bomb`, `encrypted`, `damaged`."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Problem("damaged", found="a ZIP container (DOCX, XLSX …) whose directory is missing") from error
        entries = self._zip.infolist()
        _check(entries, len(data))
        self.names = frozenset(entry.filename for entry in entries)

    def part(self, name: str) -> bytes:
        """Bytes of one part; `Problem("damaged")` if it is missing or broken."""
        try:
            return self._zip.read(name.lstrip("/"))
        except (KeyError, zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise Problem("damaged", found=f"part {name} is missing or broken") from error
        except RuntimeError as error:
            raise Problem("encrypted", found=f"part {name}") from error

    def optional(self, name: str) -> bytes | None:
        """Bytes of a part that need not be there."""
        return self.part(name) if name.lstrip("/") in self.names else None


def _check(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > _ENTRIES:
        raise Problem("archive_bomb", found=f"{len(entries)} entries", limit=f"{_ENTRIES}")
    total = sum(entry.file_size for entry in entries)
    if total > _TOTAL:
        raise Problem("archive_bomb", found=f"{total // 1024**2} MB unpacked", limit=f"{_TOTAL // 1024**2} MB")
    if sum(entry.compress_size for entry in entries) > size:
        raise Problem("archive_bomb", found="entries that overlap", limit="each byte once")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if entry.filename.startswith("/") or ".." in parts or ":" in parts[0]:
            raise Problem("archive_bomb", found=f"a path out of the container: {entry.filename[:60]}", limit="none")
        if entry.file_size > _SMALL and entry.file_size > _RATIO * max(entry.compress_size, 1):
            ratio = entry.file_size // max(entry.compress_size, 1)
            raise Problem("archive_bomb", found=f"{entry.filename[:60]} unpacks {ratio} times", limit=f"{_RATIO} times")
        if entry.flag_bits & 0x1:
            raise Problem("encrypted", found=f"part {entry.filename[:60]}")
