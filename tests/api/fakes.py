"""A small world that obeys the seams: two documents, a searcher that finds them, an assistant that cites them."""

import time
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from assistant.answers import (
    Answer,
    Citation,
    Done,
    Event,
    Notice,
    Outcome,
    PassagesFound,
    Question,
    Sentence,
    SentenceShown,
    Trace,
)
from ingestion.corpus import Entry
from ingestion.documents import Chunk, Metadata, Section, Version, sha256
from prompts.problems import Problem
from retrieval.seams import Filters, Passage, SearchResult

LAW = """中华人民共和国样例劳动法
（2007年6月29日通过）
第一章 总则
第一条 为了完善劳动合同制度，制定本法。
第二章 劳动合同的订立
第十九条 劳动合同期限三个月以上不满一年的，试用期不得超过一个月；劳动合同期限一年以上不满三年的，试用期不得超过二个月；\
三年以上固定期限和无固定期限的劳动合同，试用期不得超过六个月。
同一用人单位与同一劳动者只能约定一次试用期。
第二十条 劳动者在试用期的工资不得低于本单位相同岗位最低档工资。"""
GUIDE = """Library card
Anyone who lives in the sample city can have a library card.
What to bring
An identity document.
The card is free of charge."""


def _section(kind: Any, text: str, words: str, label: str, title: str = "", level: int = 0, end: str = "") -> Section:
    start = text.index(words)
    stop = text.index(end, start) if end else start + len(words)
    return Section(kind, label, title, (), start, stop, level)


LAW_SECTIONS = (
    _section("chapter", LAW, "第一章 总则", "第一章", "总则"),
    _section("article", LAW, "第一条", "第一条", end="\n第二章", level=1),
    _section("chapter", LAW, "第二章 劳动合同的订立", "第二章", "劳动合同的订立"),
    _section("article", LAW, "第十九条", "第十九条", end="\n第二十条", level=1),
    Section("article", "第二十条", "", (), LAW.index("第二十条"), len(LAW), 1),
)
GUIDE_SECTIONS = (_section("heading", GUIDE, "What to bring", "What to bring"),)
LAW_METADATA = Metadata(
    "中华人民共和国样例劳动法",
    issuer="样例机关",
    document_number="样例令〔2007〕65号",
    level="法律",
    effective_from=date(2008, 1, 1),
    published=date(2007, 6, 29),
    url="https://example.invalid/law",
    sample=True,
    origins={"title": "text", "effective_from": "manifest"},
)
GUIDE_METADATA = Metadata("Library card <b>", language="en", issuer="Sample City Library", region="US", sample=True)


def _version(document_id: str, text: str, sections: tuple[Section, ...], metadata: Metadata, kind: str) -> Version:
    read = datetime(2025, 1, 1, tzinfo=UTC)
    return Version(document_id, 1, sha256(text), text, sections, (), metadata, kind, sha256(text), read)


class FakeCorpus:
    """Two documents; the law has an older wording."""

    def __init__(self) -> None:
        law = replace(_version("law", LAW, LAW_SECTIONS, LAW_METADATA, "text/plain"), number=2)
        old = replace(law, number=1, text=LAW.replace("六个月", "三个月"))
        guide = _version("guide", GUIDE, GUIDE_SECTIONS, GUIDE_METADATA, "text/html")
        self.kept = {("law", 1): old, ("law", 2): law, ("guide", 1): guide}
        self.current = {"law": 2, "guide": 1}

    def version(self, document_id: str, number: int | None = None) -> Version:
        found = self.kept.get((document_id, number or self.current.get(document_id, 0)))
        if found is None:
            raise Problem("unknown_document", found=document_id)
        return found

    def entry(self, document_id: str) -> Entry:
        found = self.version(document_id)
        return Entry(document_id, found.metadata.title, found.number, "fake", document_id, found.metadata, None)

    def entries(self, title: str = "", limit: int | None = None, offset: int = 0) -> list[Entry]:
        found = [self.entry(name) for name in ("guide", "law")]
        return [entry for entry in found if title in entry.title][offset:][:limit]

    def count(self, title: str = "") -> int:
        return len(self.entries(title))


class FakeOriginals:
    def read(self, digest: str) -> bytes:
        return b"<script>alert(1)</script>"


def passage(text: str, metadata: Metadata, document_id: str, version: int, quote: str, rank: int) -> Passage:
    start = text.index(quote)
    label = ("第十九条",) if document_id == "law" else ()
    path = ("第二章 劳动合同的订立",) if document_id == "law" else ("What to bring",)
    chunk = Chunk(f"{document_id}-0", document_id, version, 0, quote, start, start + len(quote), path, label)
    return Passage(chunk, metadata, 1.0 / rank, rank, {"vectors": rank, "words": 1}, 0.9)


ARTICLE = LAW[LAW.index("第十九条") : LAW.index("\n第二十条")]
QUOTE = "三年以上固定期限和无固定期限的劳动合同，试用期不得超过六个月。\n同一用人单位与同一劳动者只能约定一次试用期。"
WAGES = "劳动者在试用期的工资不得低于本单位相同岗位最低档工资。"
PLACES = ("浙江省杭州市", "广东省广州市")
FREE = "The card is free of charge."
LONG_HEADING = "What to bring with you when you come to the library for the first time, and what you will be asked"
PASSAGES = (
    passage(LAW, LAW_METADATA, "law", 2, ARTICLE, 1),
    passage(GUIDE, GUIDE_METADATA, "guide", 1, FREE, 2),
)


