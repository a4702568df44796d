"""The files of a folder, and the originals we keep of them. Does not know what is in a file."""

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG

from ingestion import durable
from ingestion.documents import sha256
from ingestion.readers import in_megabytes
from prompts.problems import Problem

MANIFEST_NAMES = ("wenzheng-manifest.csv", "wenzheng-manifest.jsonl")


def list_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """All files below `folder` as (path relative to it with `/`, path), by name.

    Hidden files, the steward's manifest and links that lead out of the folder are left alone. Bytes of a name that are
    no UTF-8 (an archive of another system was unpacked) are written as `\\xb9`. Problem if there is no such folder.
    """
    if folder.is_file():
        raise Problem("folder_is_file", found=folder, folder=folder.parent)
    if not folder.is_dir():
        raise Problem("no_folder", found=folder)
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.name in MANIFEST_NAMES or any(part.startswith(".") for part in relative.parts):
            continue
        if may_be_file(path) and path.resolve().is_relative_to(root):
            yield _written(relative), path


def closed_folders(folder: Path) -> list[str]:
    """The folders at and below `folder` that cannot be listed, relative to it: what lies in them is not known to be
    gone. Hidden ones are left alone."""
    failed: list[Path] = []
    for _ in os.walk(folder, onerror=lambda error: failed.append(Path(error.filename).relative_to(folder))):
        pass
    return [_written(path) for path in sorted(failed) if not any(part.startswith(".") for part in path.parts)]


def _written(relative: Path) -> str:
    return os.fsencode(relative.as_posix()).decode("utf-8", "backslashreplace")


def may_be_file(path: Path) -> bool:
    """Whether it is a file, or cannot be looked at: who reads it then says so, and does not take it for gone."""
    try:
        return path.is_file()
    except OSError:
        return True


def find_manifests(folder: Path) -> list[Path]:
    """The steward's manifests that lie in the folder under their own names; the first is the one to read."""
    return [folder / name for name in MANIFEST_NAMES if (folder / name).is_file()]


def bytes_of(path: Path, limit: int) -> bytes:
    """All bytes of an ordinary file. Problem `unreadable`, or `too_large` before any of more than `limit` are read."""
    try:
        with open(path, "rb", buffering=0, opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not S_ISREG(status.st_mode):
                raise Problem("unreadable", found="not an ordinary file")
            if status.st_size > limit:
                raise Problem("too_large", found=in_megabytes(status.st_size), limit=in_megabytes(limit))
            return file.readall()
    except OSError as error:
        raise Problem("unreadable", found=error.strerror or type(error).__name__) from error


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class Originals:
    """The bytes of every file as it came, under their SHA-256; written once, never changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where the bytes with this digest lie."""
        return self.folder / digest[:2] / digest

    def keep(self, data: bytes) -> str:
        """Keep the bytes durably; gives their digest."""
        digest = sha256(data)
        if not self.path(digest).exists():
            durable.write(self.path(digest), data)
        return digest

    def read(self, digest: str) -> bytes:
        """The bytes, checked against their digest. Problem if they are missing or were changed."""
        try:
            data = self.path(digest).read_bytes()
        except FileNotFoundError:
            raise Problem("original_missing", found=digest) from None
        if sha256(data) != digest:
            raise Problem("original_changed", found=digest)
        return data
