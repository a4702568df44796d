"""Answers that staff approved, given again where question, place, day and kind of applicant are the same.

An approval lives as long as the clauses it cites: each is compared with the stored wording whenever the answer is to
be given again, and one that changed, ended or was withdrawn ends the approval, with a reason. What is shown are the
staff's sentences and citations made anew from the wording that is current, verbatim. Does not know files or tables.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from assistant.answers import Approval, Citation, Sentence, SentenceShown
from assistant.applicants import kinds
from assistant.circumstances import Circumstances, is_local
from assistant.citations import CitationList, copy_of
from assistant.clauses import Clause, Clauses, Fate, Library, Quoted
from assistant.same_question import key
from ingestion import jurisdictions
from prompts.sentences import sentence as said


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Who took an approval back, when and why."""

    by: str
    on: date
    because: str


@dataclass(frozen=True, slots=True)
class ApprovedAnswer:
    """An answer as approved. Its citations are copies of what was cited on that day."""

    id: str
    question: str
    phrasings: tuple[str, ...]
    """Other wordings of the question that mean the same, as somebody listed them."""
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    language: str
    region: str | None
    """For askers of this place; None: for those who told none."""
    within: bool
    """Also for the places in it."""
    applicant: tuple[str, ...]
    """Kinds of applicant that it is for, of `applicants.KINDS`; none: for those who told of nothing particular."""
    valid_from: date
    valid_until: date | None
    """The first day on which it is not to be given any more."""
    approved_by: str
    approved_on: date
    withdrawn: Withdrawal | None = None

    @property
    def keys(self) -> frozenset[str]:
        """What a question must come down to."""
        return frozenset(map(key, (self.question, *self.phrasings)))

    @property
    def text(self) -> str:
        """The sentences in one line."""
        return ("" if self.language == "zh" else " ").join(sentence.text for sentence in self.sentences)

    def meets(self, place: Circumstances, applicant: Collection[str], language: str) -> bool:
        """Whether it is for an asker of that place, day, kind and language."""
        here = place.region == self.region
        if self.within and self.region and place.region:
            here = self.region in jurisdictions.lineage(place.region)
        in_time = self.valid_from <= place.as_of and (self.valid_until is None or place.as_of < self.valid_until)
        return here and in_time and set(applicant) == set(self.applicant) and language == self.language


class Reason(StrEnum):
    """Why an approval holds no more."""

    CLAUSE_CHANGED = "clause_changed"
    CLAUSE_GONE = "clause_gone"
    NOT_IN_FORCE = "not_in_force"
    DOCUMENT_WITHDRAWN = "document_withdrawn"
    OUT_OF_TIME = "out_of_time"
    PLACE_DIFFERS = "place_differs"
    SOURCE_UNKNOWN = "source_unknown"


_REASONS = {
    Fate.CHANGED: Reason.CLAUSE_CHANGED,
    Fate.GONE: Reason.CLAUSE_GONE,
    Fate.NOT_IN_FORCE: Reason.NOT_IN_FORCE,
    Fate.WITHDRAWN: Reason.DOCUMENT_WITHDRAWN,
    Fate.UNKNOWN: Reason.SOURCE_UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Expiry:
    """One reason, and the citation and clause that it is about; neither where its time is over."""

    reason: Reason
    citation: Citation | None = None
    clause: Clause | None = None

    def text(self, language: str) -> str:
        """The reason as a steward reads it."""
        cited = self.citation
        named = {"title": cited.title if cited else "", "locator": cited.locator if cited else ""}
        return said(f"expired_{self.reason.value}", language, **named)


class Kept(Protocol):
    """What is asked of `approved_store.ApprovedStore`."""

    def with_key(self, key: str) -> Sequence[ApprovedAnswer]: ...


class ApprovedAnswers:
    """Finds the approved answer to a question. For any number of threads."""

    def __init__(self, kept: Kept, library: Library) -> None:
        self._kept = kept
        self._library = library

    def find(
        self, question: str, place: Circumstances, applicant: Collection[str], language: str
    ) -> "ApprovedStory | None":
        """The answer that was approved last for this question, asker and day, and that still holds on it.

        `applicant`: kinds that the asker told of before; those that the question names are added.
        """
        if place.perhaps or len(place.named) > 1:
            return None
        told = kinds(question) | set(applicant)
        fitting = [a for a in self._kept.with_key(key(question)) if not a.withdrawn and a.meets(place, told, language)]
        clauses = Clauses(self._library)
        for approved in sorted(fitting, key=lambda a: (a.approved_on, a.id), reverse=True):
            if not any(expiries(approved, clauses, place.as_of)):
                return ApprovedStory(approved, clauses, place.as_of)
        return None


class ApprovedStory:
    """An approved answer while it is told, its citations taken from the stored wording anew."""

    def __init__(self, approved: ApprovedAnswer, clauses: Clauses, as_of: date) -> None:
        self.approval = Approval(approved.id, approved.approved_by, approved.approved_on)
        self.citations = CitationList(clauses.library, as_of, approved.language)
        self.sentences: list[Sentence] = []
        self._approved = approved
        for citation in approved.citations:
            clause = clauses.compare(quoted(citation), as_of)
            if clause.version is None:
                raise ValueError(f"{approved.id}: citation {citation.number} does not hold")  # `expiries` was not asked
            number = citation.number
            self.citations.all.append(copy_of(clause.version, clause.start, clause.end, number=number, as_of=as_of))

    def tell(self) -> Iterator[SentenceShown]:
        """Each sentence, with the citations that it brings first."""
        left = {citation.number: citation for citation in self.citations.all}
        for sentence in self._approved.sentences:
            self.sentences.append(sentence)
            brought = [left.pop(number) for number in sentence.citations if number in left]
            yield SentenceShown(sentence, tuple(brought))


def expiries(approved: ApprovedAnswer, clauses: Clauses, on: date) -> Iterator[Expiry]:
    """Every reason for which an approval does not hold on a day; none: it holds."""
    if on < approved.valid_from or (approved.valid_until is not None and on >= approved.valid_until):
        yield Expiry(Reason.OUT_OF_TIME)
    for citation in approved.citations:
        clause = clauses.compare(quoted(citation), on)
        if not clause.holds:
            yield Expiry(_REASONS[clause.fate], citation, clause)
        elif not _of_its_place(clause, approved.region):
            yield Expiry(Reason.PLACE_DIFFERS, citation, clause)


def quoted(citation: Citation) -> Quoted:
    """A citation as the words that it points to."""
    return Quoted(
        citation.document_id, citation.version, citation.start, citation.end, citation.quote, citation.locator
    )


def _of_its_place(clause: Clause, region: str | None) -> bool:
    """Whether the rule holds where the answer is given: a document may be given another place by its steward."""
    own = clause.version.metadata.region if clause.version else ""
    return own in jurisdictions.lineage(region) if region else not is_local(own)
