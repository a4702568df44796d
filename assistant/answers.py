"""The nouns of an answer. A refusal is a value (`Outcome`), a failure of ours is an exception until the rim.

Does not know how an answer is made, stored or shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from retrieval.seams import Passage


class Outcome(StrEnum):
    """How a question ended. Exactly one for every answer."""

    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly_answered"
    NEEDS_CLARIFICATION = "needs_clarification"
    NOT_FOUND = "not_found"
    DECLINED = "declined"
    REFERRED = "referred"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Question:
    """What came in at a door, already of the right types; its content is checked by the flow."""

    text: str
    conversation_id: str | None = None
    region: str | None = None
    as_of: date | None = None
    language: str | None = None
    """Language of the answer, `zh` or `en`; None: that of the question."""
    history: tuple[tuple[str, str], ...] = ()
    """Earlier (question, answer) pairs as a caller tells them, oldest first; used without a `conversation_id`."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A copy of the words that carry a sentence, and where they stood. Re-indexing never rewrites it."""

    number: int
    document_id: str
    version: int
    title: str
    locator: str
    """`第九条第二款`, a heading, or a page."""
    quote: str
    start: int
    end: int
    """`version.text[start:end] == quote`, checked when the citation was made."""
    page: int | None
    url: str
    """Where our own portal opens the document at the quote; never written by a model."""
    status: str
    effective_from: date | None
    effective_to: date | None
    issuer: str | None
    document_number: str | None
    region: str
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One shown sentence, the numbers of its citations, and how well they carry it (0 to 1)."""

    text: str
    citations: tuple[int, ...]
    support: float
    quoted: bool = False
    """The source's own words, shown in place of a sentence that failed its check."""
    told: bool = False
    """What the assistant itself says of the documents it cites: their dates, levels, successors. Not in their words."""


@dataclass(frozen=True, slots=True)
class GuideValue:
    """One value of a field, in the guide's own words, and the number of its citation."""

    text: str
    citation: int


@dataclass(frozen=True, slots=True)
class GuideField:
    """A field of a service guide that was asked for. Without values the guide does not state it."""

    name: str
    label: str
    values: tuple[GuideValue, ...]
    fitting: int = 0
    """How many of the first values are those for the asker's situation; 0: all alike."""


@dataclass(frozen=True, slots=True)
class GuideAnswer:
    """The structured part of an answer about a service guide (办事指南): a checklist and steps."""

    name: str
    document_id: str
    whole: bool
    """The whole procedure was asked for."""
    fields: tuple[GuideField, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """What made this answer: enough to explain it, and to ask again."""

    model: str
    prompt: str
    generation: str
    rephrased: str | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    tokens: Mapping[str, int] = field(default_factory=dict)
    legs: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    """Sentences the model wrote that were not shown, each as `reason: text`. For staff, never on the public wire."""
    caller_region: str | None = None
    """The place that the caller set, whatever the question says."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who of the staff approved an answer that was given again, and on which day."""

    id: str
    """Of the approved answer."""
    by: str
    """Role or name, as entered."""
    on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole of what is shown, kept and scored."""

    id: str
    outcome: Outcome
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    language: str
    region: str | None
    as_of: date
    trace: Trace
    conversation_id: str
    follow_ups: tuple[str, ...] = ()
    """What the asker may say next; where we asked back, the replies to choose from."""
    service_guide: GuideAnswer | None = None
    approved: Approval | None = None
    """Set where the words are those of an approved answer, and not written for this question."""
    nearest: tuple[Passage, ...] = ()
    """Where nothing answers, what came nearest, for the asker to judge; no part of an answer, and not kept."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say before or beside the answer (a leg is down, the model is slow), in the answer's language."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """The evidence, sent before a word is composed."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class SentenceShown:
    """A sentence that passed its check, with the citations it brings that were not sent before."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The end of every stream: the whole answer, as stored."""

    answer: Answer


Event = Notice | PassagesFound | SentenceShown | Done