@dataclass
class FakeSearcher:
    asked: list[tuple[str, Filters, int]] = field(default_factory=list)
    facts: tuple[str, ...] = ()

    def search(self, question: str, filters: Filters, count: int = 10) -> SearchResult:
        self.asked.append((question, filters, count))
        return SearchResult(PASSAGES[:count], "0001", {"vectors": "ok", "words": "down: Fault"}, filters, {"all": 0.01})

    def degraded(self) -> tuple[str, ...]:
        return self.facts


def citation(number: int, found: Passage, text: str, quote: str, status: str = "in_force") -> Citation:
    start, chunk = text.index(quote), found.chunk
    return Citation(
        number=number,
        document_id=chunk.document_id,
        version=chunk.version,
        title=found.metadata.title,
        locator="第十九条第一款" if chunk.document_id == "law" else LONG_HEADING,
        quote=quote,
        start=start,
        end=start + len(quote),
        page=None,
        url=f"/documents/{chunk.document_id}?version={chunk.version}&start={start}&end={start + len(quote)}",
        status=status,
        effective_from=found.metadata.effective_from,
        effective_to=None,
        issuer=found.metadata.issuer,
        document_number=found.metadata.document_number,
        region=found.metadata.region,
        sample=True,
    )


@dataclass
class FakeAssistant:
    """Answers by what is asked: `missing` finds nothing that answers, `where` asks for the place, `twice` cites one
    document twice, `break` fails half way, `slow` never ends by itself.
    """

    asked: list[Question] = field(default_factory=list)
    closed: int = 0
    pause: float = 0.0

    def answer(self, question: Question) -> Generator[Event, None, None]:
        self.asked.append(question)
        language = question.language or ("zh" if any("\u4e00" <= c <= "\u9fff" for c in question.text) else "en")
        other = citation(2, PASSAGES[1], GUIDE, FREE)
        if "twice" in question.text:
            other = citation(2, PASSAGES[0], LAW, WAGES)
        sources = (citation(1, PASSAGES[0], LAW, QUOTE), other)
        said = {
            "zh": ("劳动合同期限三年以上的，试用期不得超过六个月，并且只能约定一次。", "办卡不收费。"),
            "en": ("With a contract of three years or more, probation is at most six months.", FREE),
        }[language]
        if question.text == "refused at once":
            raise Problem("question_empty")
        try:
            if "missing" in question.text:
                near = PASSAGES if "nearly" in question.text else ()
                yield PassagesFound(near)
                yield Done(replace(self._done(question, language, Outcome.NOT_FOUND, (), ()), nearest=near))
                return
            if "where" in question.text:
                yield PassagesFound(PASSAGES)
                asked_back = self._done(question, language, Outcome.NEEDS_CLARIFICATION, (), ())
                yield Done(replace(asked_back, follow_ups=PLACES))
                return
            yield Notice("leg_down", "按词查找暂不可用。" if language == "zh" else "Search by words is down.")
            yield PassagesFound(PASSAGES)
            time.sleep(self.pause)
            sentences = tuple(Sentence(s, (n,), 0.9, quoted=n == 2) for n, s in enumerate(said, start=1))
            for sentence, source in zip(sentences, sources, strict=True):
                yield SentenceShown(sentence, (source,))
                time.sleep(self.pause)
                if "break" in question.text:
                    raise RuntimeError("a secret detail")
                while "slow" in question.text:
                    time.sleep(0.02)
                    yield SentenceShown(sentence, ())
            yield Done(self._done(question, language, Outcome.ANSWERED, sentences, sources))
        finally:
            self.closed += 1

    def _done(
        self,
        question: Question,
        language: str,
        outcome: Outcome,
        sentences: tuple[Sentence, ...],
        sources: tuple[Citation, ...],
    ) -> Answer:
        nothing = {"zh": "没有找到依据。\n请换一种说法。", "en": "Nothing was found.\nTry other words."}[language]
        space = "" if language == "zh" else " "
        text = space.join(sentence.text for sentence in sentences) or nothing
        trace = Trace(
            "fake",
            "compose.zh/1",
            "0001",
            None,
            {"search": 0.01},
            {"prompt": 3, "completion": 4},
            {"words": "down: Fault"},
            ("unsupported: a dropped sentence",),
        )
        return Answer(
            "a1",
            outcome,
            text,
            sentences,
            sources,
            language,
            question.region,
            question.as_of or date(2025, 7, 15),
            trace,
            question.conversation_id or "c1",
            ("试用期工资是多少？",) if sentences else (),
        )


class FakeEmbedder:
    fingerprint = "fake"
    dimension = 3
    longest = 100

    def count(self, text: str) -> int:
        return len(text)

    def passages(self, texts: Any) -> Any:
        return np.array([[1.0, 0.0, 0.0]] * len(texts), dtype=np.float32)

    def question(self, text: str) -> Any:
        return self.questions([text])[0]

    def questions(self, texts: Any) -> Any:
        return np.array([[0.0, 1.0, 0.0]] * len(texts), dtype=np.float32)


class FakeModel:
    """A language model that is ready, or not."""

    name = "fake"
    is_ready = True

    def ready(self) -> bool:
        return self.is_ready
