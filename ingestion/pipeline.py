"""From a folder to the corpus: what is new, changed, the same, gone or refused. Does not know how any of it is read.

A run is a difference. What a file brings depends on its bytes, its row of the steward's manifest and the generation of
the readers (`READERS`); while these are the same, the file is not read again. Each file is committed by itself, so an
interrupted run loses nothing and repeats nothing.
"""

import json
import shlex
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingestion import metadata, outline, validity
from ingestion.corpus import Corpus, Wording
from ingestion.documents import Reading, sha256
from ingestion.readers import LARGEST
from ingestion.sandbox import read_files
from ingestion.sources import Originals, bytes_of, closed_folders, find_manifests, list_files
from prompts.problems import Problem

READERS = 6
"""Raise it when readers, outline or metadata give something else for the same bytes: everything is then read again."""

PASSING = ("too_slow", "too_much_memory", "id_taken")
"""Refusals that another day may not repeat; such files are tried again on every run."""

Progress = Callable[[int, int, str], None]
"""Called with (files done, files in all, the file just done)."""


@dataclass(slots=True)
class Report:
    """What a run did, in paths relative to the folder."""

    source: str
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    refused: dict[str, Problem] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    """What the dates of the documents say against one another, and what the manifest says of no document."""

    twice: dict[str, Problem] = field(default_factory=dict)
    """Of other sources that have several of the ids already, what most likely happened, by their names."""

    def __str__(self) -> str:
        parts = [f"{len(self.new)} new", f"{len(self.changed)} changed", f"{len(self.unchanged)} unchanged"]
        return ", ".join([*parts, f"{len(self.withdrawn)} withdrawn", f"{len(self.refused)} refused"])


def ingest(
    folder: Path,
    corpus: Corpus,
    originals: Originals,
    *,
    source: str | None = None,
    manifest: Path | None = None,
    withdraw_all: bool = False,
    progress: Progress = lambda done, total, path: None,
) -> Report:
    """Bring the corpus to what the folder holds. Problem before anything is written if folder or manifest is unfit.

    `source` names the folder in ids and lists (default: the folder's name); a file without an `id` in the manifest gets
    one made from source and path, the same on every machine. A document whose id the manifest gives to another path
    moves there with all its wordings.
    """
    source = source or folder.resolve().name
    found = dict(list_files(folder))
    manifests = [manifest] if manifest else find_manifests(folder)
    rows, doubts = metadata.read_manifest(manifests[0], folder) if manifests else ({}, [])
    doubts += [f"{other.name} is not read, since {manifests[0].name} is there too" for other in manifests[1:]]
    doubts += [f"{folder} holds no files"] if not found else []
    closed = closed_folders(folder)
    doubts += [f"{path} cannot be listed: the documents from below it stay as they were" for path in closed]
    known = corpus.files(source)
    held = {path: record.document_id for path, record in known.items() if record.document_id}
    if not found and held and not withdraw_all:
        raise Problem("no_files", found=folder, known=len(held))
    _claim(corpus, source, folder)

    report = Report(source)
    due: dict[str, tuple[str, str]] = {}
    for path, file in found.items():
        try:
            data = bytes_of(file, LARGEST)
        except Problem as problem:  # remembered under no digest, so that it is tried again on every run
            corpus.refuse(source, path, "", problem)
            report.refused[path] = problem
            continue
        seen = _seen(data, rows.get(path))
        before = known.get(path)
        if before is None or before.seen != seen or (before.refused and before.refused.code in PASSING):
            due[path] = (originals.keep(data), seen)
        elif before.refused:
            report.refused[path] = before.refused
        else:
            report.unchanged.append(path)

    ids = {path: _id(source, path, rows.get(path)) for path in found}
    results = read_files((path, originals.path(digest)) for path, (digest, _) in due.items())
    for done, (path, _, result) in enumerate(results, start=1):
        original, seen = due[path]
        try:
            if isinstance(result, Problem):
                raise result
            wording = _wording(source, path, original, result, rows.get(path))
            getattr(report, corpus.keep(source, path, seen, wording, ids)).append(path)
        except Problem as problem:
            corpus.refuse(source, path, seen, problem)
            report.refused[path] = problem
        progress(done, len(due), path)

    gone = sorted(path for path in known.keys() - found.keys() if not _below(path, closed))
    left = corpus.files(source)
    report.withdrawn = [path for path in gone if path in held and left[path].document_id == held[path]]
    corpus.withdraw(source, gone)
    report.contradictions = doubts + derive(corpus)
    report.twice = _twice(report, corpus, folder)
    return report


def derive(corpus: Corpus) -> list[str]:
    """Work out what the documents say about one another's validity, and keep it; gives the contradictions."""
    chained = validity.chain(corpus.read_metadata())
    corpus.derive(chained.changes)
    return list(chained.contradictions)


def _below(path: str, folders: Sequence[str]) -> bool:
    return any(folder == "." or path.startswith(f"{folder}/") for folder in folders)


def _claim(corpus: Corpus, source: str, folder: Path) -> None:
    """A source may move with its folder, but two folders may not share a name: one would withdraw the other."""
    root = str(folder.resolve())
    before = corpus.register(source, root)
    if before is not None and Path(before).is_dir():
        corpus.register(source, before)
        raise Problem("source_elsewhere", name=source, found=before)


def _twice(report: Report, corpus: Corpus, folder: Path) -> dict[str, Problem]:
    """Many ids of one other source are no mistakes in a manifest, but the same folder, moved or read a second time."""
    taken = [problem.values for problem in report.refused.values() if problem.code == "id_taken"]
    owners = Counter(values["source"] for values in taken if "source" in values)
    found = {}
    for name, count in owners.items():
        if name != report.source and count > 1:
            root = corpus.root(name) or "-"
            code = "documents_twice" if Path(root).is_dir() else "folder_moved"
            told = {"count": count, "name": name, "root": root}
            command = shlex.join(["wenzheng", "ingest", str(folder), "--source", name])
            found[name] = Problem(code, command=command, **told)
    return found


def _seen(data: bytes, row: Mapping[str, str] | None) -> str:
    return sha256(json.dumps([READERS, sha256(data), row], ensure_ascii=False, sort_keys=True))


def _id(source: str, path: str, row: Mapping[str, str] | None) -> str:
    return (row or {}).get("id") or sha256(f"{source}/{path}")[:12]


def _wording(source: str, path: str, original: str, reading: Reading, row: Mapping[str, str] | None) -> Wording:
    structure = outline.structure(reading)
    if not structure.text.strip():
        raise Problem("no_text", found=reading.media_type)
    notes = reading.notes
    if reading.hidden_characters:
        notes = (*notes, f"{reading.hidden_characters} hidden characters dropped")
    return Wording(
        document_id=_id(source, path, row),
        text=structure.text,
        sections=structure.sections,
        pages=structure.pages,
        metadata=metadata.metadata(reading, structure, path, row),
        media_type=reading.media_type,
        original=original,
        notes=notes,
    )
