"""Generations of index files: published whole or not at all, checked before they are read.

A folder holds `gen-000007/` (files and MANIFEST.json), …, and `CURRENT` (one line: the name and the SHA-256 of its
manifest). Order of publication: build in `.tmp-…`, fsync files, manifest, fsync folder, reopen and check, rename, write
and rename CURRENT, fsync; only then is it acknowledged. Whatever happens in between, readers have the old one or
the new one. One writer at a time; readers take no lock. Does not know what is in the files.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingestion import durable
from ingestion.documents import sha256
from prompts.problems import Problem

FORMAT = 1
"""Raised when files of an older program can no longer be read, or mean something else."""
KEEP = 3

_MANIFEST = "MANIFEST.json"
_CURRENT = "CURRENT"
_LOCKS = (".tantivy-meta.lock", ".tantivy-writer.lock")
"""Empty files that tantivy leaves, and recreates when it opens an index."""


@dataclass(frozen=True, slots=True)
class Published:
    """A generation that was found whole."""

    folder: Path
    facts: Mapping[str, Any]
    """What was written into the manifest beside the files: counts, fingerprints, state of the corpus."""

    @property
    def name(self) -> str:
        return self.folder.name


@contextmanager
def writing(indexes: Path) -> Iterator[None]:
    """Be the one writer, and sweep up what an interrupted one left. Problem `index_busy` if there is another."""
    indexes.mkdir(parents=True, exist_ok=True)
    with (indexes / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem("index_busy", found=indexes.name) from None
        for left in (*indexes.glob(".tmp-*"), *indexes.glob(".trash-*")):
            shutil.rmtree(left, ignore_errors=True)
        for draft in indexes.glob(f".{_CURRENT}.*.tmp"):
            draft.unlink()
        yield


def publish(
    indexes: Path, fill: Callable[[Path], Mapping[str, Any]], check: Callable[[Path, Mapping[str, Any]], None]
) -> Published:
    """Build, check and make current. Call it inside `writing`.

    `fill` writes the files into an empty folder and returns the facts; `check` opens them again and raises if they are
    not what they should be. When anything fails, what was current stays so, nothing is left behind, and an OSError
    comes out as Problem `storage_failed`.
    """
    name = _next_name(indexes)
    draft = indexes / f".tmp-{name}"
    try:
        draft.mkdir()
        facts = fill(draft)
        _seal(draft, name, facts)
        found = verify(draft)
        if found:
            raise Problem("damaged_index", found="; ".join(found[:3]))
        check(draft, facts)
        draft.rename(indexes / name)
        durable.fsync(indexes)
        digest = sha256((indexes / name / _MANIFEST).read_bytes())
        durable.write(indexes / _CURRENT, f"{name} {digest}\n".encode())
    except BaseException as error:
        shutil.rmtree(draft, ignore_errors=True)
        if (pointer(indexes) or ("",))[0] != name:
            shutil.rmtree(indexes / name, ignore_errors=True)
        if isinstance(error, OSError):
            raise Problem("storage_failed", found=error.strerror or str(error)[:200]) from error
        raise
    _retire(indexes, name)
    return Published(indexes / name, facts)


def find(indexes: Path) -> tuple[Published, str]:
    """The current generation, or the newest that is whole, and in that case why (else an empty text).

    Every byte is read and compared with the manifest. Problem `no_index` if there is none, with what was wrong.
    """
    wrong = ""
    named = pointer(indexes)
    if named is not None:
        problems = verify(indexes / named[0], named[1])
        if not problems:
            return _published(indexes / named[0]), ""
        wrong = f"{named[0]}: {problems[0]}"
    for folder in _folders(indexes):
        problems = verify(folder)
        if not problems:
            return _published(folder), wrong or f"{_CURRENT} is missing or cannot be read"
        wrong = wrong or f"{folder.name}: {problems[0]}"
    raise Problem("no_index", found=wrong or "no generation was ever published")


def pointer(indexes: Path) -> tuple[str, str] | None:
    """What CURRENT says: name and digest of the manifest. None if it says nothing that can be understood."""
    try:
        words = (indexes / _CURRENT).read_text("ascii").split()
    except (OSError, UnicodeDecodeError):
        return None
    if len(words) != 2 or not words[0].startswith("gen-") or Path(words[0]).name != words[0]:
        return None
    return words[0], words[1]


def stamp(indexes: Path) -> tuple[int, int, int] | None:
    """Changes whenever another generation becomes current; cheap enough for every request."""
    try:
        found = (indexes / _CURRENT).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def verify(folder: Path, digest: str | None = None) -> list[str]:
    """What is wrong with a generation, as short facts; empty when every file is the one that was written."""
    try:
        raw = (folder / _MANIFEST).read_bytes()
        if digest is not None and sha256(raw) != digest:
            return [f"{_MANIFEST} is not the one that {_CURRENT} names"]
        manifest = json.loads(raw)
        # Over everything above it, so that a manifest can be trusted even when CURRENT is lost.
        if manifest.pop("seal") != _seal_of(manifest):
            return [f"{_MANIFEST} was changed after it was written"]
        if manifest["format"] != FORMAT:
            return [f"format {manifest['format']}; this program reads {FORMAT}"]
        files = manifest["files"]
    except OSError as error:
        return [f"{_MANIFEST}: {error.strerror}"]
    except (ValueError, KeyError, AttributeError, TypeError):
        return [f"{_MANIFEST} cannot be read"]
    found = []
    present = {str(p.relative_to(folder)) for p in _files(folder)}
    found += [f"{name} is missing" for name in sorted(files.keys() - present)]
    found += [f"{name} does not belong here" for name in sorted(present - files.keys())]
    for name in sorted(files.keys() & present):
        try:
            if _fingerprint(folder / name) != files[name]:
                found.append(f"{name} is damaged")
        except OSError as error:
            found.append(f"{name}: {error.strerror}")
    return found


def _seal(folder: Path, name: str, facts: Mapping[str, Any]) -> None:
    """Make the files durable and write down what they are."""
    for leftover in folder.rglob("*.lock"):
        leftover.unlink()
    paths = sorted(_files(folder))
    for path in paths:
        durable.fsync(path)
    for inner in {path.parent for path in paths} - {folder}:
        durable.fsync(inner)
    manifest = {
        "format": FORMAT,
        "name": name,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "facts": dict(facts),
        "files": {str(path.relative_to(folder)): _fingerprint(path) for path in paths},
    }
    manifest["seal"] = _seal_of(manifest)
    durable.write(folder / _MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())


def _seal_of(manifest: Mapping[str, Any]) -> str:
    return sha256(json.dumps(manifest, ensure_ascii=False, sort_keys=True))


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as data:
        return {"size": os.fstat(data.fileno()).st_size, "sha256": hashlib.file_digest(data, "sha256").hexdigest()}


def _files(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and p.name not in (_MANIFEST, *_LOCKS)]


def _published(folder: Path) -> Published:
    return Published(folder, json.loads((folder / _MANIFEST).read_bytes())["facts"])


def _folders(indexes: Path) -> list[Path]:
    """All generations, newest first."""
    return sorted((f for f in indexes.glob("gen-*") if f.is_dir()), key=lambda f: f.name, reverse=True)


def _next_name(indexes: Path) -> str:
    """One above every number that was ever used, a lost folder's that CURRENT still names included."""
    names = [folder.name for folder in _folders(indexes)]
    named = pointer(indexes)
    used = [int(n.removeprefix("gen-")) for n in (*names, *(named or ())[:1]) if n.removeprefix("gen-").isdigit()]
    return f"gen-{max(used, default=0) + 1:06d}"


def _retire(indexes: Path, current: str) -> None:
    """Drop all but the newest few. Readers that still hold one keep its open files until they let go."""
    for folder in _folders(indexes)[KEEP:]:
        if folder.name != current:
            trash = indexes / f".trash-{folder.name}"
            folder.rename(trash)
            shutil.rmtree(trash, ignore_errors=True)
