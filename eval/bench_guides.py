"""How well service guides are taken apart into fields, and questions about them answered from the right field.

Reads a folder with `guides.jsonl` (labels), `queries.jsonl` and `documents/`, and takes the documents through our own
reader. Definitions:

- Tokens are single Han characters, and words and numbers of other scripts; counted as a multiset.
- Field F1 of a guide and a field: 2 · common tokens / (labelled + extracted tokens), the values of the field together.
  It is 0 where only one side has the field, and the pair does not count where neither has. Means over these pairs, per
  field, per language and overall. `presence` is the F1 of "this guide states this field".
- A question is answered when every field that its label names is told, and each holds the labelled values: at least
  four fifths of their tokens. `right field` asks only for the first half. A question whose situation matters
  (`conditional`) may be answered from any one of its fields.
- `missing said`: every absent field that is asked for is named as missing. `refused`: no guide is taken to answer.

Each is given twice: with the labelled guide handed over, and with the guide that search chose among all documents; what
is true of itself when the guide is handed over (`guide found`, `refused`) is left out there.
Does not know how the fields are found.
"""

import json
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from assistant.guides import GuideReply, best_guide, guide_reply
from ingestion.documents import Version, sha256
from ingestion.metadata import metadata
from ingestion.outline import structure
from ingestion.readers import read
from ingestion.service_guides import FIELDS, guide
from prompts.problems import Problem
from retrieval import indexing
from retrieval.embedding_cache import EmbeddingCache
from retrieval.seams import Embedder, Filters
from retrieval.searcher import Searcher

HELD = 0.8
"""Share of the tokens of a labelled value that an answer must hold."""
CANDIDATES = 20
"""Passages whose guides are looked at."""
ANY_DAY = Filters(as_of=date(2025, 7, 15), any_time=True)

Choose = Callable[[Mapping[str, Any]], Version | None]
"""From a question (its row) to the guide that is to answer it, or to nothing."""


@dataclass(slots=True)
class Figures:
    """Shares from 0 to 1 by name, and what went wrong, one line each."""

    values: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(f"{name:24} {value:.3f}  of {self.counts[name]}" for name, value in self.values.items())


@dataclass(frozen=True, slots=True)
class Kept:
    """The documents of the folder as a corpus that can be indexed."""

    by_id: Mapping[str, Version]

    def versions(self) -> Iterator[Version]:
        yield from self.by_id.values()

    def state(self) -> str:
        return sha256(" ".join(version.digest for version in self.by_id.values()))


def versions(folder: Path) -> dict[str, Version]:
    """All documents as our reader gives them, by the name of their file.

    A title is the place, as a steward would state it for the source (the first two parts of an id), and the name
    that we found. Documents without a label are there to be mistaken for others.
    """
    places = {_source(Path(row["path"]).stem): row["region_name"] for row in _rows(folder / "guides.jsonl")}
    found = {}
    for path in sorted((folder / "documents").iterdir()):
        reading = read(path.read_bytes(), path.name)
        built = structure(reading)
        known = metadata(reading, built, path.name, None)
        digest, when = sha256(built.text), datetime(2025, 1, 1, tzinfo=UTC)
        version = Version(
            path.stem, 1, digest, built.text, built.sections, built.pages, known, reading.media_type, "", when
        )
        taken = guide(version)
        title = f"{places.get(_source(path.stem), '')} {taken.name if taken else known.title}".strip()
        found[path.stem] = replace(version, metadata=replace(known, title=title))
    return found


def measure_fields(folder: Path, kept: Mapping[str, Version] | None = None) -> Figures:
    """Field F1 as defined above, and the share of guides that were recognised."""
    kept = kept or versions(folder)
    scores: dict[str, list[float]] = defaultdict(list)
    both = ours = theirs = 0
    figures = Figures()
    for row in _rows(folder / "guides.jsonl"):
        version = kept[Path(row["path"]).stem]
        found = guide(version)
        scores["recognised"].append(float(found is not None))
        for name in FIELDS:
            if name == "code" and not _of(row, name, version.text):
                continue
            wanted = _of(row, name)
            told = [version.text[s.start : s.end] for s in found.spans(name)] if found else []
            both, ours, theirs = both + bool(wanted and told), ours + bool(told), theirs + bool(wanted)
            if not wanted and not told:
                continue
            score = overlap(" ".join(wanted), " ".join(told))
            for group in (name, f"all {row['lang']}", "all"):
                scores[group].append(score)
            if score < HELD:
                figures.misses.append(f"{row['id']} {name} {score:.2f}: {wanted} | {told}")
    for group in ("recognised", *FIELDS, "all zh", "all en", "all"):
        _put(figures, group, scores[group])
    figures.values["presence"] = 2 * both / max(1, ours + theirs)
    figures.counts["presence"] = theirs
    return figures


