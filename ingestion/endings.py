"""The ends that clauses of other texts bring, and those that are known without a clause.

A clause ends the newest wording that is older than it, on its own day. Articles that end alone are noted with theirs.
A clause whose name no document has stays what it is, a statement of the text that makes it.
`known_repeals.csv` has the ends of well-known national acts that no text of a corpus need state.
Does not know later wordings of the same work (`ingestion/validity.py` has ordered them before), nor drafts (it has
left them out).
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from ingestion.documents import NATION, Metadata, Repeal
from ingestion.named_acts import NamedActs, act_key, dated, first_effect, same_matter
from ingestion.repeals import article_labels

_IMPLEMENTS = re.compile(r"(?P<act>.+(?:法|条例))(?:暂行)?(?:实施|施行)?(?:条例|细则|办法|规定)$")


@dataclass(frozen=True, slots=True)
class _Claim:
    """That one document ends another, or articles of it, on a day."""

    target: str
    by: str
    on: date
    repeal: Repeal


@dataclass(frozen=True, slots=True)
class KnownRepeal:
    """A national act whose end is known although no text of a corpus need say so."""

    work: str
    articles: tuple[str, ...]
    """What ended of it; empty for the whole."""
    ended: date
    by: str
    """Name of what ended it."""
    now: str
    """Name of the act that has its matter since, or else of what ended it."""


@cache
def known_repeals() -> tuple[KnownRepeal, ...]:
    """The rows of `known_repeals.csv`."""
    lines = resources.files("ingestion").joinpath("known_repeals.csv").read_text("utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(
        KnownRepeal(
            row["work"],
            article_labels(row["articles"]),
            date.fromisoformat(row["ended"]),
            row["by"],
            row["now"] or row["by"],
        )
        for row in rows
    )


def end_repealed(documents: list[tuple[str, Metadata]], changes: dict[str, dict[str, Any]]) -> list[str]:
    """Add to the changes what repeal clauses end; gives the contradictions as sentences."""
    known = dict(documents)
    found: list[str] = []
    wholes: dict[str, list[_Claim]] = {}
    for claim in _claims(documents, found):
        if claim.repeal.articles:
            _end_articles(known[claim.target], claim.repeal.articles, claim.on, changes[claim.target])
        else:
            wholes.setdefault(claim.target, []).append(claim)
    for target, claims in wholes.items():
        first = min(claims, key=lambda claim: (claim.on, dated(known[claim.by]) or date.max, claim.by))
        for other in claims:
            if other.on != first.on and known[other.by].work != known[first.by].work:
                found.append(
                    f"{target} ({known[target].title}) is repealed by {first.by} on {first.on}, "
                    f"and by {other.by} on {other.on}"
                )
        found += _end_whole(target, known[target], first, known[first.by], changes[target])
    return found


def end_known(documents: list[tuple[str, Metadata]], changes: dict[str, dict[str, Any]]) -> None:
    """End national acts that are known to be repealed, where neither a steward nor a document says so."""
    acts = NamedActs(documents)
    for known in known_repeals():
        for identity, metadata in acts.named(known.work):
            fields, day = changes[identity], dated(metadata)
            if metadata.region != NATION or (day and day >= known.ended):
                continue
            if known.articles:
                _end_articles(metadata, known.articles, known.ended, fields)
            elif not (metadata.effective_to or "effective_to" in fields):
                fields["effective_to"] = known.ended
                fields["ended_by"] = metadata.ended_by or known.by
                holding = [(dated(m) or date.min, i) for i, m in acts.named(known.now) if i != identity]
                if holding and not metadata.superseded_by and not metadata.repealed_by:
                    fields["repealed_by"] = max(holding)[1]


def end_implementing(documents: list[tuple[str, Metadata]], changes: dict[str, dict[str, Any]]) -> list[str]:
    """End national rules that implement a repealed act (`…法实施细则`) together with it; gives a sentence for each.

    An act that only has a later wording still has its rules.
    """
    ended = {act_key(known.work): (known.ended, known.by) for known in known_repeals() if not known.articles}
    for identity, metadata in documents:
        fields = changes.get(identity, {})
        day = metadata.effective_to or fields.get("effective_to")
        if day and metadata.region == NATION and not (metadata.superseded_by or fields.get("superseded_by")):
            ended[act_key(metadata.work)] = (day, fields.get("ended_by") or metadata.ended_by or "")
    found: list[str] = []
    for identity, metadata in documents:
        act = _IMPLEMENTS.match(act_key(metadata.work))
        if act is None or act["act"] not in ended or metadata.region != NATION or metadata.effective_to:
            continue
        (day, by), began = ended[act["act"]], dated(metadata)
        if "effective_to" in changes.get(identity, {}) or (began and began >= day):
            continue
        words = f"《{act['act']}》自{day.year}年{day.month}月{day.day}日起废止：{by}"
        changes[identity] |= {"effective_to": day, "ended_by": metadata.ended_by or words}
        found.append(
            f"{identity} ({metadata.title}) implements an act that ended on {day}, and is taken to end with it"
        )
    return found


def _claims(documents: list[tuple[str, Metadata]], found: list[str]) -> Iterator[_Claim]:
    acts = NamedActs(documents)
    for identity, metadata in documents:
        for repeal in metadata.repeals:
            on = repeal.on or first_effect(metadata)
            if on is None or (repeal.scope and not repeal.articles):
                continue
            meant = acts.meant(repeal, metadata, on)
            if meant.doubt:
                found.append(f"{identity} ({metadata.title}) {meant.doubt}")
            for target in meant.documents:
                yield _Claim(target, identity, on, repeal)


def _end_whole(target: str, before: Metadata, claim: _Claim, by: Metadata, fields: dict[str, Any]) -> list[str]:
    """A clause is more exact than the next wording that the corpus happens to hold, but never later than it."""
    if before.effective_to is not None:
        if before.effective_to == claim.on:
            _name_end(before, claim, by, fields)
            return []
        return [
            f"{target} ({before.title}) is said to end on {before.effective_to}, "
            f"but {claim.by} repeals it on {claim.on}"
        ]
    if "effective_to" in fields and fields["effective_to"] < claim.on:
        return []
    fields["effective_to"] = claim.on
    _name_end(before, claim, by, fields)
    return []


def _name_end(before: Metadata, claim: _Claim, by: Metadata, fields: dict[str, Any]) -> None:
    linked = before.superseded_by or fields.get("superseded_by")
    if not linked and not before.repealed_by:
        fields["superseded_by" if same_matter(before, by) else "repealed_by"] = claim.by
    if before.ended_by is None:
        fields["ended_by"] = f"{by.title}：{claim.repeal.text}"


def _end_articles(before: Metadata, articles: tuple[str, ...], on: date, fields: dict[str, Any]) -> None:
    stated = {label for label, _ in before.repealed_articles}
    ended = dict(fields.get("repealed_articles") or before.repealed_articles)
    for label in articles:
        if label not in stated:
            ended[label] = min(on, ended.get(label, on))
    fields["repealed_articles"] = tuple(ended.items())
