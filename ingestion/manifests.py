"""The steward's manifest: a CSV or JSONL file beside the documents that says what is true of each.

Columns are the fields of `Metadata`, and `path`, `id`, `expired`. Whatever it says wins over everything that is read
from the documents. Does not know which of its statements contradict the documents: the origin of each field shows it.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from ingestion import jurisdictions
from ingestion.dates import parse_date
from ingestion.documents import Metadata
from ingestion.issuing import LEVELS
from ingestion.repeals import article_labels
from ingestion.sources import may_be_file
from prompts.problems import Problem

DATES = ("signed", "published", "effective_from", "effective_to")
FLAGS = ("repealed", "expired", "sample")
_READ = {"origins", "history", "repeals"}
"""What is read from the documents and not for a steward to say."""
COLUMNS = ("path", "id", "expired", *(f.name for f in fields(Metadata) if f.name not in _READ))
_PART = re.compile(r"\s*(第.+?)\s*[:：\s]\s*(\d{4}\S*)\s*")
_FORMS = {
    "language": re.compile(r"[A-Za-z]{2}(?:[-_][A-Za-z0-9]+)*"),
    "url": re.compile(r"https?://[^\s/?#\\<>\"]+(?:[/?#][^\s<>\"]*)?", re.IGNORECASE),
}
_ID = re.compile(r"\w[\w.~+-]*")
"""What needs no escape that another program might read otherwise, where it is a part of an address."""
_EXPECTED = (
    dict.fromkeys(DATES, "2021-01-01")
    | dict.fromkeys(FLAGS, "true / false")
    | {
        "region": "440100 / 广东省广州市",
        "language": "zh / en / zh-CN",
        "url": "https://… / http://…",
        "level": " / ".join(LEVELS),
        "id": "A-Z a-z 0-9 _ - . ~ + 汉字",
        "repealed_articles": "第九条 2020-01-01; 第十条第二款 2021-03-01",
    }
)
_YES, _NO = {"true", "yes", "1", "y", "是", "真"}, {"false", "no", "0", "n", "", "否", "假"}


Rows = dict[str, Mapping[str, str]]
"""Path of a file → what its row says, column → value as written."""


def read_manifest(path: Path, folder: Path | None = None) -> tuple[Rows, list[str]]:
    """Rows by path relative to `folder` (default: where the manifest lies), with `/`, empty cells left out; and a
    sentence for each row whose file is not there: it may have been removed, which is no reason to stop.

    A row may give a bare file name if only one file below the folder has it. Problem `manifest_unreadable`,
    `manifest_column`, `manifest_value`, `manifest_file`, `manifest_twice`, each with the line number; the first one
    found ends the reading, and nothing is taken over.
    """
    folder = folder or path.parent
    rows: Rows = {}
    missing: list[str] = []
    for line, row in _rows(path):
        where = _file(folder, row.get("path", ""), path, line)
        if where is None:
            missing.append(f"{path.name}, line {line}, names {row['path']}, which is not in the folder")
            continue
        if where in rows:
            raise Problem("manifest_twice", found=where, file=path.name, line=line)
        for name, value in row.items():
            stated(name, value, path.name, line)
        rows[where] = row
    return rows, missing


def stated(name: str, value: str, file: str = "manifest", line: int | str = "?") -> Any:
    """The value of a cell. Problem `manifest_value`, with what was expected, if its column cannot hold it."""
    try:
        found = field(name, value)
    except (ValueError, Problem):
        found = None
    if found is None or (name == "level" and found not in LEVELS) or (name == "id" and not _ID.fullmatch(found)):
        expected = _EXPECTED[name]
        raise Problem("manifest_value", found=value, column=name, file=file, line=line, expected=expected)
    return found


def field(name: str, value: str) -> Any:
    """The value of a metadata field from what a person wrote. ValueError or Problem `unknown_region` if it is none."""
    if name in DATES:
        return parse_date(value) or date.fromisoformat(value.strip())
    if name in FLAGS:
        plain = value.strip().lower()
        if plain not in _YES | _NO:
            raise ValueError(value)
        return plain in _YES
    if name == "repealed_articles":
        return tuple(ended for part in re.split("[;；\n]", value) if part.strip() for ended in _part(part))
    if name in _FORMS and not _FORMS[name].fullmatch(value.strip()):
        raise ValueError(value)
    if name == "language":
        return re.split("[-_]", value.strip().lower())[0]
    return jurisdictions.resolve(value).code if name == "region" else value.strip()


def _part(words: str) -> tuple[tuple[str, date], ...]:
    """Articles and their first day out of force: `第九条 2020-01-01`, `第9条第2款：2020年1月1日`."""
    found = _PART.fullmatch(words)
    day = parse_date(found[2]) if found else None
    labels = article_labels("".join(found[1].split())) if found else ()
    if not labels or day is None:
        raise ValueError(words)
    return tuple((label, day) for label in labels)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Problem("file_not_opened", found=path, why=error.strerror or error) from error
    except UnicodeDecodeError as error:
        raise Problem("manifest_unreadable", file=path.name, line=1, found=error) from None
    for line, row in _json_rows(path, text) if path.suffix.lower() in {".jsonl", ".json"} else _csv_rows(path, text):
        unknown = [name for name in row if name not in COLUMNS]
        if unknown:
            raise Problem(
                "manifest_column",
                found=", ".join(map(str, unknown)),
                known=", ".join(COLUMNS),
                file=path.name,
                line=line,
            )
        yield line, {name: value for name, value in row.items() if value.strip()}


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="(more cells than columns)")
    try:
        for row in reader:
            yield (
                (1 if reader.line_num == 0 else reader.line_num),
                {(name or "").strip(): value if isinstance(value, str) else "" for name, value in row.items()},
            )
    except csv.Error as error:
        raise Problem("manifest_unreadable", file=path.name, line=reader.line_num, found=error) from None


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for line, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        try:
            row = json.loads(raw)
        except json.JSONDecodeError as error:
            raise Problem("manifest_unreadable", file=path.name, line=line, found=error) from None
        if not isinstance(row, dict):
            raise Problem("manifest_unreadable", file=path.name, line=line, found=raw[:60])
        yield line, {name: _text(value, "; " if name == "repealed_articles" else None) for name, value in row.items()}


def _text(value: object, between: str | None = None) -> str:
    """A value as a cell of a CSV file would have it; a list only where its column holds several things."""
    if isinstance(value, list) and between is not None:
        return between.join(_text(entry, " ") for entry in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _file(folder: Path, name: str, manifest: Path, line: int) -> str | None:
    """The path as the folder knows it; None if no file is there. Problem if it leads out of the folder, or may mean
    several."""
    plain = name.strip().replace("\\", "/").removeprefix("./")
    if plain and ".." not in plain.split("/") and not plain.startswith("/"):
        if may_be_file(folder / plain):
            return plain
        same = sorted(p for p in folder.rglob("*") if p.name == plain and may_be_file(p)) if "/" not in plain else []
        if len(same) < 2:
            return same[0].relative_to(folder).as_posix() if same else None
    raise Problem("manifest_file", found=name or "(no path)", file=manifest.name, line=line)
