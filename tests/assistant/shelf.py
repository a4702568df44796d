# ruff: noqa: E501 (statutes are quoted as they stand)
"""A small statute book of real articles, a searcher over it, and models that write what a test tells them to."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from assistant.answers import Answer, Done, Event
from assistant.language_model import Completion, Message, ModelUnavailable, Usage
from assistant.wording import content, coverage, covering
from ingestion.documents import Chunk, Metadata, Section, Version, sha256
from ingestion.numerals import article_label
from ingestion.validity import Status, status
from retrieval.seams import Filters, Passage, SearchResult

TODAY = date(2025, 7, 15)
PROBATION = "劳动合同期限一年以上不满三年的，试用期最长多久？"
TRUE = "劳动合同期限一年以上不满三年的，试用期不得超过2个月。"
"""What a model may write of it."""

LABOUR = """第九条　用人单位招用劳动者，不得扣押劳动者的居民身份证和其他证件，不得要求劳动者提供担保或者以其他名义向劳动者收取财物。
第十九条　劳动合同期限三个月以上不满一年的，试用期不得超过一个月；劳动合同期限一年以上不满三年的，试用期不得超过二个月；三年以上固定期限和无固定期限的劳动合同，试用期不得超过六个月。
同一用人单位与同一劳动者只能约定一次试用期。
以完成一定工作任务为期限的劳动合同或者劳动合同期限不满三个月的，不得约定试用期。
第三十八条　用人单位有下列情形之一的，劳动者可以解除劳动合同:
（一）未按照劳动合同约定提供劳动保护或者劳动条件的；
（二）未及时足额支付劳动报酬的；
（三）未依法为劳动者缴纳社会保险费的。"""
PERMIT = """第二条　公民离开常住户口所在地，到其他城市居住半年以上，符合有合法稳定就业、合法稳定住所、连续就读条件之一的，可以依照本条例的规定申领居住证。
第九条　申领居住证，应当向居住地公安派出所或者受公安机关委托的社区服务机构提交本人居民身份证、本人相片以及居住地住址、就业、就读等证明材料。
对符合居住证办理条件的，公安机关应当自受理之日起15日内制作发放居住证。"""
LAW_LIBRARY = """Visiting the library
You can visit a law library to do legal research. The library is open from 9 a.m. to 5 p.m. and is free of charge.
You must pay the fee of $60 within 30 days of filing. A fee waiver may be requested with Form APP-001."""


def version(document_id: str, title: str, text: str, **facts: object) -> Version:
    """A stored wording, its sections being its articles or the whole."""
    starts = [i for i, line in _lines(text) if article_label(line[:8]) and line.startswith("第")]
    ends = [*starts[1:], len(text)] if starts else []
    sections = tuple(
        Section("article", article_label(text[a : a + 8]) or "", "", (), a, b)
        for a, b in zip(starts, ends, strict=True)
    )
    known = {"work": title.removeprefix("中华人民共和国"), **facts}
    metadata = Metadata(title, **known)  # type: ignore[arg-type]
    when = datetime(2025, 1, 1, tzinfo=UTC)
    return Version(document_id, 1, sha256(text), text, sections, (), metadata, "text/plain", "", when)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    position = 0
    for line in text.split("\n"):
        yield position, line
        position += len(line) + 1


def passages_of(wording: Version) -> list[Passage]:
    """One passage for each section, or one for the whole."""
    spans = [(s.start, s.end, (s.label,)) for s in wording.sections] or [(0, len(wording.text), ())]
    return [
        Passage(
            Chunk(f"{wording.document_id}-{i}", wording.document_id, 1, i, wording.text[a:b], a, b, (), labels),
            wording.metadata,
            score=0.0,
            rank=0,
            found_by={"words": 1},
        )
        for i, (a, b, labels) in enumerate(spans)
    ]


class Shelf:
    """Stored wordings, read as from the corpus."""

    def __init__(self, *wordings: Version) -> None:
        self.wordings = {w.document_id: w for w in wordings}

    def version(self, document_id: str, number: int | None = None) -> Version:
        return self.wordings[document_id]


class ByWords:
    """Searches a shelf by shared words. The cosine it tells is made from the same share."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.asked: list[tuple[str, Filters]] = []
        self.legs = {"vectors": "ok", "words": "ok"}
        self.unheld: frozenset[str] = frozenset()
        self.familiar = self.nearest = 0.0
        self.likelihoods: Sequence[float] = ()
        self.fails: Exception | None = None

    def search(self, question: str, filters: Filters, count: int = 10) -> SearchResult:
        self.asked.append((question, filters))
        if self.fails:
            raise self.fails
        every = [p for w in self.shelf.wordings.values() for p in passages_of(w)]
        seen = [p for p in every if filters.lineage is None or p.metadata.region in filters.lineage]
        if filters.languages:
            seen = [p for p in seen if p.metadata.language in filters.languages]
        if filters.documents:
            seen = [p for p in seen if p.chunk.document_id in filters.documents]
        if not filters.any_time:
            seen = [p for p in seen if status(p.metadata, filters.as_of) in (Status.IN_FORCE, Status.UNDATED)]
        scored = [(coverage(content(question), covering(f"{p.metadata.title} {p.chunk.text}")), p) for p in seen]
        held = [(c, p) for c, p in scored if c > 0 or filters.languages]  # meaning finds something in any language
        best = sorted(held, key=lambda pair: -pair[0])[:count]
        low, steep = (0.8, 0.7) if filters.languages else (0.86, 0.07)
        found = tuple(replace(p, score=c, rank=i, cosine=low + steep * c) for i, (c, p) in enumerate(best, start=1))
        if self.likelihoods:
            told = [*self.likelihoods, *[0.0] * len(found)]
            found = tuple(replace(p, likelihood=share) for p, share in zip(found, told, strict=False))
        known = {"familiar": self.familiar, "nearest": self.nearest}
        return SearchResult(found, "g1", self.legs, filters, unheld=self.unheld, **known)


