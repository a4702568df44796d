"""The nouns of a page: words where they stand, lines, tables; and how words become the text of a line.

Shared by PDF and OCR. Lengths are points, the origin is at the top left, y runs downward. Does not know the order of
reading.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

Box = tuple[float, float, float, float]
"""left, top, right, bottom (y downward); for rules and pictures as well."""

HAN = "\u2e80-\u2fff\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef〇"
IS_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters on one line, in points. `spaced`: white space was written before it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    spaced: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a column, or one row of a table (then `cells` has two or more texts)."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    left: float = 0.0
    """Edges of the column that the line stands in."""
    right: float = 0.0
    cells: tuple[str, ...] = ()
    first: float = 0.0
    """Width of the first word: would it still have fitted on the line above?"""


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table, found before the rest is laid out: its place and the texts of its cells, row by row."""

    box: Box
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page as drawn. `words` is what a person sees; `layer` is invisible text over a picture (an OCR layer)."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    turned: tuple[tuple[Word, ...], ...] = ()
    """Text that runs in other directions than most of the page, one group for each, each upright in its own frame."""
    layer: tuple[Word, ...] = ()
    rules: tuple[Box, ...] = ()
    """Thin horizontal and vertical lines, as boxes."""
    picture_share: float = 0.0
    """Share of the page that pictures cover, 0 to 1."""
    drawn: bool = False
    """Something is drawn, be it only paths."""
    garbled: float = 0.0
    """Share of glyphs whose font does not say which character they are."""
    hidden_characters: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    """Filled form fields of this page, label → value."""


def rows_of(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand on one height, top to bottom, each row from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.bottom, w.x0)):
        for row in rows[:-4:-1]:
            first = row[0]
            overlap = min(first.bottom, word.bottom) - max(first.top, word.top)
            if overlap > 0.5 * min(first.bottom - first.top, word.bottom - word.top):
                row.append(word)
                break
        else:
            rows.append([word])
    rows.sort(key=lambda row: min(w.top for w in row) + max(w.bottom for w in row))
    return [sorted(row, key=lambda w: w.x0) for row in rows]


def join(words: Sequence[Word]) -> str:
    """The text of words on one line: English with spaces, Chinese without, letter-spacing undone."""
    parts: list[str] = []
    before: Word | None = None
    for word in words:
        if before is not None and _space_between(before, word):
            parts.append(" ")
        parts.append(word.text)
        before = word
    return tidy("".join(parts))


def _space_between(before: Word, word: Word) -> bool:
    gap, size = word.x0 - before.x1, max(before.size, word.size, 1.0)
    han = bool(IS_HAN.match(before.text[-1])) + bool(IS_HAN.match(word.text[0]))
    if han == 2:
        single = len(before.text) == 1 or len(word.text) == 1
        return gap > (2.5 if single else 0.8) * size
    if han == 1:
        return gap > 0.6 * size
    return word.spaced or gap > 0.15 * size


def tidy(text: str) -> str:
    """One space for many, none at the ends, dot leaders shortened, letter-spaced Chinese closed up."""
    text = re.sub(r"(?:[.·…_] ?){5,}", " … ", text)
    text = re.sub(f"(?<![{HAN}])([{HAN}])(?: ([{HAN}])(?![{HAN}])){{2,}}", lambda m: m[0].replace(" ", ""), text)
    return " ".join(text.split())


def line_of(words: Sequence[Word], left: float, right: float) -> Line:
    """Join the words of one row, which stands in a column from `left` to `right`."""
    weight = sum(len(w.text) for w in words)
    sizes = sorted((w.size, len(w.text)) for w in words)
    reached = list(accumulate(count for _, count in sizes))
    size = sizes[next(n for n, count in enumerate(reached) if 2 * count >= weight)][0]
    return Line(
        text=join(words),
        x0=words[0].x0,
        top=min(w.top for w in words),
        x1=max(w.x1 for w in words),
        bottom=max(w.bottom for w in words),
        size=size,
        bold=2 * sum(len(w.text) for w in words if w.bold) > weight,
        left=left,
        right=right,
        first=_first_width(words[0]),
    )


def _first_width(word: Word) -> float:
    """Width of what could not be broken off at the line's beginning: a word, or one Chinese character."""
    if IS_HAN.match(word.text[0]):
        return word.size
    head = word.text.split(" ", 1)[0]
    return (word.x1 - word.x0) * len(head) / len(word.text)


def table_lines(table: Table) -> Iterator[Line]:
    """One line for each row of a ruled table."""
    x0, top, x1, bottom = table.box
    for cells in table.rows:
        text = tuple(cells)
        yield Line(" | ".join(text), x0, top, x1, bottom, 0.0, False, x0, x1, text)


def cell_text(words: Sequence[Word]) -> str:
    """All lines of one cell as one text."""
    text = ""
    for row in rows_of(words):
        text = append(text, join(row))
    return text


def append(text: str, line: str) -> str:
    """Put the next line behind a text: hyphens at the line's end undone, Chinese without a space, English with one."""
    if not text or not line:
        return text + line
    if IS_HAN.match(text[-1]) or IS_HAN.match(line[0]):
        return text + line
    if re.search(r"[^\W\d_]{2}[-\u00ad\u2010]$", text) and line[0].islower():
        compound = re.search(
            r"\b(?:self|non|co|re|pre|post|anti|ex|multi|semi|sub|cross|well|long|short|full|part)-$", text, re.I
        )
        return text + line if compound else text[:-1] + line
    if re.search(r"\w[-\u2010/]$", text):
        return text + line
    return f"{text} {line}"
