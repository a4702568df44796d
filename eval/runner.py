"""Asks the cases of a run, one after the other, through the assistant that the public uses, or of its searcher alone.

What fails in one case is kept with it, and the run goes on. Does not know how an answer is made or scored.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter
from typing import Protocol

from assistant.answers import Answer, Citation, Done, Event, Notice, PassagesFound, Question, SentenceShown
from assistant.circumstances import circumstances
from assistant.rephrase import searched, standalone
from eval.cases import Case
from eval.records import Cited, Found, Record, Said
from eval.runs import Run
from ingestion.documents import Version, sha256
from ingestion.validity import status
from prompts.problems import Problem
from retrieval.seams import Filters, Passage, SearchResult

WITH_WORDS = 10
"""Passages whose words are kept in the record; of the others only where they stand."""
DEPTH = 200
"""Passages kept of a search."""

Progress = Callable[[int, int, str], None]
Asked = tuple[Record, dict[str, float]]
Ask = Callable[[Case], Asked]


class Answering(Protocol):
    """What is needed of an assistant."""

    def answer(self, question: Question) -> Iterable[Event]: ...


class Searching(Protocol):
    """What is needed of a searcher."""

    def search(self, question: str, filters: Filters, count: int = 10) -> SearchResult: ...


class Wordings(Protocol):
    """What is needed to check a quote."""

    def version(self, document_id: str, number: int | None = None) -> Version: ...


@dataclass(slots=True)
class _Heard:
    """What came out of the assistant while it answered."""

    passages: tuple[Passage, ...] = ()
    notices: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    answer: Answer | None = None


def carry_out(run: Run, ask: Ask, progress: Progress = lambda done, total, what: None) -> int:
    """Ask what is still to be asked, and keep each answer as it comes; gives how many were asked."""
    remaining = run.remaining()
    before = len(run.cases()) - len(remaining)
    for done, case in enumerate(remaining, start=1):
        run.append(*ask(case))
        progress(before + done, before + len(remaining), case.id)
    return len(remaining)


def asking(
    assistant: Answering, corpus: Wordings, names: Mapping[str, str], *, stop: Callable[[], None] = lambda: None
) -> Ask:
    """Ask through the whole assistant. `stop` is called after each case and may end the run by raising."""

    def ask(case: Case) -> Asked:
        heard = _Heard()
        started = perf_counter()
        try:
            _listen(heard, assistant.answer(_question(case)), started)
            if heard.answer is None:
                raise Problem("no_answer", found=case.id)
        except Exception as error:  # whatever breaks is a finding about this case, and the others are still asked
            stop()
            return Record(case.id, problem=f"{type(error).__name__}: {error}"), {"all": perf_counter() - started}
        heard.seconds["all"] = perf_counter() - started
        stop()
        return _record(case, heard, heard.answer, corpus, names), {k: round(v, 4) for k, v in heard.seconds.items()}

    return ask


def searching(
    searcher: Searching, names: Mapping[str, str], today: date, *, any_time: bool, languages: Collection[str] = ()
) -> Ask:
    """Ask the searcher alone, with the place, the day and the rephrasing of follow-ups that the assistant would use.

    `languages`: those of the corpus, where a question may find passages in other languages than its own only.
    """

    def ask(case: Case) -> Asked:
        question = _question(case)
        place = circumstances(case.question, region=case.region, as_of=case.as_of, today=today)
        asked = standalone(case.question, [earlier for earlier, _ in question.history])
        others = tuple(sorted(set(languages) - {case.language})) if languages else None
        filters = Filters(as_of=place.as_of, lineage=place.lineage, any_time=any_time, languages=others)
        started = perf_counter()
        try:
            found = searcher.search(searched(case.question, asked), filters, DEPTH)
        except Exception as error:  # as above
            return Record(case.id, problem=f"{type(error).__name__}: {error}"), {"all": perf_counter() - started}
        seconds = {"all": round(perf_counter() - started, 4)}
        record = Record(
            case.id,
            region=place.region,
            as_of=place.as_of.isoformat(),
            passages=_found(found.passages, place.as_of, names, words=0),
            rephrased=asked,
            retrieval_only=True,
        )
        return record, seconds

    return ask


def _listen(heard: _Heard, events: Iterable[Event], started: float) -> None:
    for event in events:
        match event:
            case Notice(code, _):
                heard.notices.append(code)
            case PassagesFound(passages):
                heard.passages = passages
                heard.seconds["passages"] = perf_counter() - started
            case SentenceShown():
                heard.seconds.setdefault("first_sentence", perf_counter() - started)
            case Done(answer):
                heard.answer = answer


def _question(case: Case) -> Question:
    turns = [said.content for said in case.history]
    return Question(
        case.question,
        region=case.region,
        as_of=case.as_of,
        history=tuple(zip(turns[::2], turns[1::2], strict=False)),
    )


def _record(case: Case, heard: _Heard, answer: Answer, corpus: Wordings, names: Mapping[str, str]) -> Record:
    return Record(
        case=case.id,
        outcome=str(answer.outcome),
        text=answer.text,
        language=answer.language,
        region=answer.region,
        as_of=answer.as_of.isoformat(),
        sentences=tuple(Said(s.text, s.citations, s.support, s.quoted, s.told) for s in answer.sentences),
        citations=tuple(_cited(citation, corpus, names) for citation in answer.citations),
        passages=_found(heard.passages, answer.as_of, names, words=WITH_WORDS),
        rephrased=answer.trace.rephrased,
        dropped=answer.trace.dropped,
        notices=tuple(heard.notices),
        model=answer.trace.model,
        prompt=answer.trace.prompt,
        tokens=dict(answer.trace.tokens),
    )


def _cited(citation: Citation, corpus: Wordings, names: Mapping[str, str]) -> Cited:
    text = corpus.version(citation.document_id, citation.version).text
    return Cited(
        number=citation.number,
        document=names.get(citation.document_id, citation.document_id),
        version=citation.version,
        title=citation.title,
        locator=citation.locator,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        status=str(citation.status),
        region=citation.region,
        document_number=citation.document_number,
        effective_from=citation.effective_from.isoformat() if citation.effective_from else None,
        effective_to=citation.effective_to.isoformat() if citation.effective_to else None,
        verbatim=text[citation.start : citation.end] == citation.quote,
    )


def _found(passages: Iterable[Passage], day: date, names: Mapping[str, str], *, words: int) -> tuple[Found, ...]:
    return tuple(
        Found(
            document=names.get(p.chunk.document_id, p.chunk.document_id),
            version=p.chunk.version,
            title=p.metadata.title,
            labels=p.chunk.labels,
            path=p.chunk.path,
            start=p.chunk.start,
            end=p.chunk.end,
            status=str(status(p.metadata, day)),
            region=p.metadata.region,
            digest=sha256(p.chunk.text)[:16],
            score=round(float(p.score), 6),
            text=p.chunk.text if rank < words else "",
            legs={leg: place for leg, place in p.found_by.items() if leg in ("vectors", "words")},
        )
        for rank, p in enumerate(passages)
    )
