"""A small town's rules, an embedder that counts characters, and indexes built from both."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingestion.documents import Metadata, Section, Version, sha256
from retrieval.embedding_cache import EmbeddingCache
from retrieval.indexing import Built, build
from retrieval.seams import Filters, Vectors
from retrieval.searcher import Searcher


@dataclass
class CountingEmbedder:
    """Character bigrams hashed into a unit vector: similar words, similar vectors. Remembers what it was asked."""

    name: str = "counting"
    dimension: int = 64
    longest: int = 512
    asked: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        return self.name

    def count(self, text: str) -> int:
        return len(text) + 2

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        return np.array([self.question(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def questions(self, texts: Sequence[str]) -> Vectors:
        return np.array([self.question(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def question(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for pair in zip(text, text[1:] + " ", strict=True):
            vector[hashlib.sha256("".join(pair).encode()).digest()[0] % self.dimension] += 1
        return vector / max(1e-9, float(np.linalg.norm(vector)))


@dataclass
class ListedCorpus:
    """Versions in a list."""

    held: list[Version]

    def versions(self) -> list[Version]:
        return self.held

    def state(self) -> str:
        return sha256("".join(v.document_id + v.digest + v.metadata.digest() for v in self.held))


def law(document_id: str, title: str, articles: Sequence[tuple[str, str]], **known: object) -> Version:
    """A version whose articles stand one below the other."""
    text, sections = "", []
    for label, words in articles:
        start = len(text)
        text += f"{label} {words}\n"
        sections.append(Section("article", label, "", (), start, len(text) - 1))
    return Version(
        document_id=document_id,
        number=1,
        digest=sha256(text),
        text=text,
        sections=tuple(sections),
        pages=(),
        metadata=replace(Metadata(title=title, work=title), **known),
        media_type="text/markdown",
        original=sha256(title),
        read_at=datetime(2025, 1, 1, tzinfo=UTC),
    )


@dataclass
class Desk:
    """Everything one test needs: corpus, embedder, folder."""

    corpus: ListedCorpus
    embedder: CountingEmbedder
    indexes: Path
    cache: Path

    def build(self) -> Built | None:
        with EmbeddingCache(self.cache) as cache:
            return build(self.corpus, self.embedder, self.indexes, cache)

    def searcher(self) -> Searcher:
        return Searcher(self.indexes, self.embedder)


TODAY = Filters(as_of=date(2025, 7, 15))


def town() -> list[Version]:
    """Two wordings of one rule, two cities' rules, an English page, a repealed rule."""
    long = (
        "居民在本市连续居住六个月以上，有合法稳定就业、合法稳定住所、连续就读条件之一的，"
        "可以申领居住证，并凭证享受公共服务。"
    )
    permit = (
        "Applicants must bring an identity card and a proof of address. "
        "The permit is issued free of charge within 15 working days."
    )
    return [
        law(
            "res-old",
            "居住证暂行办法",
            [("第一条", "为了规范居住证管理，制定本办法。"), ("第二条", long)],
            work="居住证办法",
            effective_from=date(2010, 1, 1),
            effective_to=date(2020, 1, 1),
        ),
        law(
            "res-new",
            "居住证办法",
            [
                ("第一条", "为了做好居住证服务管理工作，制定本办法。"),
                ("第二条", long),
                ("第三条", "居住证由公安机关负责签发，每年签注一次，签注不收费。"),
            ],
            work="居住证办法",
            effective_from=date(2020, 1, 1),
            document_number="国办发〔2019〕115号",
        ),
        law(
            "dog-east",
            "东市养犬条例",
            [
                ("第一条", "携带犬只出户应当使用牵引带，牵引带长度不超过一点五米。"),
                ("第十条之一", "违反养犬规定未使用牵引带的，处二百元罚款。"),
            ],
            region="370200",
            effective_from=date(2015, 1, 1),
        ),
        law(
            "dog-west",
            "西市养犬条例",
            [("第一条", "养犬人携犬只出户的，应当束犬链，犬链长度不超过二米。")],
            region="410100",
            effective_from=date(2015, 1, 1),
        ),
        law("guide-en", "Residence permit guide", [("Section 1", permit)], language="en"),
        law(
            "gone",
            "个体户登记办法",
            [("第一条", "个体户登记应当缴纳登记费二十元。")],
            repealed=True,
            effective_from=date(1990, 1, 1),
        ),
    ]
