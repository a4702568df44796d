"""What goes in and out over HTTP, strictly: unknown fields, wrong types and values that are no number are refused.

The outgoing shapes are the public part of the nouns of `assistant/answers.py` and `retrieval/seams.py`; what is not
named here (sentences that were dropped, for one) never leaves. Does not know routes.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, computed_field

from assistant.answers import Answer, Citation, Outcome
from ingestion import jurisdictions
from retrieval.seams import Passage, SearchResult

Text = Annotated[str, Field(max_length=100_000)]
Name = Annotated[str, Field(max_length=100)]
Language = Annotated[Literal["zh", "en"], Field(description="`zh` or `en`; default: that of the question")]


class Incoming(BaseModel):
    """What strangers write."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class Outgoing(BaseModel):
    """What we say, taken from our own nouns."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class ProblemOut(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    type: str
    title: str = Field(description="what the code is called, whatever was found")
    title_zh: str
    title_en: str
    status: int
    code: str = Field(description="of a closed list")
    detail: str
    detail_zh: str
    detail_en: str
    request_id: str


class AskIn(Incoming):
    """A question, and for whom and when it is asked."""

    question: Text
    conversation_id: Name | None = None
    region: Name | None = Field(None, description="your place: a GB/T 2260 code or a name; the answer is for it")
    as_of: Name | None = Field(None, description="the day the answer is for, ISO; default today")
    language: Language | None = None


class SearchIn(Incoming):
    """A search for passages."""

    question: Text
    region: Name | None = None
    as_of: Name | None = None
    languages: list[Language] | None = None
    documents: list[Name] | None = Field(None, description="search in these documents only")
    any_time: bool = Field(False, description="see repealed and coming texts too")
    count: int = Field(10, ge=1, le=100)


class SentenceOut(Outgoing):
    text: str
    citations: tuple[int, ...]
    support: float
    quoted: bool


class CitationOut(Outgoing):
    number: int
    document_id: str
    version: int
    title: str
    locator: str
    quote: str
    start: int
    end: int
    page: int | None
    url: str
    status: str
    effective_from: date | None
    effective_to: date | None
    issuer: str | None
    document_number: str | None
    region: str
    sample: bool


class GuideValueOut(Outgoing):
    text: str
    citation: int


class GuideFieldOut(Outgoing):
    name: str
    label: str
    values: tuple[GuideValueOut, ...] = Field(description="empty: the guide does not state it")
    fitting: int = Field(description="so many of the first values are those for the asker's situation; 0: all alike")


class GuideOut(Outgoing):
    """A service guide's fields that were asked for."""

    name: str
    document_id: str
    whole: bool
    fields: tuple[GuideFieldOut, ...]


class TraceOut(Outgoing):
    model: str
    prompt: str
    generation: str
    rephrased: str | None
    seconds: Mapping[str, float]
    tokens: Mapping[str, int]
    legs: Mapping[str, str]


class ApprovalOut(Outgoing):
    """Who of the staff approved an answer that was given again."""

    id: str
    by: str = Field(description="role or name, as entered")
    on: date


class PassageOut(Outgoing):
    """A chunk as found for a question, with where it stands."""

    document_id: str
    version: int
    title: str
    locator: str
    path: tuple[str, ...]
    text: str
    start: int
    end: int
    page: int | None
    url: str
    issuer: str | None
    document_number: str | None
    region: str
    effective_from: date | None
    effective_to: date | None
    language: str
    sample: bool
    rank: int
    score: float
    cosine: float | None
    found_by: Mapping[str, int]


class AnswerOut(Outgoing):
    """A whole answer. `outcome` says how the question ended; every outcome but `failed` is a success of the service."""

    id: str
    conversation_id: str
    outcome: Outcome
    text: str
    sentences: tuple[SentenceOut, ...]
    citations: tuple[CitationOut, ...]
    language: str
    region: str | None
    as_of: date
    service_guide: GuideOut | None = None
    approved: ApprovalOut | None = Field(None, description="set where the words are those of an approved answer")
    follow_ups: tuple[str, ...]
    nearest: Annotated[tuple[PassageOut, ...], BeforeValidator(lambda found: tuple(map(passage_out, found)))] = Field(
        description="where nothing was found that answers: what came nearest, not enough to rest an answer on"
    )
    trace: TraceOut

    @computed_field  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str | None:
        """The place as people say it."""
        return jurisdictions.full_name(self.region) if self.region else None


class SearchOut(Outgoing):
    passages: list[PassageOut]
    generation: str
    legs: Mapping[str, str]
    as_of: date
    region_codes: tuple[str, ...] | None = Field(description="regions that could answer; null: every region")
    seconds: Mapping[str, float]


class RegionOut(Outgoing):
    """A place. `full_name` is how it is told from others of its name, and can be given back as `region`."""

    code: str
    name: str
    full_name: str
    level: str


class NoticeOut(Outgoing):
    code: str
    text: str


class SentenceEvent(BaseModel):
    sentence: SentenceOut
    citations: list[CitationOut]


def locator(passage: Passage) -> str:
    """Where a passage stands, as people say it: its article or articles, else the heading above it, else its page."""
    chunk = passage.chunk
    if chunk.labels:
        return chunk.labels[0] if len(chunk.labels) == 1 else f"{chunk.labels[0]}–{chunk.labels[-1]}"
    return chunk.path[-1] if chunk.path else f"p. {chunk.page}" if chunk.page else ""


def passage_out(passage: Passage) -> PassageOut:
    chunk, metadata = passage.chunk, passage.metadata
    return PassageOut(
        document_id=chunk.document_id,
        version=chunk.version,
        title=metadata.title,
        locator=locator(passage),
        path=chunk.path,
        text=chunk.text,
        start=chunk.start,
        end=chunk.end,
        page=chunk.page,
        url=f"/documents/{chunk.document_id}?version={chunk.version}&start={chunk.start}&end={chunk.end}",
        issuer=metadata.issuer,
        document_number=metadata.document_number,
        region=metadata.region,
        effective_from=metadata.effective_from,
        effective_to=metadata.effective_to,
        language=metadata.language,
        sample=metadata.sample,
        rank=passage.rank,
        score=passage.score,
        cosine=passage.cosine,
        found_by=passage.found_by,
    )


def search_out(result: SearchResult) -> SearchOut:
    return SearchOut(
        passages=[passage_out(passage) for passage in result.passages],
        generation=result.generation,
        legs=result.legs,
        as_of=result.filters.as_of,
        region_codes=result.filters.lineage,
        seconds=result.seconds,
    )


def answer_out(answer: Answer) -> AnswerOut:
    return AnswerOut.model_validate(answer)


def citation_out(citation: Citation) -> CitationOut:
    return CitationOut.model_validate(citation)
