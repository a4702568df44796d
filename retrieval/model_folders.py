"""Folders of model files that appear under their name complete and on disk, or not at all.

Knows files, sizes and digests. Does not know what a model is.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from prompts.problems import Problem

MANIFEST = "wenzheng.json"


def write_whole(folder: Path, facts: Mapping[str, object], write: Callable[[Path], None]) -> None:
    """Fill `folder` by `write(part)`, unless it is whole already; one process writes while others wait.

    `facts` say what the folder must have been written from. The files are written beside their place, listed in a
    manifest with size and SHA-256, forced to disk, and only then renamed. Raises `Problem` when the disk refuses.
    """
    if damage(folder, facts) is None:
        return
    part = folder.with_name(f".{folder.name}.part")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            if damage(folder, facts) is None:
                return
            shutil.rmtree(part, ignore_errors=True)
            try:
                part.mkdir()
                write(part)
                _seal(part, facts)
                shutil.rmtree(folder, ignore_errors=True)
                part.rename(folder)
                _sync(folder.parent)
            finally:
                shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise Problem("embedder_not_written", found=error, folder=folder) from error


def damage(folder: Path, facts: Mapping[str, object], digests: bool = False) -> str | None:
    """Say why a folder is not whole, or None. Compares facts and sizes; with `digests` every byte (about 1 s)."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        if manifest["facts"] != json.loads(json.dumps(facts)):
            return "written from other weights or by another version"
        for name, (size, digest) in manifest["files"].items():
            found = (folder / name).stat().st_size
            if found != size:
                return f"{name} has {found} bytes, expected {size}"
            if digests and digest_of(folder / name) != digest:
                return f"{name} has changed"
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return str(error) or type(error).__name__
    return None


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _seal(part: Path, facts: Mapping[str, object]) -> None:
    paths = sorted(path for path in part.rglob("*") if path.is_file())
    files = {str(path.relative_to(part)): (path.stat().st_size, digest_of(path)) for path in paths}
    (part / MANIFEST).write_text(json.dumps({"facts": facts, "files": files}, indent=1), encoding="utf-8")
    for path in (*part.rglob("*"), part):
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
