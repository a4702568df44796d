"""Which documents and articles a set's corpus holds, as far as its lists say. Does not read the documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.cases import Expected
from eval.folders import open_documents
from eval.set_fields import name_of
from eval.set_files import Report, read_rows
from ingestion.manifests import read_manifest
from prompts.problems import Problem

_MANIFESTS = ("wenzheng-manifest.csv", "wenzheng-manifest.jsonl")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Ids of documents; and of those whose articles are known, their labels."""

    documents: frozenset[str]
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def has(self, place: Expected) -> bool:
        """Whether a document has a place; yes where its articles are not known."""
        known = self.labels.get(place.document)
        return known is None or place.meets(place.document, known)


def corpus_of(folder: Path, also: Sequence[Path], corpus: str | None, report: Report) -> Corpus | None:
    """What the questions of a folder are asked of; None where no list says it."""
    documents = () if corpus else open_documents(folder, also, report)
    if not documents:
        path = folder / (corpus or "corpus.jsonl")
        return Corpus(frozenset(_names(path, report))) if path.is_file() else None
    ids: set[str] = set()
    labels: dict[str, set[str]] = {}
    for listed in documents:
        of_folder = {*listed.ids.values(), *_manifest(listed.folder, report)}
        if not of_folder:
            return None
        ids |= of_folder
        articles = listed.folder.parent / "corpus.jsonl"
        for name in _names(articles, report) if articles.is_file() else ():
            document, _, label = name.partition("#")
            if label:
                labels.setdefault(document, set()).add(label)
    return Corpus(frozenset(ids), {document: frozenset(of) for document, of in labels.items()})


def _names(path: Path, report: Report) -> list[str]:
    names = []
    for row in read_rows(path, report):
        try:
            names.append(name_of(row))
        except Problem as problem:
            report(problem)
    return names


def _manifest(folder: Path, report: Report) -> list[str]:
    """Ids that a steward's manifest gives."""
    try:
        rows = [
            row for name in _MANIFESTS if (folder / name).is_file() for row in read_manifest(folder / name).values()
        ]
    except Problem as problem:
        report(problem)
        return []
    return [row["id"] for row in rows if row.get("id")]
