"""A run: the folder that keeps what became of every case, and under which circumstances.

    manifest.json    circumstances: digests of code, prompts, corpus, set; embedder, models, settings, seed, versions
    cases.jsonl      the cases as they were asked, so that a run can be scored when its set has moved on
    answers.jsonl    one record a case, appended as it comes; no time and no random id in it
    timings.jsonl    seconds of each case, apart, since no two runs share them

Append-only: a run that was killed at any point goes on where it stopped; a torn last line is cut off, and its case
asked again. A folder belongs to one set of circumstances and refuses others. Does not know how a case is asked, nor
how it is scored.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.records import Record, as_plain, from_plain
from ingestion import durable
from ingestion.documents import sha256
from prompts.problems import Problem

_MANIFEST, _CASES, _ANSWERS, _TIMINGS = "manifest.json", "cases.jsonl", "answers.jsonl", "timings.jsonl"


@dataclass(frozen=True, slots=True)
class Run:
    """One folder. Make it with `begin`, or find it again with `open_run`."""

    folder: Path

    @property
    def circumstances(self) -> dict[str, Any]:
        """Under which it was made."""
        return json.loads((self.folder / _MANIFEST).read_text("utf-8"))  # type: ignore[no-any-return]

    def cases(self) -> list[Case]:
        """The cases, in the order in which they are asked."""
        return [Case.model_validate(row) for row in _rows(self.folder / _CASES)]

    def records(self) -> list[Record]:
        """What became of the cases asked so far, in order."""
        return [from_plain(row) for row in _rows(self.folder / _ANSWERS)]

    def timings(self) -> dict[str, dict[str, float]]:
        """Case → stage → seconds; of a case that was asked again after a crash, the later ones."""
        return {row["case"]: row["seconds"] for row in _rows(self.folder / _TIMINGS)}

    def remaining(self) -> list[Case]:
        """Cases that are still to be asked."""
        asked = {row["case"] for row in _rows(self.folder / _ANSWERS)}
        return [case for case in self.cases() if case.id not in asked]

    def append(self, record: Record, seconds: Mapping[str, float]) -> None:
        """Keep what became of a case. Its time goes first: a record without one would never get it."""
        _append(self.folder / _TIMINGS, {"case": record.case, "seconds": dict(seconds)})
        _append(self.folder / _ANSWERS, as_plain(record))


def begin(folder: Path, cases: Sequence[Case], circumstances: Mapping[str, Any]) -> Run:
    """Start a run, or go on with one of the same circumstances. Problem `run_of_another` names what differs."""
    run = Run(folder)
    if (folder / _MANIFEST).is_file():
        before = run.circumstances
        differs = sorted(
            name for name in before.keys() | circumstances.keys() if before.get(name) != circumstances.get(name)
        )
        if differs:
            raise Problem("run_of_another", found=folder, differs=", ".join(differs))
        for name in (_ANSWERS, _TIMINGS):
            _cut_torn_line(folder / name)
        return run
    durable.write(folder / _CASES, "".join(f"{case.model_dump_json()}\n" for case in cases).encode())
    durable.write(folder / _MANIFEST, _json(circumstances).encode())
    return run


def open_run(folder: Path) -> Run:
    """A run that was begun. Problem `no_run` if there is none."""
    if not is_run(folder):
        raise Problem("no_run", found=folder, where=folder.parent, known="–")
    return Run(folder)


def is_run(folder: Path) -> bool:
    """Whether a folder holds a run."""
    return (folder / _MANIFEST).is_file()


def digest(circumstances: Mapping[str, Any]) -> str:
    """SHA-256 over circumstances: the name of a run among runs of one set."""
    return sha256(_json(circumstances))


def code_digest(root: Path, packages: Iterable[str]) -> str:
    """SHA-256 over the program: every source file, prompt and table of its packages."""
    kept = {".py", ".txt", ".toml", ".csv"}
    files = sorted(
        p for name in packages for p in (root / name).rglob("*") if p.suffix in kept and "sets" not in p.parts
    )
    return sha256("\n".join(f"{path.relative_to(root)} {sha256(path.read_bytes())}" for path in files))


def _json(plain: Mapping[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """Whole lines; one that a crash cut is as if it had never been begun."""
    if not path.is_file():
        return
    for line in path.read_bytes().split(b"\n")[:-1]:
        if line.strip():
            yield json.loads(line)


def _append(path: Path, row: Mapping[str, Any]) -> None:
    line = json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    with path.open("ab", buffering=0) as out:
        out.write(line)
        os.fsync(out.fileno())


def _cut_torn_line(path: Path) -> None:
    if not path.is_file():
        return
    whole = path.read_bytes()
    end = whole.rfind(b"\n") + 1
    if end < len(whole):
        with path.open("r+b") as out:
            out.truncate(end)
            os.fsync(out.fileno())
