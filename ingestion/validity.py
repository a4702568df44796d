"""What is in force on a day, and what ended by being replaced. Half-open intervals: in force from the day of effect,
not any more on the day the successor takes effect.

A wording is replaced by a later one of the same work, of the same place and level. Does not know repeal clauses
(《…》同时废止), single repealed articles, nor that a text was replaced by one of another name: those are stated by a
steward in the manifest.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from ingestion.documents import Metadata
from ingestion.titles import part_of


class Status(StrEnum):
    """What a text is on a day."""

    IN_FORCE = "in_force"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    REPEALED = "repealed"
    SUPERSEDED = "superseded"
    UNDATED = "undated"
    """No day of effect is known: it may be shown, with those words."""


@dataclass(frozen=True, slots=True)
class Chained:
    """What follows for each document from the others, and what does not fit together."""

    changes: Mapping[str, Mapping[str, Any]]
    """Document id → `effective_to` (date) and `superseded_by` (id), only where they follow and were not stated."""
    contradictions: tuple[str, ...]
    """Sentences for a steward, each naming the documents by id."""


def status(metadata: Metadata, on: date) -> Status:
    """Status on a day. A repealed text whose last day is unknown is repealed on every day."""
    if metadata.repealed and metadata.effective_to is None:
        return Status.REPEALED
    if metadata.effective_to is not None and on >= metadata.effective_to:
        return Status.SUPERSEDED if metadata.superseded_by else Status.REPEALED
    if metadata.effective_from is None:
        return Status.UNDATED
    return Status.IN_FORCE if on >= metadata.effective_from else Status.NOT_YET_IN_FORCE


def chain(documents: Iterable[tuple[str, Metadata]]) -> Chained:
    """Put the wordings of each work in order; the earlier ends on the day the next one takes effect.

    Order is by day of effect. What a document states itself (`effective_to`, `superseded_by`, from a manifest) is kept
    and only compared. Two wordings with one day of effect end nothing and are reported, as are a wording that was
    published later and takes effect earlier than another, and an undated one.
    """
    works: dict[tuple[str, str, str, str], list[tuple[str, Metadata]]] = defaultdict(list)
    changes: dict[str, dict[str, Any]] = {}
    contradictions: list[str] = []
    for identity, metadata in documents:
        if metadata.effective_from and metadata.effective_to and metadata.effective_to <= metadata.effective_from:
            contradictions.append(
                f"{identity} ({metadata.title}) ends on {metadata.effective_to}, "
                f"not after it takes effect on {metadata.effective_from}"
            )
        if metadata.work:
            key = metadata.work, metadata.region, metadata.level or "", part_of(metadata.title)
            works[key].append((identity, metadata))
    for (work, _, _, _), wordings in works.items():
        if len(wordings) > 1:
            contradictions += _order(work, wordings, changes)
    return Chained(changes, tuple(contradictions))


def _order(work: str, wordings: list[tuple[str, Metadata]], changes: dict[str, dict[str, Any]]) -> list[str]:
    found = [f"{i} ({work}) has no day of effect, beside other wordings" for i, m in wordings if not m.effective_from]
    days: dict[date, list[tuple[str, Metadata]]] = defaultdict(list)
    for identity, metadata in sorted(wordings, key=lambda pair: pair[0]):
        if metadata.effective_from:
            days[metadata.effective_from].append((identity, metadata))
    for day, same in days.items():
        if len(same) > 1:
            found.append(
                f"{', '.join(i for i, _ in same)} ({work}) all take effect on {day}: which one is the wording?"
            )
    for earlier, later in pairwise(sorted(days)):
        successor, after = days[later][0]
        for identity, before in days[earlier]:
            if before.published and after.published and before.published > after.published:
                found.append(
                    f"{identity} ({work}) was published on {before.published}, after {successor} "
                    f"({after.published}), but takes effect before it"
                )
            if before.effective_to and before.effective_to != later:
                found.append(
                    f"{identity} ({work}) is said to end on {before.effective_to}, "
                    f"but {successor} takes effect on {later}"
                )
            follows: dict[str, Any] = {}
            if before.effective_to is None:
                follows["effective_to"] = later
            if before.superseded_by is None:
                follows["superseded_by"] = successor
            if follows:
                changes[identity] = follows
    return found
