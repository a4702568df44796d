"""One case as a person reads it: question, answer with numbered citations, passages with the cited words marked.

Plain text throughout, cut into marked and unmarked parts; whoever makes a page of it escapes it. Does not know scores.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.sentences import is_chinese
from eval.cases import Case, Expected
from eval.records import ANSWERS, Cited, Found, Record

MOST_PASSAGES = 5
"""Passages shown beyond the cited ones."""
_AROUND = 90
"""Characters kept on each side of cited words; the rest of a passage is an ellipsis."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text; `numbers`: the citations that quote it, none for what stands between them."""

    text: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage at its rank. `kind`: `expected`, `forbidden` (the case says it must not be cited) or empty."""

    rank: int
    title: str
    place: str
    status: str
    region: str
    kind: str
    parts: tuple[Part, ...]
    language: str

    @property
    def cited(self) -> bool:
        """Whether the answer quotes it."""
        return any(part.numbers for part in self.parts)


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A shown sentence."""

    text: str
    numbers: tuple[int, ...]
    support: float
    quoted: bool
    language: str


@dataclass(frozen=True, slots=True)
class CitationView:
    """A citation as the reader of the answer saw it."""

    number: int
    title: str
    place: str
    status: str
    kind: str
    verbatim: bool
    language: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What one run made of a case. `answers`: whether it told the asker something."""

    outcome: str
    answers: bool
    problem: str
    sentences: tuple[SentenceView, ...]
    citations: tuple[CitationView, ...]
    passages: tuple[PassageView, ...]
    more_passages: int
    dropped: tuple[str, ...]
    rephrased: str | None


def view(case: Case, record: Record | None) -> AnswerView:
    """Lay out what was recorded of a case; without a record, that there is none."""
    if record is None:
        return AnswerView("", False, "nothing was recorded for this case", (), (), (), 0, (), None)
    cited = {(c.document, c.version) for c in record.citations}
    shown = [
        (rank, passage)
        for rank, passage in enumerate(record.passages, start=1)
        if rank <= MOST_PASSAGES or (passage.text and (passage.document, passage.version) in cited)
    ]
    sentences = tuple(
        SentenceView(s.text, s.citations, s.support, s.quoted, language_of(s.text)) for s in record.sentences
    )
    if not sentences and record.text:
        sentences = (SentenceView(record.text, (), 0.0, False, language_of(record.text)),)
    return AnswerView(
        outcome=record.outcome,
        answers=record.outcome in ANSWERS,
        problem=record.problem,
        sentences=sentences,
        citations=tuple(_citation(case, c) for c in record.citations),
        passages=tuple(_passage(case, rank, passage, record.citations) for rank, passage in shown),
        more_passages=len(record.passages) - len(shown),
        dropped=record.dropped,
        rephrased=record.rephrased,
    )


def language_of(text: str) -> str:
    """For the `lang` of a page: `zh` or `en`."""
    return "zh" if is_chinese(text) else "en"


def mark(passage: Found, citations: Sequence[Cited]) -> tuple[Part, ...]:
    """Cut the words of a passage where citations begin and end; overlapping ones share their common part.

    A quote is looked for where it is said to stand, and marked nowhere when it does not stand there.
    """
    numbers: list[list[int]] = [[] for _ in passage.text]
    for citation in citations:
        begin, end = citation.start - passage.start, citation.end - passage.start
        if (citation.document, citation.version) != (passage.document, passage.version) or end <= 0:
            continue
        inside = slice(max(0, begin), min(end, len(numbers)))
        if (
            passage.text[inside]
            and passage.text[inside] == citation.quote[max(0, -begin) :][: len(passage.text[inside])]
        ):
            for own in numbers[inside]:
                own.append(citation.number)
    parts, begin = [], 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[begin]:
            parts.append(Part(passage.text[begin:at], tuple(numbers[begin])))
            begin = at
    return tuple(_shortened(parts))


def _shortened(parts: Sequence[Part]) -> Iterator[Part]:
    for place, part in enumerate(parts):
        text = part.text
        if part.numbers or len(text) <= 2 * _AROUND + 1:
            yield part
        elif len(parts) == 1:
            yield Part(text[: 2 * _AROUND] + "…")
        else:
            before = text[:_AROUND] if place else ""
            after = text[-_AROUND:] if place < len(parts) - 1 else ""
            yield Part(f"{before}…{after}")


def _passage(case: Case, rank: int, passage: Found, citations: Sequence[Cited]) -> PassageView:
    return PassageView(
        rank=rank,
        title=passage.title,
        place=" ".join(passage.labels) or (passage.path[-1] if passage.path else ""),
        status=passage.status,
        region=passage.region,
        kind=_kind(case, passage.document, passage.places),
        parts=mark(passage, citations),
        language=language_of(passage.text or passage.title),
    )


def _citation(case: Case, cited: Cited) -> CitationView:
    kind = _kind(case, cited.document, (cited.locator,))
    return CitationView(
        cited.number, cited.title, cited.locator, cited.status, kind, cited.verbatim, language_of(cited.title)
    )


def _kind(case: Case, document: str, places: Sequence[str]) -> str:
    def among(listed: Sequence[Expected]) -> bool:
        return any(expected.meets(document, places) for expected in listed)

    if among(case.must_not):
        return "forbidden"
    return "expected" if among(case.expected) else ""
