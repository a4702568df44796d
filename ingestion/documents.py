"""The nouns of the ground floor: what a reader returns, what the corpus keeps, what is embedded.

All offsets count characters (code points) of `Version.text`; pages count from 1; dates are half-open intervals
`[effective_from, effective_to)`. Does not know how any of it is read, stored or found.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Literal

NATION = "000000"
"""Region code of the whole of China; other countries are ISO 3166 alpha-2 codes (`US`), each a root of its own."""

Origin = Literal["manifest", "front_matter", "header_table", "text", "file_name", "container", "inferred"]
"""Where a field of the metadata comes from, in falling order of trust."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table row, in reading order. `text` has no line break and no outer space."""

    text: str
    kind: Literal["heading", "paragraph", "item", "row"] = "paragraph"
    level: int = 0
    """Depth of a heading, 1 to 6; 0 for everything else."""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader took from one file: the visible text in order, and the labelled fields as they stand there."""

    media_type: str
    blocks: tuple[Block, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    """An official header table, label → value as written, e.g. `发文字号` → `国办函〔2018〕71号`."""
    front_matter: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
    """What the container calls itself (`<title>`, core properties): the least trusted source of a title."""
    url: str | None = None
    hidden_characters: int = 0
    """Characters that no reader of the page would have seen, and that were dropped."""
    notes: tuple[str, ...] = ()
    """Short facts a steward may want to know, e.g. `ocr pages 1-3`, `encoding gb18030`."""


SectionKind = Literal["part", "chapter", "section", "article", "heading", "body"]


@dataclass(frozen=True, slots=True)
class Section:
    """An addressable part of a text. Leaves (`article`, `body`, text under `heading`) cover it without overlap."""

    kind: SectionKind
    label: str
    """The address as people write it: `第九条`, `第二章`, `一、`, or the heading itself."""
    title: str
    """The words beside the label: `劳动合同的订立`; empty for most articles."""
    path: tuple[str, ...]
    """The headings above, outermost first: `("第二章 劳动合同的订立",)`."""
    start: int
    end: int
    level: int = 0
    """Depth in the outline, 0 outermost."""


@dataclass(frozen=True, slots=True)
class Repeal:
    """What a text says about the end of another one: a statement with its evidence, not yet tied to a document."""

    name: str
    """The other text as it is named, without the marks 《》."""
    text: str
    """The words of the clause; `start` and `end` are their offsets in the text that says it."""
    start: int
    end: int
    on: date | None = None
    """The day the clause names; None: the day on which the text that says it first took effect."""
    articles: tuple[str, ...] = ()
    """What ends, when it is not the whole: `第九条`, `第十条第二款`."""
    scope: str = ""
    """The words that limit it, as written; with no `articles` it cannot be told which ones end (`中关于…的规定`)."""
    number: str | None = None
    issuer: str | None = None
    issued: tuple[date, ...] = ()
    """Days of adoption, publication or revision by which the clause tells it from others of that name."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document, each field with where it came from (`origins`)."""

    title: str
    language: str = "zh"
    """`zh`, `en`, or another ISO 639-1 code."""
    issuer: str | None = None
    document_number: str | None = None
    """Normalised 文号: `国办函〔2018〕71号`."""
    level: str | None = None
    """`法律`, `行政法规`, `司法解释`, `部门规章`, `地方性法规`, `规范性文件`, `办事指南`, `page`, …"""
    region: str = NATION
    signed: date | None = None
    published: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    repealed: bool = False
    """Known to be repealed, or a draft. With no `effective_to` it is in force on no day that we can name."""
    work: str = ""
    """Name that all wordings of one law share (`劳动合同法`), for finding predecessors and exact look-up."""
    superseded_by: str | None = None
    """Id of the document with the next wording of the same work, when the corpus holds it."""
    repealed_by: str | None = None
    """Id of the document of another name that repealed this one or took its place, when the corpus holds it."""
    ended_by: str | None = None
    """What ended it, in words: the clause, or the name of the repealing act that the corpus need not hold."""
    repealed_articles: tuple[tuple[str, date], ...] = ()
    """Articles (`第九条`) or parts of them (`第十条第二款`) that ended alone, each with its first day out of force."""
    repeals: tuple[Repeal, ...] = ()
    """What this text says about the end of others."""
    url: str | None = None
    source: str | None = None
    licence: str | None = None
    sample: bool = False
    """Made for demonstration; shown as a sample wherever it is cited."""
    history: tuple[str, ...] = ()
    """Lines of adoption and revision, as written."""
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def digest(self) -> str:
        """SHA-256 over all fields: a changed date is a changed document even when its words are the same."""
        plain = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(plain.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a document, as kept. `number` counts 1, 2, … as wordings were read; nothing is overwritten."""

    document_id: str
    number: int
    digest: str
    """SHA-256 of `text`."""
    text: str
    sections: tuple[Section, ...]
    pages: tuple[tuple[int, int], ...]
    """(offset, page) where each page begins; empty for texts without pages."""
    metadata: Metadata
    media_type: str
    original: str
    """SHA-256 of the file as it came; its bytes lie in the folder of originals under this name."""
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is embedded and found: one article, part of a long one, several tiny ones, or the text under a heading."""

    id: str
    """Stable for the same words at the same place: derived from document, version digest and offsets."""
    document_id: str
    version: int
    ordinal: int
    """Position among the chunks of its version, from 0."""
    text: str
    """Exactly `version.text[start:end]`."""
    start: int
    end: int
    path: tuple[str, ...]
    labels: tuple[str, ...]
    """Labels of the sections it holds: usually one (`第九条`), more when tiny ones were merged."""
    page: int | None = None

    def heading(self, title: str) -> str:
        """Where it stands, in a line: document title, then the heading path."""
        return " ".join((title, *self.path))


def sha256(data: bytes | str) -> str:
    """Hex digest used for every identity in this program."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
