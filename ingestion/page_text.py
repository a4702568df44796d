"""Lines of all pages → blocks: running heads and page numbers dropped, paragraphs put together, headings recognised.

Shared by PDF and OCR. A heading is larger or bolder than the body; the outline by 一、 and 第一章 is made later from
the text (`outline`). Does not know what a paragraph means.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingestion.documents import Block
from ingestion.page_words import IS_HAN, Line, Word, append, join, rows_of, tidy

EDGE = 0.12
"""Share of the page's height, above and below, in which running heads and feet are looked for."""

PAGE_NUMBER = re.compile(
    r"(?:page|p\.|第)?\s*[-–—·•|~]*\s*(\d{1,4}|[ivxlc]{1,7})\s*[-–—·•|~]*\s*(?:页|(?:/|of)\s*\d{1,4}|页?[,，/]?\s*共\s*\d+\s*页)?",
    re.I,
)
SURE_PAGE_NUMBER = re.compile(r"[-–—·•~]+\s*\d{1,4}\s*[-–—·•~]+|page\s*\d+(?:\s*of\s*\d+)?|第\s*\d+\s*页.*", re.I)
BULLET = re.compile(r"[•●○■□▪▶➢◦‣·☐☑☒✓]\s?|(?:[–—*-]|o(?= [A-Z]))\s")
ITEM = re.compile(
    r"[(（][\dA-Za-z一二三四五六七八九十]{1,4}[)）]|\d{1,3}(?:\.\d+)*[.)、．]\s?(?!\d)|[A-Za-z][.)]\s|[一二三四五六七八九十百]+、"
    r"|第[一二三四五六七八九十百千零〇\d]+[编章节条]|[①-⑳]|附件"
)
ENDS = re.compile(r"[.!?:;。！？：；”\"」)）]$")


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of one page in reading order."""

    number: int
    lines: tuple[Line, ...]


def without_running_lines(
    pages: Sequence[tuple[int, float, Sequence[Word]]],
) -> list[list[Word]]:
    """Drop what repeats at the edges of pages, and page numbers. `pages`: (number, height, words)."""
    found: list[list[tuple[str, float, list[Word]]]] = []
    for _, height, words in pages:
        edge = [w for w in words if w.bottom < EDGE * height or w.top > (1 - EDGE) * height]
        found.append([(_pattern(join(part)), part[0].top, part) for row in rows_of(edge) for part in _parts(row)])
    often = Counter(
        key for page in found for key in {(text, round(y / 8) + d) for text, y, _ in page for d in (-1, 0, 1)}
    )
    offsets = Counter(
        value - number
        for (number, _, _), page in zip(pages, found, strict=True)
        for value in {_page_number(join(part)) for _, _, part in page}
        if value is not None
    )
    usual = {offset for offset, count in offsets.items() if count >= max(2, len(pages) // 4)}
    kept: list[list[Word]] = []
    for position, ((number, height, words), page) in enumerate(zip(pages, found, strict=True)):
        dropped: set[int] = set()
        for text, y, part in page:
            times = often[(text, round(y / 8))]
            letters = sum(c.isalpha() for c in text)
            value = _page_number(join(part))
            if (
                (letters >= 2 and (times >= 3 or (times == 2 and position > 0 and len(pages) == 2)))
                or (value is not None and value - number in usual)
                or SURE_PAGE_NUMBER.fullmatch(join(part))
                or (value is not None and len(pages) == 1 and part[0].top > 0.9 * height and len(part) == 1)
            ):
                dropped.update(map(id, part))
        kept.append([w for w in words if id(w) not in dropped])
    return kept


def _parts(row: Sequence[Word]) -> list[list[Word]]:
    parts = [[row[0]]]
    for before, word in pairwise(row):
        if word.x0 - before.x1 > 1.5 * max(before.size, word.size):
            parts.append([])
        parts[-1].append(word)
    return parts


def _pattern(text: str) -> str:
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", text.lower())


def _page_number(text: str) -> int | None:
    found = PAGE_NUMBER.fullmatch(text.strip())
    if not found:
        return None
    return int(found[1]) if found[1].isdigit() else _roman(found[1].lower())


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[c] for c in text]
    return sum(-v if any(v < w for w in values[n + 1 :]) else v for n, v in enumerate(values))


def blocks(pages: Sequence[PageLines]) -> tuple[Block, ...]:
    """Put lines together to paragraphs, headings, list items and table rows, across columns and pages."""
    lines = [(page.number, line) for page in pages for line in page.lines if line.text.strip()]
    if not lines:
        return ()
    style = _Style.of(line for _, line in lines)
    out: list[Block] = []
    part: list[Line] = []
    began = before = lines[0][0]
    for number, line in lines:
        if part and (line.cells or _begins(part, line, style, number != before)):
            out.append(style.block(part, began))
            part = []
        before = number
        if line.cells:
            out.append(Block(tidy(line.text), "row", 0, number))
            continue
        if not part:
            began = number
        part.append(line)
    if part:
        out.append(style.block(part, began))
    return tuple(block for block in out if block.text)


def _begins(part: Sequence[Line], line: Line, style: "_Style", page_turned: bool) -> bool:  # noqa: PLR0911 (one rule, one return)
    """Whether this line begins a new paragraph."""
    last = part[-1]
    size = max(last.size, line.size, 1.0)
    if abs(last.size - line.size) > 0.12 * size or BULLET.match(line.text):
        return True
    han = bool(IS_HAN.match(last.text[-1]))
    short = last.right - last.x1 > (1.7 * size if han else line.first + 0.6 * size)
    ends = bool(ENDS.search(last.text))
    if page_turned or _elsewhere(last, line):
        indented = line.x0 - line.left > 1.2 * size
        goes_on = line.text[0].islower() if not han else True
        return short or indented or bool(ITEM.match(line.text)) or (ends and not (han and not indented)) or not goes_on
    if line.top - last.bottom > style.gap(line.size) + 0.4 * size:
        return True
    if style.large(line) or (line.bold and last.bold):
        return bool(ITEM.match(line.text))
    if line.bold != last.bold and (short or ends):
        return True
    if ITEM.match(line.text) and (short or ends or line.x0 < last.x0 - 0.5 * size):
        return True
    hanging = len(part) == 1 and bool(ITEM.match(part[0].text) or BULLET.match(part[0].text))
    if line.x0 - last.x0 > 1.2 * size and not hanging:
        return True
    if last.x0 - line.x0 > 1.2 * size and len(part) > 1:
        return True
    return short


def _elsewhere(last: Line, line: Line) -> bool:
    """The line stands in another column or on another page than the one before."""
    return line.top < last.top or abs(line.left - last.left) > 40 or line.top - last.bottom > 200


@dataclass(frozen=True, slots=True)
class _Style:
    """What is usual in this document: size of the body, gaps between lines, sizes of headings."""

    body: float
    gaps: dict[int, float]
    sizes: tuple[float, ...]
    """Sizes larger than the body, largest first."""

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "_Style":
        lines = list(lines)
        weights: Counter[float] = Counter()
        gaps: dict[int, list[float]] = {}
        for line in lines:
            if line.size:
                weights[round(line.size * 2) / 2] += len(line.text)
        body = weights.most_common(1)[0][0] if weights else 10.0
        for last, line in pairwise(lines):
            if (
                not _elsewhere(last, line)
                and not line.cells
                and -0.5 * line.size < line.top - last.bottom < 3 * line.size
            ):
                gaps.setdefault(round(line.size), []).append(line.top - last.bottom)
        larger = sorted((s for s in weights if s > 1.12 * body), reverse=True)
        steps: list[float] = []
        for size in larger:
            if not steps or size < 0.93 * steps[-1]:
                steps.append(size)
        return cls(body, {size: median(sorted(values)) for size, values in gaps.items()}, tuple(steps))

    def gap(self, size: float) -> float:
        return self.gaps.get(round(size), 0.3 * size)

    def large(self, line: Line) -> bool:
        return line.size > 1.12 * self.body

    def block(self, part: Sequence[Line], page: int) -> Block:
        text = ""
        for line in part:
            text = append(text, line.text)
        text = tidy(text)
        size = part[0].size
        letters = sum(c.isalpha() for c in text)
        limit = 60 if IS_HAN.search(text) else 150
        if letters >= 2 and len(text) <= limit and not re.search(r"[。；;，,]$", text):
            if size > 1.12 * self.body:
                level = 1 + sum(size < 0.95 * step for step in self.sizes)
                return Block(text, "heading", min(6, level), page)
            if (
                all(line.bold for line in part)
                and len(part) <= 2
                and not re.search(r"[.:：]$", text)
                and size > 0.9 * self.body
            ):
                return Block(text, "heading", min(6, len(self.sizes) + 1), page)
        if BULLET.match(text) or ITEM.match(text):
            return Block(text, "item", 0, page)
        return Block(text, "paragraph", 0, page)
