"""How much of the structure and the metadata of real documents is found: articles, numbers, dates, places, versions.

Each function reads one set of the shared data (layout: README of the set) with our own readers and gives figures by
name, shares from 0 to 1. What it compares with is upstream's, which is sometimes wrong: `misses` are there to be read.
"""

import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from ingestion.chunking import chunks
from ingestion.documents import Metadata, Reading, Version, sha256
from ingestion.metadata import metadata
from ingestion.outline import Structure, structure
from ingestion.readers import read
from ingestion.validity import Chained, Status, chain, status


@dataclass(slots=True)
class Figures:
    """Figures of one set, and what was missed, one line each."""

    name: str
    values: dict[str, float] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.name}: " + ", ".join(f"{name} {value:.4g}" for name, value in self.values.items())


def articles(data: Path) -> Figures:
    """Articles of a set of laws found with the same number, and the share of their characters; chunks; seconds of CPU.

    A character counts as found when it stands, in order, in the article of that number (longest matching blocks).
    """
    gold: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows(data / "corpus.jsonl"):
        document, label = row["id"].split("#", 1)
        gold[document][label] = row["text"]
    figures = Figures("articles")
    wanted = found = characters = kept = made = 0
    spent = 0.0
    for row in _rows(data / "documents.jsonl"):
        reading = _reading(data / row["path"])
        begun = time.process_time()
        built = structure(reading)
        known = metadata(reading, built, row["path"], None)
        made += len(chunks(_version(row["id"], built, known), 512, _tokens))
        spent += time.process_time() - begun
        ours: dict[str, list[str]] = defaultdict(list)
        for section in built.sections:
            if section.kind == "article":
                ours[section.label].append(_squeezed(built.text[section.start : section.end]))
        for label, text in gold[row["id"]].items():
            wanted += 1
            plain = _squeezed(text)
            characters += len(plain)
            if label in ours:
                found += 1
                kept += max(_common(plain, own) for own in ours[label])
            else:
                figures.misses.append(f"{row['path']} {label}")
    figures.values = {"articles": wanted, "found": found / wanted, "characters": kept / characters, "chunks": made}
    figures.values["cpu seconds"] = spent
    return figures


def laws(data: Path) -> Figures:
    """Titles, levels and, where upstream has it, the day of effect; from each file alone."""
    figures = Figures("laws")
    right: dict[str, list[bool]] = defaultdict(list)
    for row, _, known in _documents(data):
        right["title"].append(known.title == row["title"])
        if "category" in row:
            right["level"].append(known.level == row["level"])
        if "region_code" in row:
            right["region"].append(known.region == row["region_code"])
            right["issuer"].append(known.issuer == row["issuer"])
        if row["effective"]:
            right["effective"].append(str(known.effective_from) == row["effective"])
            if not right["effective"][-1]:
                figures.misses.append(f"{row['path']}: upstream {row['effective']}, found {known.effective_from}")
    figures.values = _shares(right)
    return figures


def policies(data: Path, *, header: bool = True) -> Figures:
    """Fields of government pages, read from the page alone; without `header`, from the running text alone."""
    figures = Figures("policies" if header else "policies, text alone")
    right: dict[str, list[bool]] = defaultdict(list)
    for row in _rows(data / "documents.jsonl"):
        reading = _reading(data / row["path"])
        if not header:
            reading = replace(reading, fields={}, title=None)
        known = metadata(reading, structure(reading), "page.html", None)
        pairs = {
            "title": (_bare(known.title), _bare(row["title"])),
            "number": (known.document_number, row["number"]),
            "issuer": (known.issuer, row["issuer"]),
            "written": (str(known.signed), row["written"]),
            "published": (str(known.published), row["published"]),
        }
        for name, (ours, theirs) in pairs.items():
            right[name].append(ours == theirs)
            if ours != theirs:
                figures.misses.append(f"{row['id']} {name}: {theirs!r}, found {ours!r}")
    figures.values = _shares(right)
    return figures


def office(data: Path) -> Figures:
    """Title and number from DOCX, PDF and scans of the same kind of document."""
    figures = Figures("office files")
    right: dict[str, list[bool]] = defaultdict(list)
    for row in _rows(data / "manifest.jsonl"):
        reading = _reading(data / row["path"])
        known = metadata(reading, structure(reading), "file", None)
        for name, ours, theirs in (
            ("title", _bare(known.title), _bare(row["title"])),
            ("number", known.document_number, row["document_number"]),
        ):
            right[f"{name} {row['kind']}"].append(ours == theirs)
            if ours != theirs:
                figures.misses.append(f"{row['path']} {name}: {theirs!r}, found {ours!r}")
    figures.values = _shares(right)
    return figures