def measure_answers(folder: Path, kept: Mapping[str, Version], choose: Choose) -> Figures:
    """Answers to the questions of `queries.jsonl` by kind, as defined above, from the guide that `choose` gives."""
    labelled = {row["id"]: row for row in _rows(folder / "guides.jsonl")}
    marks: dict[str, list[float]] = defaultdict(list)
    figures = Figures()
    for row in _rows(folder / "queries.jsonl"):
        version = choose(row)
        reply = guide_reply(row["text"], version, row["lang"]) if version else None
        if row["kind"] == "unrelated":
            good = {"refused": reply is None}
        else:
            right = version is not None and version.document_id == row["guide_id"]
            if row["kind"] == "missing":
                good = {"guide found": right, "missing said": right and _all_missing(reply, row["slots"])}
            else:
                told = right and _told(reply, row)
                good = {
                    "guide found": right,
                    "right field": told,
                    "answered": told and _holds(reply, row, labelled[row["guide_id"]], kept[row["guide_id"]].text),
                }
                marks[f"answered {row['kind']}"].append(float(good["answered"]))
        for name, value in good.items():
            marks[name].append(float(value))
            if not value:
                chosen = version.document_id if version else None
                figures.misses.append(f"{name}: {row['id']} {row['text']} {row['slots']} (from {chosen})")
    for name, values in marks.items():
        _put(figures, name, values)
    return figures


def handed_over(kept: Mapping[str, Version]) -> Choose:
    """The labelled guide; nothing for a question without one."""
    return lambda row: kept[row["guide_id"]] if row["guide_id"] else None


def searched(kept: Mapping[str, Version], embedder: Embedder, home: Path) -> Choose:
    """The guide that `best_guide` takes among those of the best passages."""
    with EmbeddingCache(home / "embeddings.db") as cache:
        indexing.build(Kept(kept), embedder, home / "indexes", cache)
    searcher = Searcher(home / "indexes", embedder)

    def choose(row: Mapping[str, Any]) -> Version | None:
        close: dict[str, float] = {}
        for passage in searcher.search(row["text"], ANY_DAY, CANDIDATES).passages:
            name = passage.chunk.document_id
            close[name] = max(close.get(name, 0.0), passage.cosine or 0.0)
        return best_guide(row["text"], [(kept[name], cosine) for name, cosine in close.items()])

    return choose


def bench(folder: Path, embedder: Embedder | None = None) -> dict[str, Figures]:
    """All figures; those with search only when an embedder is given."""
    kept = versions(folder)
    given = measure_answers(folder, kept, handed_over(kept))
    for name in ("guide found", "refused"):
        given.values.pop(name, None)
    figures = {"fields": measure_fields(folder, kept), "guide handed over": given}
    if embedder is not None:
        with tempfile.TemporaryDirectory(prefix="wenzheng-bench-") as home:
            figures["guide searched"] = measure_answers(folder, kept, searched(kept, embedder, Path(home)))
    return figures


def tokens(text: str) -> Counter[str]:
    """Single Han characters, and words and numbers of other scripts, in lower case."""
    return Counter(re.findall(r"[\u3400-\u9fff]|[a-z0-9]+", text.lower()))


def overlap(wanted: str, told: str) -> float:
    """F1 of two multisets of tokens; 1 for two empty texts."""
    a, b = tokens(wanted), tokens(told)
    return 2 * (a & b).total() / (a.total() + b.total()) if a or b else 1.0


def _source(name: str) -> str:
    return "-".join(name.split("-")[:2])


def _of(row: Mapping[str, Any], name: str, text: str | None = None) -> list[str]:
    """Labelled values of a field; with `text`, only those that stand in it (codes that a page keeps out of sight)."""
    value = row.get(name)
    values = [value] if isinstance(value, str) else list(value or ())
    return [v for v in values if text is None or v in text]


def _told(reply: GuideReply | None, row: Mapping[str, Any]) -> bool:
    told = {t.name for t in reply.fields if not t.missing} if reply else set()
    wanted = set(row["slots"])
    return bool(wanted & told) if row["kind"] == "conditional" else wanted <= told


def _holds(reply: GuideReply | None, row: Mapping[str, Any], labels: Mapping[str, Any], text: str) -> bool:
    """Whether each named field (any one for a conditional question) holds the labelled values."""
    told = {t.name: " ".join(text[s.start : s.end] for s in t.spans) for t in reply.fields} if reply else {}
    held = []
    for name in row["slots"]:
        wanted = tokens(" ".join(_of(labels, name)))
        held.append((wanted & tokens(told.get(name, ""))).total() >= HELD * wanted.total())
    return any(held) if row["kind"] == "conditional" else all(held)


def _all_missing(reply: GuideReply | None, slots: list[str]) -> bool:
    return reply is not None and set(slots) <= {told.name for told in reply.missing}


def _put(figures: Figures, name: str, values: list[float]) -> None:
    if values:
        figures.values[name] = sum(values) / len(values)
        figures.counts[name] = len(values)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise Problem("no_data", found=path)
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
