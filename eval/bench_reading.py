"""How much of a file's known text a reader brings back, in the right order, and how fast.

The ground truth is kept with the files (`manifest.jsonl` with `paragraphs`; cell structures of the ICDAR 2013 tables).
Does not know whether a text is right where there is no ground truth, and does not judge paragraphs or headings: only
characters and table cells. Readers are given by the caller, so that each format is scored in the same way.
"""

import json
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from lxml import etree

from ingestion.documents import Reading
from prompts.problems import Problem

Reader = Callable[[bytes, str], Reading]


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file of the bench. `score` is None where there is no ground truth; `problem` is the code of a refusal."""

    path: str
    seconds: float
    pages: int
    characters: int
    score: float | None = None
    problem: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellsRead:
    """One file with tables: cells in the truth, cells found in one row, neighbours in the truth, neighbours found."""

    path: str
    cells: int
    found: int
    neighbours: int
    together: int


def characters_in_order(read: str, truth: str) -> float:
    """Share of the truth's characters found in `read` in the same order, 0 to 1, white space and width set aside.

    The longest common subsequence divided by the length of the truth, both after NFKC and without white space. Exact,
    bit-parallel (Hyyrö 2004, "Bit-parallel LCS-length computation revisited"): 30,000 characters take under a second.
    An empty truth is found whole.
    """
    wanted, given = _plain(truth), _plain(read)
    if not wanted:
        return 1.0
    places: dict[str, int] = {}
    for position, character in enumerate(wanted):
        places[character] = places.get(character, 0) | 1 << position
    full = (1 << len(wanted)) - 1
    row = full
    for character in given:
        met = row & places.get(character, 0)
        row = ((row + met) | (row - met)) & full
    return (len(wanted) - row.bit_count()) / len(wanted)


def truth_as_far_as(read: str, truth: str, window: int = 8) -> str:
    """The beginning of the truth, to where the text that was read ends; for scans of the first pages only.

    The last `window` characters read that stand in the truth as well, at about the same place, mark the end; what
    follows them in the reading is counted on.
    """
    given, wanted = _plain(read), _plain(truth)
    for end in range(len(given), window - 1, -1):
        mark = given[end - window : end]
        near = int(0.1 * end) + 50
        start = max(0, end - window - near)
        places = [match.start() + start for match in re.finditer(f"(?={re.escape(mark)})", wanted[start : end + near])]
        if places:
            place = min(places, key=lambda found: abs(found + window - end))
            return wanted[: place + window + len(given) - end]
    return wanted[: len(given)]


def read_folder(folder: Path, pattern: str, read: Reader) -> Iterator[FileRead]:
    """Read each file below `folder` that matches; a refusal is a result, any other exception is a crash and flies."""
    for path in sorted(folder.rglob(pattern)):
        yield _timed(path, str(path.relative_to(folder)), read)[0]


def score_made_documents(folder: Path, kinds: set[str], read: Reader) -> Iterator[FileRead]:
    """Score the files of a manifest whose `kind` is wanted (`docx`, `pdf`, `scan`) against their `paragraphs`."""
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry["kind"] not in kinds:
            continue
        result, reading = _timed(folder / entry["path"], entry["path"], read)
        given = "".join(block.text for block in reading.blocks) if reading else ""
        truth = "".join(entry["paragraphs"])
        if entry.get("pages_kept"):
            truth = truth_as_far_as(given, truth)
        score = characters_in_order(given, truth)
        yield FileRead(
            result.path, result.seconds, result.pages, result.characters, score, result.problem, result.notes
        )


def score_tables(folder: Path, read: Reader) -> Iterator[CellsRead]:
    """Score PDFs that have an ICDAR 2013 `-str.xml` beside them: is each cell found within one row block, and are
    neighbours in a row (each filled cell and the next filled one) found in the same block, in order?"""
    for truth in sorted(folder.rglob("*-str.xml")):
        path = truth.with_name(truth.name.replace("-str.xml", ".pdf"))
        if not path.exists():
            continue
        _, reading = _timed(path, path.name, read)
        rows = [_plain(block.text) for block in reading.blocks if block.kind == "row"] if reading else []
        cells = found = neighbours = together = 0
        for row in _true_rows(truth):
            cells += len(row)
            found += sum(any(cell in text for text in rows) for cell in row)
            for left, right in pairwise(row):
                neighbours += 1
                together += any(0 <= text.find(left) < text.rfind(right) for text in rows)
        yield CellsRead(path.name, cells, found, neighbours, together)


def _true_rows(path: Path) -> Iterator[list[str]]:
    tree = etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True, recover=True))
    for region in tree.iter("region"):
        rows: dict[int, list[tuple[int, str]]] = {}
        for cell in region.iter("cell"):
            text = _plain(cell.findtext("content") or "")
            if text:
                rows.setdefault(int(cell.get("start-row", "0")), []).append((int(cell.get("start-col", "0")), text))
        for _, row in sorted(rows.items()):
            yield [text for _, text in sorted(row)]


def _timed(path: Path, name: str, read: Reader) -> tuple[FileRead, Reading | None]:
    data = path.read_bytes()
    start = time.perf_counter()
    try:
        reading = read(data, path.name)
    except Problem as problem:
        return FileRead(name, time.perf_counter() - start, 0, 0, problem=problem.code), None
    seconds = time.perf_counter() - start
    pages = max((block.page or 1 for block in reading.blocks), default=0)
    characters = sum(len(block.text) for block in reading.blocks)
    return FileRead(name, seconds, pages, characters, notes=reading.notes), reading


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
