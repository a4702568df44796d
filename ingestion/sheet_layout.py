"""What a worksheet hides and merges, read from its XML in one pass (openpyxl leaves it out when it streams rows)."""

from dataclasses import dataclass

from ingestion.archives import Archive
from ingestion.markup import local_name, stream_xml


@dataclass(frozen=True, slots=True)
class Layout:
    """Row and column numbers count from 1; a merge is (first row, first column, last row, last column)."""

    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merged: tuple[tuple[int, int, int, int], ...]


def read_layout(archive: Archive, part: str) -> Layout:
    """Read one worksheet part. Raises `Problem("damaged")` if it is missing or not well formed."""
    rows: set[int] = set()
    columns: set[int] = set()
    merged: list[tuple[int, int, int, int]] = []
    number = 0
    for element in stream_xml(archive.part(part), part, ("row", "col", "mergeCell")):
        tag = local_name(element)
        if tag == "row":
            number = int(element.get("r") or number + 1)
            if _is_true(element.get("hidden")) or element.get("ht") == "0":
                rows.add(number)
        elif tag == "col":
            if _is_true(element.get("hidden")) or element.get("width") == "0":
                first, last = int(element.get("min") or 1), int(element.get("max") or 1)
                columns.update(range(first, min(last, 16_384) + 1))
        elif len(merged) < 20_000:
            first_cell, _, last_cell = (element.get("ref") or "A1").partition(":")
            merged.append((*_cell(first_cell), *_cell(last_cell or first_cell)))
    return Layout(frozenset(rows), frozenset(columns), tuple(merged))


def _is_true(value: str | None) -> bool:
    return value in ("1", "true")


def _cell(reference: str) -> tuple[int, int]:
    """`AB12` → (12, 28)."""
    letters = reference.rstrip("0123456789").replace("$", "").upper()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference[len(reference.rstrip("0123456789")) :] or 1), column
