"""What of an evaluation rests on a document: the cases that name it, and the answers of runs that quoted it.

A run may have been made over another corpus than the one at hand, so its quotes are known by their words and its time
alone; a case names a place and no wording, and is held against the oldest wording that has this place. Does not know
what became of either: `assistant.clauses`.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from assistant.addresses import named_sections
from assistant.clauses import Quoted
from eval.folders import open_set
from eval.records import from_plain
from eval.runs import Run
from ingestion.documents import Version

Wording = Callable[[str, int], Version | None]
"""A wording of a document by its number; None if there is none."""


@dataclass(frozen=True, slots=True)
class CaseUse:
    """A case that expects a place of the document, or forbids it (`role`)."""

    set: str
    case: str
    question: str
    role: str
    as_of: date | None
    quoted: Quoted


@dataclass(frozen=True, slots=True)
class RunUse:
    """An answer of a run that quoted the document."""

    run: str
    case: str
    outcome: str
    quoted: Quoted
    judgements: int = 0
    """What was said of the case by judges, in the run's `judgements.jsonl`."""


def cases_naming(folder: Path, document_id: str, wording: Wording) -> Iterator[CaseUse]:
    """Cases of a set of any kind; relevance judgements are expected places. Problem for a folder that is no set."""
    found = open_set(folder)
    for case in found.cases:
        for role, places in (("expected", case.expected), ("must_not", case.must_not)):
            for place in places:
                if place.document == document_id:
                    quoted = _first_read(document_id, place.locator, wording)
                    yield CaseUse(found.name, case.id, case.question, role, case.as_of, quoted)


def runs_quoting(folder: Path, document_id: str) -> Iterator[RunUse]:
    """Citations in all runs of a folder, by run and case. Only lines that hold the id are read."""
    mark = json.dumps(document_id, ensure_ascii=False).encode()
    for answers in sorted(folder.glob("*/answers.jsonl")):
        run, at = Run(answers.parent), datetime.fromtimestamp(answers.stat().st_mtime, UTC)
        judged: Counter[str] | None = None
        for line in answers.read_bytes().split(b"\n")[:-1]:
            if mark in line:
                judged = _judged(answers.parent) if judged is None else judged
                record = from_plain(json.loads(line))
                for cited in record.citations:
                    if cited.document == document_id:
                        words = Quoted(document_id, 0, cited.start, cited.end, cited.quote, cited.locator, at)
                        yield RunUse(run.folder.name, record.case, record.outcome, words, judged[record.case])


def _judged(run: Path) -> Counter[str]:
    """How many judgements a run keeps of each case."""
    file = run / "judgements.jsonl"
    lines = file.read_bytes().split(b"\n")[:-1] if file.is_file() else []
    return Counter(json.loads(line).get("case", "") for line in lines if line.strip())


def _first_read(document_id: str, locator: str, wording: Wording) -> Quoted:
    """A place in the oldest wording that has it; without words where none has."""
    number = 1
    while locator and (version := wording(document_id, number)) is not None:
        if section := next(named_sections(version, locator), None):
            words = version.text[section.start : section.end]
            return Quoted(document_id, number, section.start, section.end, words, locator)
        number += 1
    return Quoted(document_id, 0, 0, 0, "", locator)