def versions(data: Path) -> Figures:
    """Which document replaced which: precision, recall, F1 of (earlier, later) pairs, and contradictions reported."""
    titles = {row["id"]: row["path"] for row, _, _ in _documents(data)}
    theirs = {(row["id"], row["superseded_by"]) for row, _, _ in _documents(data) if row.get("superseded_by")}
    chained = _chained(data)
    found = {(i, change["superseded_by"]) for i, change in chained.changes.items() if "superseded_by" in change}
    both = len(theirs & found)
    precision, recall = both / max(1, len(found)), both / max(1, len(theirs))
    figures = Figures("versions")
    figures.values = {
        "pairs": len(theirs), "precision": precision, "recall": recall,
        "f1": 2 * precision * recall / max(1e-9, precision + recall), "contradictions": len(chained.contradictions),
    }  # fmt: skip
    for earlier, later in sorted(theirs ^ found):
        side = "missed" if (earlier, later) in theirs else "extra"
        figures.misses.append(f"{side}: {titles[earlier]} → {titles[later]}")
    figures.misses += chained.contradictions
    return figures


def time_travel(data: Path, laws: Path) -> Figures:
    """Dated questions: what they expect is in force, coming or ended on their day as its role says; nothing stale is.

    Of two files with one text (`in_force_duplicate`) one in force is enough. Shares of references, and of whole cases.
    """
    known = _dated(laws)
    right: dict[str, list[bool]] = defaultdict(list)
    figures = Figures("time travel")
    for case in _rows(data / "cases.jsonl"):
        day = date.fromisoformat(case["as_of"])
        found = [(r["role"], r["doc_id"], status(known[r["doc_id"]], day, r["article"])) for r in case["expected"]]
        stale = [("stale", r["doc_id"], status(known[r["doc_id"]], day, r["article"])) for r in case["stale"]]
        spared = any(role == "in_force" and now is Status.IN_FORCE for role, _, now in found)
        whole = True
        for role, document, now in (*found, *stale):
            fits = now in _FITTING[role] or (role == "in_force_duplicate" and spared)
            right[role].append(fits)
            whole = whole and fits
            if not fits:
                figures.misses.append(f"{case['id']} {case['as_of']} {role}: {known[document].title} is {now}")
        right["cases"].append(whole)
    figures.values = {"questions": len(right["cases"])} | _shares(right)
    return figures


_ENDED = {Status.REPEALED, Status.SUPERSEDED}
_FITTING = {
    "in_force": {Status.IN_FORCE}, "in_force_duplicate": {Status.IN_FORCE}, "upcoming": {Status.NOT_YET_IN_FORCE},
    "before": _ENDED, "repealed": _ENDED, "stale": {*_ENDED, Status.NOT_YET_IN_FORCE},
}  # fmt: skip


def outdated(data: Path, today: date = date(2025, 7, 15)) -> Figures:
    """Articles labelled on a version since replaced: today the current text is in force, on its own day the old one.

    `today` is the horizon of the set, after its newest version took effect.
    """
    known = _dated(data)
    right: dict[str, list[bool]] = defaultdict(list)
    figures = Figures("outdated")
    for row in _rows(data / "outdated_gold.jsonl"):
        now, old = row["current_doc"], row["matching_version_doc"]
        if now:
            right["current today"].append(status(known[now], today) is Status.IN_FORCE)
        if old and old != now:
            begun = known[old].effective_from
            right["old not today"].append(status(known[old], today) in _ENDED)
            right["old then"].append(begun is not None and status(known[old], begun) is Status.IN_FORCE)
        figures.misses += [f"{row['name']}: {name}" for name, values in right.items() if not values[-1]]
    figures.values = _shares(right)
    return figures


def _chained(data: Path) -> Chained:
    return chain([(row["id"], known) for row, _, known in _documents(data)])


def _dated(data: Path) -> dict[str, Metadata]:
    """Metadata of a set of laws by id, with what follows from one another laid over it."""
    changes = _chained(data).changes
    return {row["id"]: replace(known, **changes.get(row["id"], {})) for row, _, known in _documents(data)}


@cache
def _documents(data: Path) -> tuple[tuple[Mapping[str, Any], Structure, Metadata], ...]:
    made = []
    for row in _rows(data / "documents.jsonl"):
        reading = _reading(data / row["path"])
        built = structure(reading)
        made.append((row, built, metadata(reading, built, row["path"], None)))
    return tuple(made)


def _reading(path: Path) -> Reading:
    return read(path.read_bytes(), path.name)


def _version(identity: str, built: Structure, known: Metadata) -> Version:
    now = datetime.now(UTC)
    return Version(
        identity, 1, sha256(built.text), built.text, built.sections, built.pages, known, "text/plain", "", now
    )


def _tokens(text: str) -> int:
    """Stands in for a tokenizer: what multilingual-e5 makes of Chinese is about 0.65 tokens a character."""
    return 4 + int(len(text) * 0.65)


def _common(wanted: str, ours: str) -> int:
    if wanted in ours:
        return len(wanted)
    matcher = SequenceMatcher(None, wanted, ours, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def _squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def _bare(title: str) -> str:
    return re.sub(r"[\s“”\"《》〈〉<>]", "", title)


def _shares(right: Mapping[str, list[bool]]) -> dict[str, float]:
    return {name: sum(values) / len(values) for name, values in right.items()}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
