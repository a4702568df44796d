"""What quoted a document, and what has become of each clause since: answers, approved answers, cases, runs.

Puts the looks of `assistant` and `eval` together for one document. Does not know the command line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from api.wiring import Services
from assistant.addresses import squeezed
from assistant.approved_answers import ApprovedAnswer, expiries, quoted
from assistant.clauses import Clause, Clauses, Fate, Quoted, differences
from assistant.store import Use
from eval.uses import CaseUse, RunUse, cases_naming, runs_quoting
from ingestion.named_documents import find_document
from ingestion.validity import status
from prompts.problems import Problem

_WORST_FIRST = (*reversed(Fate),)
"""Of several fates of one clause, the order in which they are shown."""


@dataclass(slots=True)
class Affected:
    """A clause, and everything that quoted it."""

    clause: Clause
    locators: dict[str, None] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)
    latest: dict[str, Use] = field(default_factory=dict)
    approved: dict[str, ApprovedAnswer] = field(default_factory=dict)
    cases: list[CaseUse] = field(default_factory=list)
    runs: list[RunUse] = field(default_factory=list)

    @property
    def changes(self) -> list[tuple[str, str]]:
        """Old and new words, side by side; none where they are the same, or do not concern what was quoted."""
        then, now = self.clause.old, self.clause.new
        same = self.clause.fate is Fate.UNCHANGED or squeezed(then) == squeezed(now)
        return [] if same else differences(then, now)


@dataclass(frozen=True, slots=True)
class Impact:
    """The whole look at one document."""

    document: Mapping[str, Any]
    clauses: tuple[Affected, ...]
    """Those that hold no more first."""
    expired: tuple[str, ...]
    """Ids of approved answers that cite the document and hold no more."""

    @property
    def bad(self) -> bool:
        """Whether anything rests on words that may not be cited today."""
        return any(not affected.clause.holds for affected in self.clauses) or bool(self.expired)

    def as_plain(self) -> dict[str, Any]:
        """For JSON."""
        clauses = [_plain(affected) for affected in self.clauses]
        return {"document": dict(self.document), "clauses": clauses, "expired_approved_answers": list(self.expired)}


def look(services: Services, name: str, *, cases: Path | None, runs: Path, most: int) -> Impact:
    """Find a document by id, title or number, and everything that quoted it. Problem for a name that is none.

    `most`: past answers named for each clause; all are counted.
    """
    try:
        document_id = find_document(services.corpus, name)
    except Problem as problem:
        # The documents of a set are read into a corpus of its own, for its runs alone.
        raise Problem("impact_document", found=name) if problem.code == "unknown_document" else problem from None
    today, clauses = services.today(), Clauses(services.corpus)
    found = _Found(clauses)
    for quotation in services.store.quoting(document_id, most):
        affected = found.at(quotation.quoted, today)
        affected.answers.update(quotation.answers)
        affected.latest.update({use.id: use for use in quotation.latest})
    expired = []
    for approved in services.approved.quoting(document_id):
        if approved.withdrawn:
            continue
        expired += [approved.id] if any(expiries(approved, clauses, max(today, approved.valid_from))) else []
        for citation in approved.citations:
            if citation.document_id == document_id:
                found.at(quoted(citation), today).approved[approved.id] = approved
    for use in cases_naming(cases, document_id, clauses.version) if cases else ():
        found.at(use.quoted, use.as_of or today).cases.append(use)
    for run in runs_quoting(runs, document_id):
        found.at(run.quoted, today).runs.append(run)
    return Impact(_document(services, document_id, today), found.sorted(), tuple(expired))


class _Found:
    """Clauses by what they are now and were then; each comparison is made once."""

    def __init__(self, clauses: Clauses) -> None:
        self._clauses = clauses
        self._compared: dict[tuple[Quoted, date], Clause] = {}
        self._groups: dict[tuple[Fate, str, str], Affected] = {}

    def at(self, quote: Quoted, on: date) -> Affected:
        clause = self._compared.get((quote, on))
        if clause is None:
            clause = self._compared[quote, on] = self._clauses.compare(quote, on)
        place = clause.label or clause.locator
        key = clause.fate, place, "" if clause.holds else squeezed(clause.old)
        affected = self._groups.setdefault(key, Affected(clause))
        affected.locators[clause.locator] = None
        return affected

    def sorted(self) -> tuple[Affected, ...]:
        return tuple(sorted(self._groups.values(), key=lambda a: (_WORST_FIRST.index(a.clause.fate), -len(a.answers))))


def _document(services: Services, document_id: str, today: date) -> dict[str, Any]:
    entry = services.corpus.entry(document_id)
    metadata = entry.metadata
    return {
        "id": document_id,
        "title": metadata.title,
        "document_number": metadata.document_number,
        "version": entry.version,
        "status": status(metadata, today).value,
        "effective_from": metadata.effective_from,
        "effective_to": metadata.effective_to,
        "withdrawn_at": entry.withdrawn_at,
        "as_of": today,
    }


def _plain(affected: Affected) -> dict[str, Any]:
    clause = affected.clause
    return {
        "fate": clause.fate.value,
        "locators": list(affected.locators),
        "status": clause.status,
        "ended_on": clause.ended_on,
        "ended_by": clause.ended_by,
        "old": clause.old,
        "new": clause.new,
        "changes": affected.changes,
        "answers": len(affected.answers),
        "latest_answers": [asdict(use) for use in affected.latest.values()],
        "approved_answers": [{"id": a.id, "question": a.question} for a in affected.approved.values()],
        "cases": [_without_words(use) for use in affected.cases],
        "runs": [_without_words(use) for use in affected.runs],
    }


def _without_words(use: CaseUse | RunUse) -> dict[str, Any]:
    plain = asdict(use)
    return {**{name: value for name, value in plain.items() if name != "quoted"}, "locator": use.quoted.locator}


def counts(all_of: Iterable[Affected]) -> dict[str, int]:
    """How many of each kind rest on some clauses; one that rests on several counts once."""
    found = list(all_of)
    return {
        "answers": len({name for affected in found for name in affected.answers}),
        "approved": len({name for affected in found for name in affected.approved}),
        "cases": len({(use.set, use.case) for affected in found for use in affected.cases}),
        "runs": len({(use.run, use.case) for affected in found for use in affected.runs}),
        "judgements": sum({(u.run, u.case): u.judgements for affected in found for u in affected.runs}.values()),
    }
