"""The parts of an answer that metrics look at: whether there is one, its sentences, and the words each rests on.

Does not know any metric.
"""

from collections.abc import Callable
from functools import wraps

from assistant.sentences import split
from eval.cases import Case
from eval.records import Cited, Found, Record, Said
from eval.scores import Score, not_applicable, refused

Scoring = Callable[[Case, Record], Score]


def unfit(record: Record) -> Score | None:
    """The score of a record on which nothing about its outcome can be said; None for one that ended as it should.

    `error` for a problem and for the outcome `failed`; not applicable where no answer was asked for.
    """
    if record.problem or record.outcome == "failed":
        return Score(None, "error", record.problem or "the assistant failed")
    if record.retrieval_only or not record.outcome:
        return not_applicable("no answer was asked for")
    return None


def of_asked(scoring: Scoring) -> Scoring:
    """A metric of every question that was asked to the end, refusals too."""

    @wraps(scoring)
    def guarded(case: Case, record: Record) -> Score:
        return unfit(record) or scoring(case, record)

    return guarded


def of_answers(lacks: Callable[[Case], str] = lambda case: "") -> Callable[[Scoring], Scoring]:
    """A metric of answers alone: `refused` where the outcome tells nothing, or nothing stands in the answer.

    `lacks` says what the case would have to hold for the metric to apply (`no nuggets`); then it is not applicable,
    answered or not.
    """

    def guard(scoring: Scoring) -> Scoring:
        @wraps(scoring)
        def guarded(case: Case, record: Record) -> Score:
            if broken := unfit(record):
                return broken
            if missing := lacks(case):
                return not_applicable(missing)
            if not record.answers or not sentences(record):
                return refused(record.outcome)
            return scoring(case, record)

        return guarded

    return guard


def sentences(record: Record) -> tuple[Said, ...]:
    """The shown sentences. A text that was kept without them is cut, and each piece rests on every citation."""
    if record.sentences or not record.text.strip():
        return record.sentences
    every = tuple(citation.number for citation in record.citations)
    return tuple(Said(record.text[a:b], every, 0.0) for a, b in split(record.text))


def in_their_words(record: Record) -> list[Said]:
    """The sentences that rest on the words of sources, without what is told of the documents themselves."""
    return [said for said in sentences(record) if not said.told]


def text(record: Record) -> str:
    """The words of the answer, from its sentences where the text was not kept."""
    return record.text or "\n".join(said.text for said in record.sentences)


def cited_by(record: Record, said: Said) -> list[Cited]:
    """The citations of a sentence in the order in which it names them; numbers that lead nowhere are left out."""
    by_number = {citation.number: citation for citation in record.citations}
    return [by_number[number] for number in dict.fromkeys(said.citations) if number in by_number]


def about(record: Record, citation: Cited) -> str:
    """What is known of a citation beside its words, as a text in which the facts of a sentence may be found.

    The headings above its passage are part of its address: `第四章`.
    """
    known = (f"《{citation.title}》", citation.locator, citation.document_number, citation.effective_from)
    above = next((p.places for p in record.passages if _holds(p, citation)), ())
    return "\n".join(filter(None, (*known, citation.effective_to, *above)))


def _holds(passage: Found, citation: Cited) -> bool:
    return passage.document == citation.document and passage.start <= citation.start < passage.end
