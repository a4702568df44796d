"""What is in force on a day, and what ended: by a later wording, or by a text that repeals it. Half-open intervals: in
force from the day of effect, not any more on the day the successor takes effect.

In this order: what a steward states, also by naming the successor; a later wording of the same work, place and level; a
repeal clause of another text of the corpus; `known_repeals.csv`. Does not know how clauses are tied to documents
(`ingestion/endings.py`), nor repeals that are stated nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from ingestion.documents import Metadata
from ingestion.drafts import is_draft
from ingestion.endings import end_implementing, end_known, end_repealed
from ingestion.titles import names_no_matter, part_of


class Status(StrEnum):
    """What a text is on a day."""

    IN_FORCE = "in_force"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    REPEALED = "repealed"
    SUPERSEDED = "superseded"
    DRAFT = "draft"
    """It was never made a rule, so it is in force on no day."""
    UNDATED = "undated"
    """No day of effect is known: it may be shown, with those words."""


@dataclass(frozen=True, slots=True)
class Chained:
    """What follows for each document from the others, and what does not fit together."""

    changes: Mapping[str, Mapping[str, Any]]
    """Document id → fields of `Metadata`, only where they follow and were not stated: `effective_to` (date),
    `superseded_by` and `repealed_by` (ids), `ended_by` (words), `repealed_articles`, `repealed` (without a day)."""
    contradictions: tuple[str, ...]
    """Sentences for a steward, each naming the documents by id."""


def status(metadata: Metadata, on: date, article: str | None = None) -> Status:
    """Status on a day, of the whole or of one article (`第九条`, `第十条第二款`).

    A repealed text whose last day is unknown is repealed on every day. An article of which only a part ended is what
    the whole is.
    """
    if is_draft(metadata):
        return Status.DRAFT
    if metadata.repealed and metadata.effective_to is None:
        return Status.REPEALED
    if metadata.effective_to is not None and on >= metadata.effective_to:
        return Status.SUPERSEDED if metadata.superseded_by else Status.REPEALED
    until = article_end(metadata, article) if article else None
    if until is not None and on >= until:
        return Status.REPEALED
    if metadata.effective_from is None:
        return Status.UNDATED
    return Status.IN_FORCE if on >= metadata.effective_from else Status.NOT_YET_IN_FORCE


def article_end(metadata: Metadata, article: str) -> date | None:
    """The day from which an article does not hold any more, where it ended alone."""
    return min((until for label, until in metadata.repealed_articles if _within(article, label)), default=None)


def status_of_part(metadata: Metadata, labels: Sequence[str], on: date) -> Status:
    """Status on a day of a part of a text, by the articles that it holds: repealed when all of them are."""
    each = [status(metadata, on, label) for label in labels] or [status(metadata, on)]
    return next((found for found in each if found is not Status.REPEALED), Status.REPEALED)


def successor(metadata: Metadata) -> str | None:
    """Id of what holds in its place: the next wording, else the text that repealed it; None if the corpus has none."""
    return metadata.superseded_by or metadata.repealed_by


def chain(documents: Iterable[tuple[str, Metadata]]) -> Chained:
    """Work out from all documents together which of them ended, when and by what.

    Wordings of a work are put in order of their days of effect. Of several with one day, the one published last is the
    wording, and of copies (published on one day, too) the last in the order given. Reported are these, and: one day of
    effect and nothing else to tell wordings apart, which ends nothing; a wording published later that takes effect
    earlier; an undated one; clauses that differ from one another or from a steward; rules that end with the act they
    implement; and circles, which end nothing. Drafts end nothing, and nothing ends them.
    What a document states itself (`effective_to`, `superseded_by`, from a manifest) is kept and only compared; a stated
    successor ends it on the successor's day of effect, where no other day is stated.
    """
    read = [(identity, metadata) for identity, metadata in documents if not is_draft(metadata)]
    works: dict[tuple[str, str, str, str], list[tuple[str, Metadata]]] = defaultdict(list)
    changes: dict[str, dict[str, Any]] = defaultdict(dict)
    contradictions: list[str] = []
    given = _followed(read, changes, contradictions)
    for identity, metadata in given:
        if metadata.effective_from and metadata.effective_to and metadata.effective_to <= metadata.effective_from:
            contradictions.append(
                f"{identity} ({metadata.title}) ends on {metadata.effective_to}, "
                f"not after it takes effect on {metadata.effective_from}"
            )
        if work := _work(metadata):
            key = work, metadata.region, metadata.level or "", part_of(metadata.title)
            works[key].append((identity, metadata))
    for (work, _, _, _), wordings in works.items():
        if len(wordings) > 1:
            contradictions += _order(work, wordings, changes)
    contradictions += end_repealed(given, changes)
    contradictions += _circles(given, changes)
    end_known(given, changes)
    contradictions += end_implementing(given, changes)
    return Chained({identity: fields for identity, fields in changes.items() if fields}, tuple(contradictions))


def _followed(
    documents: list[tuple[str, Metadata]], changes: dict[str, dict[str, Any]], found: list[str]
) -> list[tuple[str, Metadata]]:
    """The documents with the ends that follow from their stated successors, which count as stated themselves.

    A successor that has no day, or that the corpus lacks, is told, and the text is then repealed on every day: that it
    ended is the steward's word, and only the day is missing.
    """
    known = dict(documents)
    made = dict(documents)
    for identity, metadata in documents:
        named = f"{identity} ({metadata.title}) names as its successor"
        stated = {after for after in (metadata.superseded_by, metadata.repealed_by) if after}
        found += [f"{named} {after}, which is no rule of this corpus" for after in sorted(stated - known.keys())]
        after = successor(metadata)
        if after is None or metadata.effective_to is not None:
            continue
        if after in known and (on := known[after].effective_from):
            made[identity] = replace(metadata, effective_to=on)
            changes[identity]["effective_to"] = on
            continue
        changes[identity]["repealed"] = True
        if after in known:
            found.append(f"{named} {after}, which has no day of effect")
    return list(made.items())


def _work(metadata: Metadata) -> str:
    """The name that wordings share; of a title that names no matter the number belongs to it, or there is no work."""
    if not names_no_matter(metadata.work):
        return metadata.work
    return f"{metadata.work} {metadata.document_number}" if metadata.document_number else ""


def _order(work: str, wordings: list[tuple[str, Metadata]], changes: dict[str, dict[str, Any]]) -> list[str]:
    found = [f"{i} ({work}) has no day of effect, beside other wordings" for i, m in wordings if not m.effective_from]
    days: dict[date, list[tuple[str, Metadata]]] = defaultdict(list)
    for identity, metadata in wordings:
        if metadata.effective_from:
            days[metadata.effective_from].append((identity, metadata))
    for day, same in days.items():
        if len(same) > 1:
            found.append(_settle(work, day, same, changes))
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
            if not changes.get(identity, {}).keys() - {"repealed"}:
                _end(identity, before, later, successor, changes)
    return found


def _settle(work: str, day: date, same: list[tuple[str, Metadata]], changes: dict[str, dict[str, Any]]) -> str:
    """Choose among wordings with one day of effect, put them in order with the chosen one last, and say so."""
    names = ", ".join(sorted(identity for identity, _ in same))
    numbers = {m.document_number for _, m in same if m.document_number}
    issued = [m.published or m.signed for _, m in same]
    if len(numbers) > 1 or None in issued or any(m.level in _UNORDERED for _, m in same):
        same.sort(key=lambda pair: pair[0])
        return f"{names} ({work}) all take effect on {day}: which one is the wording?"
    same.sort(key=lambda pair: pair[1].published or pair[1].signed or date.min)
    kept = same[-1][0]
    for (identity, metadata), (following, _) in pairwise(same):
        _end(identity, metadata, day, following, changes)
    how = "are copies of one wording" if len(set(issued)) == 1 else "are one wording, published more than once"
    return f"{names} ({work}), which take effect on {day}, {how}: {kept} is kept"


_UNORDERED = ("page", "办事指南", None)
"""Texts of which several with one name and one day are no copies of one another."""


def _end(identity: str, before: Metadata, on: date, successor: str, changes: dict[str, dict[str, Any]]) -> None:
    if before.effective_to is None:
        changes[identity]["effective_to"] = on
    if before.superseded_by is None:
        changes[identity]["superseded_by"] = successor


def _circles(documents: list[tuple[str, Metadata]], changes: dict[str, dict[str, Any]]) -> list[str]:
    """Take back what follows from links that lead back to where they began, and report it."""
    links = {}
    for identity, metadata in documents:
        fields = changes.get(identity, {})
        after = metadata.superseded_by or fields.get("superseded_by") or fields.get("repealed_by")
        links[identity] = after or metadata.repealed_by
    found: list[str] = []
    settled: set[str] = set()
    for identity, _ in documents:
        path: list[str] = []
        at: str | None = identity
        while at is not None and at not in settled and at not in path:
            path.append(at)
            at = links.get(at)
        if at in path:
            circle = path[path.index(at) :]
            found.append(f"{' → '.join([*circle, circle[0]])} replace one another in a circle: none of them is ended")
            for member in circle:
                changes.pop(member, None)
        settled.update(path)
    return found


def _within(article: str, label: str) -> bool:
    """Whether an address lies in another: `第九条第二款` in `第九条`, but not `第九条之一`."""
    return article == label or article.startswith(f"{label}第")
