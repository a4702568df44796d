"""The files of a folder, and the originals we keep of them. Does not know what is in a file."""

from collections.abc import Iterator
from pathlib import Path

from ingestion import durable
from ingestion.documents import sha256
from prompts.problems import Problem

MANIFEST_NAMES = ("wenzheng-manifest.csv", "wenzheng-manifest.jsonl")


def list_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """All files below `folder` as (path relative to it with `/`, path), by name.

    Hidden files, the steward's manifest and links that lead out of the folder are left alone. Problem if there is no
    such folder.
    """
    if not folder.is_dir():
        raise Problem("no_folder", found=folder)
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.name in MANIFEST_NAMES or any(part.startswith(".") for part in relative.parts):
            continue
        if path.is_file() and path.resolve().is_relative_to(root):
            yield relative.as_posix(), path


def find_manifest(folder: Path) -> Path | None:
    """The steward's manifest, if one lies in the folder under its own name."""
    return next((folder / name for name in MANIFEST_NAMES if (folder / name).is_file()), None)


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
