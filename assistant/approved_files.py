"""Entries of approved answers in files that people keep: one JSON object a line, or CSV from a spreadsheet.

| field | is |
|---|---|
| `question`, `answer` | needed; sentences may name their sources as `[1]`, else each rests on all of them |
| `phrasings` | other wordings that mean the same: a list, in CSV separated by `|` or line ends |
| `sources` | list of `{document, locator?, quote?}`; in CSV the columns `document`, `locator`, `quote` |
| `region`, `within`, `applicant`, `language`, `valid_from`, `valid_until` | for whom and when: `ApprovedAnswer` |
| `id` | default: made of the question and for whom it is; the same id again takes the old one's place |
| `approved_by`, `approved_on` | default: who brings the file, and today |

A CSV line with neither question nor answer adds a source to the one above. Does not know documents: `approving`.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.approved_answers import ApprovedAnswer
from ingestion.encoding import decode
from prompts.problems import Problem

_TEXTS = ("id", "question", "answer", "language", "region", "within", "applicant", "valid_from", "valid_until")
_BY = ("approved_by", "approved_on")
_SOURCE = ("document", "locator", "quote")
JSON_FIELDS = (*_TEXTS, "phrasings", "sources", *_BY)
CSV_COLUMNS = ("id", "question", "phrasings", "answer", *_SOURCE, *_TEXTS[3:], *_BY)


@dataclass(slots=True)
class Entry:
    """One entry as written, and the line where it begins. Texts are stripped; what is empty is left out."""

    file: str
    line: int
    texts: dict[str, str]
    phrasings: list[str] = field(default_factory=list)
    sources: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    """Each with its own line."""


def read_entries(path: Path) -> tuple[list[Entry], list[Problem]]:
    """The entries that are whole, and what is wrong with the other lines: unreadable, unknown or missing fields.

    Problem `file_not_opened` for what is no file, or may not be read.
    """
    try:
        text = decode(path.read_bytes())[0]
    except OSError as error:
        raise Problem("file_not_opened", found=path, why=error.strerror or error) from error
    except Problem as error:
        return [], [Problem("approved_unreadable", file=path.name, line=1, found=error)]
    rows = _csv_rows(path.name, text) if path.suffix.lower() == ".csv" else _json_rows(path.name, text)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
        elif path.suffix.lower() == ".csv" and entries and _only_a_source(row):
            entries[-1].sources += row.sources
        else:
            entries.append(row)
    lacking = [list(_lacking(entry)) for entry in entries]
    whole = [entry for entry, lacks in zip(entries, lacking, strict=True) if not lacks]
    return whole, problems + [problem for lacks in lacking for problem in lacks]


def as_json(approved: ApprovedAnswer) -> dict[str, Any]:
    """An entry that `read_entries` reads back."""
    known = {
        "id": approved.id,
        "question": approved.question,
        "phrasings": list(approved.phrasings),
        "answer": "".join(s.text + "".join(f"[{n}]" for n in s.citations) for s in _apart(approved)),
        "sources": [{"document": c.document_id, "locator": c.locator, "quote": c.quote} for c in approved.citations],
        "language": approved.language,
        "region": approved.region,
        "within": approved.within or None,
        "applicant": " ".join(approved.applicant),
        "valid_from": approved.valid_from.isoformat(),
        "valid_until": approved.valid_until.isoformat() if approved.valid_until else None,
        "approved_by": approved.approved_by,
        "approved_on": approved.approved_on.isoformat(),
    }
    return {name: value for name, value in known.items() if value}


def written(approved: Sequence[ApprovedAnswer], suffix: str) -> str:
    """All as a file: `.csv` (with a mark that spreadsheets know UTF-8 by), else JSON lines."""
    rows = [as_json(one) for one in approved]
    if suffix.lower() != ".csv":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, CSV_COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        sources, phrasings = row.pop("sources"), row.pop("phrasings", [])
        within = {"within": "yes"} if row.pop("within", False) else {}
        writer.writerow({**row, **within, "phrasings": "\n".join(phrasings), **sources[0]})
        writer.writerows(sources[1:])
    return "\ufeff" + out.getvalue()


def _apart(approved: ApprovedAnswer) -> Iterator[Any]:
    """Sentences that stay apart when they are written one after the other."""
    from dataclasses import replace

    for place, sentence in enumerate(approved.sentences):
        yield replace(sentence, text=(" " if place and approved.language != "zh" else "") + sentence.text)


def _json_rows(file: str, text: str) -> Iterator[Entry | Problem]:
    for line, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        try:
            row = json.loads(raw)
        except json.JSONDecodeError as error:
            yield Problem("approved_unreadable", file=file, line=line, found=f"{error.msg}, {error.colno}")
            continue
        yield _json_entry(file, line, row) if isinstance(row, dict) else _unreadable(file, line, raw)


def _json_entry(file: str, line: int, row: dict[str, Any]) -> Entry | Problem:
    if unknown := [name for name in row if name not in JSON_FIELDS]:
        return _unknown(file, line, unknown, JSON_FIELDS)
    phrasings, sources = row.get("phrasings") or [], row.get("sources") or []
    if not isinstance(phrasings, list) or not all(isinstance(p, str) for p in phrasings):
        return Problem(
            "approved_value", file=file, line=line, column="phrasings", found=phrasings, expected='["…", "…"]'
        )
    shape = '[{"document": "…", "quote": "…"}]'
    if not isinstance(sources, list) or not all(isinstance(s, dict) for s in sources):
        return Problem("approved_value", file=file, line=line, column="sources", found=sources, expected=shape)
    if unknown := [name for source in sources for name in source if name not in _SOURCE]:
        return _unknown(file, line, unknown, _SOURCE)
    texts = {name: _text(value) for name, value in row.items() if name in (*_TEXTS, *_BY) and _text(value)}
    told = [(line, {name: _text(value) for name, value in source.items() if _text(value)}) for source in sources]
    return Entry(file, line, texts, [p.strip() for p in phrasings if p.strip()], list(told))


def _csv_rows(file: str, text: str) -> Iterator[Entry | Problem]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line, columns = 1, None
    try:
        for cells in reader:
            begins, line = line, reader.line_num + 1
            if columns is None:
                columns = [cell.strip() for cell in cells]
                if unknown := [name for name in columns if name not in CSV_COLUMNS]:
                    yield _unknown(file, begins, unknown, CSV_COLUMNS)
                    return
            elif len(cells) > len(columns):
                yield _unreadable(file, begins, f"{len(cells)} > {len(columns)}")
            elif any(cell.strip() for cell in cells):
                yield _csv_entry(file, begins, dict(zip(columns, map(str.strip, cells), strict=False)))
    except csv.Error as error:
        yield _unreadable(file, reader.line_num, error)


def _csv_entry(file: str, line: int, row: dict[str, str]) -> Entry:
    source = {name: row[name] for name in _SOURCE if row.get(name)}
    phrasings = [p.strip() for p in row.get("phrasings", "").replace("|", "\n").splitlines() if p.strip()]
    texts = {name: row[name] for name in (*_TEXTS, *_BY) if row.get(name)}
    return Entry(file, line, texts, phrasings, [(line, source)] if source else [])


def _only_a_source(entry: Entry) -> bool:
    return bool(entry.sources) and not entry.phrasings and not set(entry.texts) - {"id"}


def _lacking(entry: Entry) -> Iterator[Problem]:
    for name in ("question", "answer"):
        if name not in entry.texts:
            yield Problem("approved_field_missing", file=entry.file, line=entry.line, found=name)
    if not entry.sources:
        yield Problem("approved_field_missing", file=entry.file, line=entry.line, found="document")
    for line, source in entry.sources:
        if "document" not in source:
            yield Problem("approved_field_missing", file=entry.file, line=line, found="document")
        elif len(source) == 1:
            yield Problem("approved_field_missing", file=entry.file, line=line, found="quote / locator")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value).strip()


def _unreadable(file: str, line: int, found: object) -> Problem:
    return Problem("approved_unreadable", file=file, line=line, found=str(found)[:60])


def _unknown(file: str, line: int, found: Sequence[str], known: Sequence[str]) -> Problem:
    return Problem("approved_column", file=file, line=line, found=", ".join(found), known=", ".join(known))
