"""Words on a page → lines in the order in which a person reads them: columns one after the other, tables row by row.

Works on boxes alone, so that the words of a PDF and those that OCR recognised take the same way. The page is cut into
bands from top to bottom; a band with white gutters is columns of prose (their lines fill their width), a table (they
do not) or a list (the left column is nothing but marks). Does not know fonts' meaning, other pages, or paragraphs.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ingestion.page_tables import aligned_table, column_of, gap_above
from ingestion.page_words import Box, Line, Table, Word, join, line_of, rows_of, table_lines

MARK = re.compile(
    r"[^\w\s]|[(（]?(\d{1,3}(\.\d+)*|[A-Za-z]|[ivxIVX]+|[一二三四五六七八九十]+)[.)）、．:]{0,2}|\d+[a-z]|[①-⑳]|☐|☑|☒|Q:?|A:?|§+"
)
"""What stands alone to the left of a list item."""


def arrange(words: Sequence[Word], tables: Sequence[Table] = (), rules: Sequence[Box] = ()) -> list[Line]:
    """Put the words of one page and its ruled tables into reading order. `rules` part the rows of unruled tables."""
    stand_ins = {Word(f"\0{number}", t.box[0], t.box[1], t.box[2], t.box[3], 0.0): t for number, t in enumerate(tables)}
    level = [rule for rule in rules if rule[2] - rule[0] > 10 * (rule[3] - rule[1])]
    return list(_flow([*words, *stand_ins], stand_ins, level, 0))


def _flow(words: Sequence[Word], tables: dict[Word, Table], rules: Sequence[Box], depth: int) -> Iterator[Line]:
    rows = rows_of(words)
    if not rows:
        return
    left, right = min(w.x0 for w in words), _right_edge(rows)
    em = median([w.size for w in words if w.size] or [10.0])
    start = index = 0
    while index < len(rows):
        end, gutters = _gutters(rows, index, em) if depth < 6 else (index, [])
        if not gutters:
            index += 1
            continue
        band = rows[index:end]
        columns = _split(band, gutters)
        if _is_list(columns):
            index = end if len(gutters) == 1 else index + 1
            continue
        yield from _plain(rows[start:index], tables, left, right)
        if _is_prose(columns, em):
            for column in columns:
                yield from _flow(column, tables, rules, depth + 1)
        else:
            yield from aligned_table(band, gutters, rules, tables, em)
        start = index = end
    yield from _plain(rows[start:], tables, left, right)


def _right_edge(rows: Sequence[Sequence[Word]]) -> float:
    """Where full lines end; in a long column the few lines that reach further, a letterhead or a rule, do not count."""
    ends = sorted(max(word.x1 for word in row) for row in rows)
    return ends[int(0.85 * (len(ends) - 1))] if len(ends) >= 10 else ends[-1]


def _plain(rows: Sequence[Sequence[Word]], tables: dict[Word, Table], left: float, right: float) -> Iterator[Line]:
    for row in rows:
        words = [w for w in row if w not in tables]
        for table in (tables[w] for w in row if w in tables):
            yield from table_lines(table)
        if words:
            yield line_of(words, left, right)


def _gutters(rows: Sequence[Sequence[Word]], start: int, em: float) -> tuple[int, list[float]]:
    """Where white strips begin at row `start`, how far they run: (end row, middles of the strips that have text on
    both sides in three rows and more). No strip: (start, [])."""
    cover: list[tuple[float, float]] = []
    strips: list[tuple[float, float]] = []
    end = start
    two_sided = 0
    for number in range(start, len(rows)):
        new_cover = _merge([*cover, *((w.x0, w.x1) for w in rows[number])])
        new_strips = _gaps(new_cover, em)
        if strips and not new_strips:
            break
        if not new_strips and number - start >= 2:
            break
        if strips and number > start and len(new_strips) < len(strips) and two_sided >= 3:
            lost = [s for s in strips if not any(n[0] < s[1] and n[1] > s[0] for n in new_strips)]
            if lost and gap_above(rows, number) > 0.3 * em:
                break
        cover, strips, end = new_cover, new_strips, number + 1
        two_sided += any(_sides(rows[number], s) == 3 for s in strips)
    if not strips:
        return start, []
    while end - start > 1 and not any(_sides(rows[end - 1], s) == 3 for s in strips):
        if gap_above(rows, end - 1) < 1.0 * em:
            break
        end -= 1
    kept = [s for s in strips if _supported(rows[start:end], s)]
    return (end, [(a + b) / 2 for a, b in kept]) if kept else (start, [])


def _supported(rows: Sequence[Sequence[Word]], strip: tuple[float, float]) -> bool:
    sides = [_sides(row, strip) for row in rows]
    lefts, rights, both = sum(s & 1 for s in sides), sum(s >> 1 for s in sides), sides.count(3)
    return both >= 3 or (lefts >= 3 and rights >= 3 and both >= 1) or (both == 2 and len(rows) == 2)


def _sides(row: Sequence[Word], strip: tuple[float, float]) -> int:
    """1: text to the left of the strip, 2: to its right, 3: both."""
    return any(w.x1 <= strip[0] + 1 for w in row) + 2 * any(w.x0 >= strip[1] - 1 for w in row)


def _merge(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for a, b in sorted(spans):
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
        else:
            merged.append((a, b))
    return merged


def _gaps(spans: list[tuple[float, float]], em: float) -> list[tuple[float, float]]:
    merged = _merge(list(spans))
    return [(a[1], b[0]) for a, b in pairwise(merged) if b[0] - a[1] >= 0.9 * em]


def _split(rows: Sequence[Sequence[Word]], gutters: Sequence[float]) -> list[list[Word]]:
    columns: list[list[Word]] = [[] for _ in range(len(gutters) + 1)]
    for row in rows:
        for word in row:
            columns[column_of(word, gutters)].append(word)
    return columns


def _is_list(columns: Sequence[Sequence[Word]]) -> bool:
    """Whether the left column holds only the marks of list items."""
    marks = [join(row) for row in rows_of(columns[0])]
    return len(columns) == 2 and 10 * sum(bool(MARK.fullmatch(mark)) for mark in marks) >= 8 * len(marks)


def _is_prose(columns: Sequence[Sequence[Word]], em: float) -> bool:
    """Whether these are columns of running text: few, wide, and most lines reach across their column."""
    if len(columns) > 4:
        return False
    for column in columns:
        lines = rows_of(column)
        left, right = min(w.x0 for w in column), max(w.x1 for w in column)
        if right - left < 8 * em:
            return False
        lengths = [(max(w.x1 for w in row) - row[0].x0) / (right - left) for row in lines]
        letters = sum(len(w.text) for w in column)
        figures = sum(c.isdigit() for w in column for c in w.text)
        if figures > 0.4 * letters or letters < 8 * len(lines):
            return False
        if len(lines) >= 3 and sum(lengths) / len(lengths) < 0.6:
            return False
    return True