class Writes:
    """A language model that writes a given text, a few characters at a time."""

    name = "scripted"

    def __init__(
        self, text: str | Callable[[str], str], *, delay: float = 0.0, breaks_after: int | None = None
    ) -> None:
        self.text = text
        self.delay = delay
        self.breaks_after = breaks_after
        self.read: list[str] = []
        self.closed = 0

    def ready(self) -> bool:
        return True

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
    ) -> Completion:
        return Completion("".join(self.stream(messages)))

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
        usage: Usage | None = None,
    ) -> Generator[str, None, None]:
        prompt = "\n".join(m.content for m in messages)
        self.read.append(prompt)
        time.sleep(self.delay)
        text = self.text(prompt) if callable(self.text) else self.text
        try:
            for start in range(0, len(text), 3):
                if self.breaks_after is not None and start >= self.breaks_after:
                    raise ModelUnavailable("model_none")
                yield text[start : start + 3]
        finally:
            self.closed += 1


Asking = Callable[..., list[Event]]
"""Asks a question of an assistant whose model writes the given text; gives all events."""


def answer_of(events: Sequence[Event]) -> Answer:
    """The answer at the end of the events."""
    assert isinstance(events[-1], Done)
    return events[-1].answer


def every_word_is_carried(answer: Answer, shelf: Shelf) -> None:
    """What must hold of any answer, whatever the model wrote."""
    for citation in answer.citations:
        text = shelf.version(citation.document_id).text
        assert text[citation.start : citation.end] == citation.quote
        assert citation.url.startswith(f"/documents/{citation.document_id}?version=1&start=")
    numbers = [n for sentence in answer.sentences for n in sentence.citations]
    assert list(dict.fromkeys(numbers)) == [c.number for c in answer.citations]
    assert all(sentence.citations for sentence in answer.sentences)
