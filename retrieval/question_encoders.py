"""Which trained encoder of questions goes with an embedder, if any: one small file says so, replaced at once.

An encoder reads questions only, into the space of the passages that its embedder made; with another embedder it is
nothing, and is not taken. Does not know how one is trained, or opened.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion import durable

FOLDER, CURRENT = "question-encoders", "CURRENT.json"


@dataclass(frozen=True, slots=True)
class Published:
    """The encoder that questions are embedded by."""

    folder: Path
    facts: Mapping[str, Any]
    """What it was trained on, and what was measured of it."""

    @property
    def name(self) -> str:
        return self.folder.name


def current(models: Path, fingerprint: str) -> Published | None:
    """The published encoder for the embedder of this fingerprint; None if there is none, or its folder is gone."""
    place = models / FOLDER / CURRENT
    try:
        said = json.loads(place.read_text("utf-8"))
        folder = models / FOLDER / said["name"]
        fits = said["embedder"] == fingerprint and (folder / "modules.json").is_file()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Published(folder, said["facts"]) if fits else None


def publish(models: Path, name: str, fingerprint: str, facts: Mapping[str, Any]) -> None:
    """Let questions be embedded by this encoder from the next start on."""
    said = {"name": name, "embedder": fingerprint, "facts": facts}
    durable.write(models / FOLDER / CURRENT, json.dumps(said, ensure_ascii=False, indent=1).encode())


def withdraw(models: Path) -> bool:
    """Go back to the embedder's own reading of questions; gives whether there was anything to take back."""
    return durable.remove(models / FOLDER / CURRENT)
