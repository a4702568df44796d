"""Spreadsheets → one row block a record, each cell said with its column's name: `项目: 住宿费 | 标准: 350`.

So a row that is found or quoted alone still says what its figures are; the value itself stays as written. Workbooks by
openpyxl with the values last computed; CSV with the delimiter its lines agree on. Hidden sheets, rows and columns are
dropped and counted. Does not compute formulas, and reads charts and pictures not at all.
"""

import csv
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from ingestion.archives import Archive
from ingestion.documents import Block, Reading
from ingestion.encoding import decode
from ingestion.sheet_layout import Layout, read_layout
from prompts.problems import Problem

_DEFAULT_NAMES: Final = ("sheet", "工作表")
_HEADER_DEPTH: Final = 10
"""Rows among which the header is looked for; above it stand titles and notes."""


@dataclass(slots=True)
class _Sheet:
    """Rows of texts, without hidden ones."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    numeric: list[list[bool]] = field(default_factory=list)
    hidden: int = 0


def read_workbook(data: bytes, name: str) -> Reading:
    """Read an XLSX. `name` is not looked at."""
    import openpyxl

    archive = Archive(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheets = list(_sheets(book, archive))
            title = book.properties.title if book.properties else None
        except (MemoryError, Problem):
            raise
        except Exception as error:  # openpyxl raises many kinds on broken parts
            raise Problem("damaged", found=f"workbook: {type(error).__name__}: {str(error)[:120]}") from error
    blocks: list[Block] = []
    several = len(sheets) > 1
    for sheet in sheets:
        rows = list(_records(sheet))
        if rows and (several or not sheet.name.lower().startswith(_DEFAULT_NAMES)):
            blocks.append(Block(sheet.name, "heading", 1))
        blocks += rows
    return Reading(XLSX, tuple(blocks), title=title, hidden_characters=sum(sheet.hidden for sheet in sheets))


def read_table(data: bytes, name: str) -> Reading:
    """Read a CSV, or the same with tabs, semicolons or bars. `name` is not looked at."""
    text, encoding = decode(data)
    text = text.replace("\x00", "")
    csv.field_size_limit(10_000_000)
    rows = [
        [_line(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    ]
    sheet = _Sheet("", rows, [[_is_number(cell) for cell in row] for row in rows])
    notes = () if encoding == "utf-8" else (f"encoding {encoding}",)
    return Reading("text/csv", tuple(_records(sheet)), notes=notes)


XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _sheets(book: Any, archive: Archive) -> Iterator[_Sheet]:
    for page in book.worksheets:
        layout = read_layout(archive, page._worksheet_path)
        sheet = _Sheet(str(page.title))
        for number, row in enumerate(page.iter_rows(), start=1):
            texts = [""] * len(row)
            numeric = [False] * len(row)
            for column, cell in enumerate(row, start=1):
                if cell.value is None:
                    continue
                text = _text(cell.value, cell.number_format)
                if page.sheet_state != "visible" or number in layout.hidden_rows or column in layout.hidden_columns:
                    sheet.hidden += len(text)
                    continue
                texts[column - 1] = text
                numeric[column - 1] = not isinstance(cell.value, str)
            _spread(texts, number, layout)
            sheet.rows.append(texts)
            sheet.numeric.append(numeric)
        _repeat_down(sheet.rows, layout)
        yield sheet


def _spread(texts: list[str], number: int, layout: Layout) -> None:
    """A header cell merged over columns names each of them."""
    for first_row, first, last_row, last in layout.merged:
        if first_row == number and last > first and first <= len(texts) and last - first + 1 < len(texts):
            for column in range(first, min(last, len(texts))):
                if number not in layout.hidden_rows and last_row >= number:
                    texts[column] = texts[column] or texts[first - 1]


def _repeat_down(rows: list[list[str]], layout: Layout) -> None:
    """A cell merged over rows belongs to each of them."""
    for first_row, first, last_row, _ in layout.merged:
        for number in range(first_row, min(last_row, len(rows))):
            row, above = rows[number], rows[first_row - 1]
            if number + 1 not in layout.hidden_rows and first <= len(row) and not row[first - 1] and any(row):
                row[first - 1] = above[first - 1]


def _records(sheet: _Sheet) -> Iterable[Block]:
    kept = [i for i, row in enumerate(sheet.rows) if any(row)]
    header, depth = _header([sheet.rows[i] for i in kept], [sheet.numeric[i] for i in kept])
    for position, i in enumerate(kept):
        row = sheet.rows[i]
        filled = [cell for cell in row if cell]
        if header and depth[0] <= position < depth[1]:
            yield Block(" | ".join(dict.fromkeys(filled)), "row")
        elif len(filled) == 1 or len(set(filled)) == 1:
            yield Block(filled[0], "paragraph")
        elif header and position >= depth[1]:
            names = [header[c] if c < len(header) else "" for c in range(len(row))]
            yield Block(" | ".join(f"{n}: {c}" if n else c for n, c in zip(names, row, strict=True) if c), "row")
        else:
            yield Block(" | ".join(filled), "row")


def _header(rows: Sequence[list[str]], numeric: Sequence[list[bool]]) -> tuple[list[str], tuple[int, int]]:
    """Names of the columns and the rows they stand in (one, or two where the first has merged groups), or no names.

    The header is the first row with more than one filled cell, if these are short words, all different below a group.
    """
    for start, row in enumerate(rows[:_HEADER_DEPTH]):
        filled = [cell for cell in row if cell]
        if len(set(filled)) < 2:
            continue
        if start + 1 >= len(rows) or not _are_names(row, numeric[start]):
            return [], (0, 0)
        if len(set(filled)) == len(filled):
            return row, (start, start + 1)
        below = rows[start + 1] if start + 2 < len(rows) and _are_names(rows[start + 1], numeric[start + 1]) else None
        if below is None:
            return [], (0, 0)
        pairs = zip(row, [*below, *[""] * len(row)], strict=False)
        return [" ".join(dict.fromkeys(part for part in pair if part)) for pair in pairs], (start, start + 2)
    return [], (0, 0)


def _are_names(row: list[str], numeric: list[bool]) -> bool:
    filled = [(cell, number) for cell, number in zip(row, numeric, strict=True) if cell]
    years = sum(number and len(cell) == 4 for cell, number in filled)
    return all(len(cell) <= 60 for cell, _ in filled) and sum(number for _, number in filled) - years <= 0


def _delimiter(text: str) -> str:
    lines = text.splitlines(keepends=True)[:100]

    def agreement(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            return 0.0, 0
        usual = max(set(widths), key=widths.count) if widths else 1
        return (widths.count(usual) / len(widths) if usual > 1 else 0.0), usual

    return max(",\t;|", key=agreement)


def _text(value: object, number_format: str) -> str:
    """A value as a person reads it: ISO dates, percentages, codes with their leading zeros; other numbers in full."""
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, number_format or "General")
    text = _line(str(value))
    return "" if text in ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!") else text


def _number(value: float, number_format: str) -> str:
    if number_format.rstrip("%") != number_format:
        return f"{round(value * 100, 6):.10g}%"
    if set(number_format) == {"0"} and float(value).is_integer():
        return str(int(value)).zfill(len(number_format))
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return f"{value:.15g}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _is_number(text: str) -> bool:
    return bool(text) and text.replace(",", "").replace(".", "", 1).lstrip("-").rstrip("%").isdigit()
