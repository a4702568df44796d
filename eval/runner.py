"""Asks every question of a set through the assistant that the public uses, and scores what came out without a judge.

Does not know how an answer is made, nor how to say whether a difference between two runs is real.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter
from typing import Any, Protocol

from assistant.answers import Answer, Citation, Done, Event, Outcome, PassagesFound, Question, SentenceShown
from eval.cases import Case
from ingestion.corpus import Corpus
from prompts.problems import Problem
from retrieval.seams import Passage

ANSWERS = (Outcome.ANSWERED, Outcome.PARTLY_ANSWERED)
"""Outcomes that tell the asker something; every other one sends them elsewhere or asks back."""


class Answering(Protocol):
    """What is needed of an assistant."""

    def answer(self, question: Question) -> Iterable[Event]: ...


@dataclass(frozen=True, slots=True)
class Result:
    """One question asked. Seconds count from the question; None where nothing of the kind came."""

    case: str
    outcome: str
    text: str
    answerable: bool
    found: bool
    """An expected place is among the passages."""
    cited: bool
    """An expected place is among the citations."""
    citations: int
    verbatim: int
    """Citations whose quote stands in the stored version at the offsets they give."""
    seconds_to_passages: float | None
    seconds_to_sentence: float | None
    seconds: float
    dropped: tuple[str, ...]


def run(
    cases: Sequence[Case],
    assistant: Answering,
    corpus: Corpus,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> list[Result]:
    """Ask the cases one after the other."""
    results = []
    for done, case in enumerate(cases, start=1):
        results.append(_ask(case, assistant, corpus))
        progress(done, len(cases), case.id)
    return results


def summarise(results: Sequence[Result]) -> dict[str, Any]:
    """The figures of a run; every share as a pair (how many, of how many)."""
    answerable = [r for r in results if r.answerable]
    unanswerable = [r for r in results if not r.answerable]
    answered = [r for r in answerable if r.outcome in ANSWERS]
    counts = [(r.verbatim, r.citations) for r in results]
    return {
        "answerable: an expected place among the passages": _share(r.found for r in answerable),
        "answerable: answered": _share(r.outcome in ANSWERS for r in answerable),
        "answerable: an expected place cited": _share(r.cited for r in answerable),
        "unanswerable: not answered": _share(r.outcome not in ANSWERS for r in unanswerable),
        "citations verbatim in the stored version": (sum(v for v, _ in counts), sum(n for _, n in counts)),
        "median seconds to the passages": _median(r.seconds_to_passages for r in results),
        "median seconds to the first checked sentence": _median(r.seconds_to_sentence for r in answered),
        "median seconds to the end": _median(r.seconds for r in answered),
    }


def as_rows(results: Sequence[Result]) -> list[dict[str, Any]]:
    """The results as plain data."""
    return [asdict(result) for result in results]


def _ask(case: Case, assistant: Answering, corpus: Corpus) -> Result:
    start = perf_counter()
    passages: tuple[Passage, ...] = ()
    to_passages = to_sentence = None
    answer: Answer | None = None
    question = Question(case.question, region=case.region, as_of=case.as_of)
    for event in assistant.answer(question):
        match event:
            case PassagesFound():
                passages, to_passages = event.passages, perf_counter() - start
            case SentenceShown():
                to_sentence = to_sentence or perf_counter() - start
            case Done():
                answer = event.answer
    if answer is None:
        raise Problem("no_answer", found=case.id)
    return Result(
        case=case.id,
        outcome=answer.outcome,
        text=answer.text,
        answerable=case.answerable,
        found=any(_meets(case, p.chunk.document_id, (*p.chunk.path, *p.chunk.labels)) for p in passages),
        cited=any(_meets(case, c.document_id, (c.locator,)) for c in answer.citations),
        citations=len(answer.citations),
        verbatim=sum(_stands(citation, corpus) for citation in answer.citations),
        seconds_to_passages=to_passages,
        seconds_to_sentence=to_sentence,
        seconds=perf_counter() - start,
        dropped=answer.trace.dropped,
    )


def _meets(case: Case, document: str, places: Iterable[str]) -> bool:
    """Whether a place is one of the expected ones. `第九条第二款` lies in `第九条`, `第九条之一` does not."""
    found = " ".join(places)
    return any(
        expected.document == document
        and (not expected.locator or (expected.locator in found and f"{expected.locator}之" not in found))
        for expected in case.expected
    )


def _stands(citation: Citation, corpus: Corpus) -> bool:
    text = corpus.version(citation.document_id, citation.version).text
    return text[citation.start : citation.end] == citation.quote


def _share(values: Iterable[bool]) -> tuple[int, int]:
    listed = list(values)
    return sum(listed), len(listed)


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(median(known), 3) if known else None
