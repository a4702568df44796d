"""What became of one case in a run, as plain data: all that a metric, a judge or a person needs to score it later.

Holds no time and no random id, so that two runs of the same set are the same bytes; how long it took is kept beside it.
Does not know how a question is asked.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

ANSWERS = ("answered", "partly_answered")
"""Outcomes that tell the asker something; every other one sends them elsewhere or asks back."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage as it was found, best first in `Record.passages`."""

    document: str
    version: int
    title: str
    labels: tuple[str, ...]
    """Labels of the sections it holds: `第九条`; several when tiny articles were merged."""
    path: tuple[str, ...]
    """Headings above it."""
    start: int
    end: int
    status: str
    """`in_force`, `not_yet_in_force`, `repealed`, `superseded`, `undated`: on the day that the answer is for."""
    region: str
    digest: str
    """SHA-256 of its words: the same text twice is the same digest."""
    score: float
    text: str = ""
    """Its words; empty beyond those that an answer is made from."""
    legs: Mapping[str, int] = field(default_factory=dict)
    """Leg that found it (`vectors`, `words`) → rank there, from 1."""

    @property
    def places(self) -> tuple[str, ...]:
        """What an expected locator may name: labels, then headings, innermost first."""
        return (*self.labels, *reversed(self.path))


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of the answer. `verbatim`: the stored version holds `quote` at `start` to `end`."""

    number: int
    document: str
    version: int
    title: str
    locator: str
    quote: str
    start: int
    end: int
    status: str
    region: str
    document_number: str | None = None
    effective_from: str | None = None
    effective_to: str | None = None
    verbatim: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """A shown sentence, and the numbers of its citations."""

    text: str
    citations: tuple[int, ...]
    support: float
    quoted: bool = False
    told: bool = False
    """Of the documents (dates, levels, successors), not in their words; no quote carries it."""


@dataclass(frozen=True, slots=True)
class Record:
    """One case, asked. `problem` is empty unless it ended in an error, and then nothing else counts."""

    case: str
    problem: str = ""
    outcome: str = ""
    text: str = ""
    language: str = ""
    region: str | None = None
    as_of: str = ""
    sentences: tuple[Said, ...] = ()
    citations: tuple[Cited, ...] = ()
    passages: tuple[Found, ...] = ()
    rephrased: str | None = None
    dropped: tuple[str, ...] = ()
    """Sentences that the model wrote and that were not shown, each `reason: text`."""
    notices: tuple[str, ...] = ()
    """Codes of what was said beside the answer: `quotes_model_slow`, `leg_down`, …"""
    model: str = ""
    prompt: str = ""
    tokens: Mapping[str, int] = field(default_factory=dict)
    retrieval_only: bool = False

    @property
    def answers(self) -> bool:
        """Whether it tells the asker something."""
        return self.outcome in ANSWERS


def as_plain(record: Record) -> dict[str, Any]:
    """For JSON; the inverse of `from_plain`."""
    return asdict(record)


def from_plain(plain: Mapping[str, Any]) -> Record:
    """Read what `as_plain` wrote. TypeError for fields that are not ours."""
    values = dict(plain)
    values["sentences"] = tuple(Said(**{**s, "citations": tuple(s["citations"])}) for s in plain["sentences"])
    values["citations"] = tuple(Cited(**c) for c in plain["citations"])
    values["passages"] = tuple(
        Found(**{**p, "labels": tuple(p["labels"]), "path": tuple(p["path"])}) for p in plain["passages"]
    )
    values["dropped"] = tuple(plain["dropped"])
    values["notices"] = tuple(plain["notices"])
    return Record(**values)
