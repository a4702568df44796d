"""What a set's questions are asked of, as far as validation needs it: documents, and the places that each one has.

Does not read files: documents were ingested before (`eval/worlds.py`). A place is one if scoring would find it: the
label of an article, a heading, a paragraph (款) or an item (项).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eval.cases import Expected
from eval.set_fields import name_of
from eval.set_files import Report, read_rows
from ingestion.documents import Section, Version
from ingestion.locators import locator
from prompts.problems import Problem


@dataclass(frozen=True, slots=True)
class Held:
    """Ids of documents as the set calls them; and the wordings of those whose places are known."""

    documents: frozenset[str]
    wordings: Mapping[str, Version] = field(default_factory=dict)

    def has(self, place: Expected) -> bool:
        """Whether a document has a place; yes where its wording is not known."""
        wording = self.wordings.get(place.document)
        return wording is None or place.meets(place.document, places(wording))


def held_passages(path: Path, report: Report) -> Held:
    """The passages of a `corpus.jsonl`, each of them one place."""
    names = []
    for row in read_rows(path, report):
        try:
            names.append(name_of(row))
        except Problem as problem:
            report(problem)
    return Held(frozenset(names))


def held_documents(versions: Iterable[Version], names: Mapping[str, str]) -> Held:
    """Documents by what the set calls them: `names` has our id → the set's, where they differ."""
    wordings = {names.get(version.document_id, version.document_id): version for version in versions}
    return Held(frozenset(wordings), wordings)


def places(wording: Version) -> Iterator[str]:
    """Every address that a text has, the plain ones first."""
    for section in wording.sections:
        yield from (section.label, f"{section.label}{section.title}", f"{section.label} {section.title}", *section.path)
    for section in wording.sections:
        if section.kind == "article":
            yield from _within_article(wording, section)


def _within_article(wording: Version, section: Section) -> Iterator[str]:
    """`第九条第二款第（三）项`; where an article has one paragraph, also by its number, which citations leave out."""
    first = f"{section.label}第一款"
    yield first
    at = section.start
    for line in wording.text[section.start : section.end].split("\n"):
        address = locator(wording.text, section, at, at + len(line), language=wording.metadata.language)
        yield address
        yield address.replace(f"{section.label}第（", f"{first}第（")
        at += len(line) + 1
