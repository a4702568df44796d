"""A stored wording laid out for reading: headings, articles, paragraphs, and the quoted words marked.

Pure: offsets in, pieces out; the template turns them into elements, where every text is escaped. Does not know HTML,
languages or where the wording came from.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ingestion.documents import Section, Version

HEADINGS = ("part", "chapter", "section", "heading")
DEEPEST = 6


class Piece(NamedTuple):
    """A run of words, marked or not."""

    text: str
    marked: bool
    first: bool = False
    """The first marked run of the page, where reading begins."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text."""

    kind: Literal["heading", "article", "text"]
    level: int
    """Heading level, 2 to 6; 0 for everything else."""
    anchor: str
    """Id of the element; empty if nothing points to it."""
    label: str
    """`第九条` at the beginning of an article's first line; it is part of the pieces too."""
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class ReadingView:
    """The lines in order. `contents` is the outline: headings, or the articles of a text that has none."""

    lines: tuple[Line, ...]
    contents: tuple[Line, ...]
    quoted: str
    """The marked words; empty if none were asked for, or if they lie outside the text."""


def lay_out(version: Version, start: int = 0, end: int = 0) -> ReadingView:
    """Lay a wording out, with `text[start:end]` marked."""
    inside = 0 <= start < end <= len(version.text)
    begins = {section.start: section for section in version.sections}
    lines = tuple(_lines(version, begins, (start, end) if inside else (0, 0)))
    contents = tuple(line for line in lines if line.kind == "heading")
    if len(contents) < 2:
        contents = tuple(line for line in lines if line.kind != "text" and line.anchor)
    return ReadingView(lines, contents, version.text[start:end] if inside else "")


def _lines(version: Version, begins: dict[int, Section], quote: tuple[int, int]) -> Iterator[Line]:
    offset, fresh = 0, True
    for number, text in enumerate(version.text.split("\n")):
        pieces = tuple(_pieces(text, quote[0] - offset, quote[1] - offset, fresh))
        section = begins.get(offset)
        offset += len(text) + 1
        marked = any(piece.marked for piece in pieces)
        fresh = fresh and not marked
        if not text.strip() or (number == 0 and text.strip() == version.metadata.title and not marked):
            continue
        if section is None or section.kind == "body":
            yield Line("text", 0, "", "", pieces)
        elif section.kind in HEADINGS:
            yield Line("heading", min(section.level + 2, DEEPEST), f"s{section.start}", "", pieces)
        else:
            label = section.label if text.startswith(section.label) else ""
            yield Line("article", 0, f"s{section.start}", label, pieces)


def _pieces(text: str, start: int, end: int, fresh: bool) -> Iterator[Piece]:
    """Cut one line at the borders of the quote, which are given relative to the line."""
    start, end = max(start, 0), min(end, len(text))
    if start >= end:
        yield Piece(text, False)
        return
    if start:
        yield Piece(text[:start], False)
    yield Piece(text[start:end], True, fresh)
    if end < len(text):
        yield Piece(text[end:], False)
