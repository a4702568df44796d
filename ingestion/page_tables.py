"""Tables: drawn with rules, whose crossing lines make a grid, or only aligned, whose white gutters part the columns.

A cell that spans several rows or columns is given once, where it begins. Does not know which row is the head.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingestion.page_words import Box, Line, Table, Word, cell_text, line_of, rows_of, table_lines

NEAR = 3.0
"""Points within which two rules count as one, or as touching."""


def find_tables(rules: Sequence[Box], words: Sequence[Word]) -> tuple[list[Table], list[Word]]:
    """Tables of one page, and the words that stand in none of them."""
    level = _joined([(_middle(r[1], r[3]), r[0], r[2]) for r in rules if r[2] - r[0] >= r[3] - r[1]])
    upright = _joined([(_middle(r[0], r[2]), r[1], r[3]) for r in rules if r[2] - r[0] < r[3] - r[1]])
    tables: list[Table] = []
    rest = list(words)
    for across, down in _grids(level, upright):
        ys, xs = _places(a[0] for a in across), _places(d[0] for d in down)
        if len(ys) < 3 or len(xs) < 3:
            continue
        box = (xs[0], ys[0], xs[-1], ys[-1])
        inside = [w for w in rest if _within(w, box)]
        rows = _rows(inside, xs, ys, across, down)
        cells = [cell for row in rows for cell in row if cell]
        if len(cells) < 3 or max(len(row) for row in rows) < 2 or sum(map(len, cells)) / len(cells) > 300:
            continue
        tables.append(Table(box, tuple(rows)))
        rest = [w for w in rest if not _within(w, box)]
    return tables, rest


Rule = tuple[float, float, float]
"""Where it lies, from where, to where."""


def _middle(a: float, b: float) -> float:
    return (a + b) / 2


def _joined(rules: list[Rule]) -> list[Rule]:
    """Pieces of one rule put together."""
    out: list[Rule] = []
    for at, start, end in sorted(rules):
        near = (n for n in range(len(out) - 1, -1, -1) if at - out[n][0] <= 1.5)
        touching = (n for n in near if start <= out[n][2] + NEAR and end >= out[n][1] - NEAR)
        number = next(touching, None)
        if number is None:
            out.append((at, start, end))
        else:
            out[number] = (out[number][0], min(start, out[number][1]), max(end, out[number][2]))
    return out


def _grids(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that touch each other."""
    parent = list(range(len(level) + len(upright)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for i, (y, x0, x1) in enumerate(level):
        for j, (x, y0, y1) in enumerate(upright):
            if x0 - NEAR <= x <= x1 + NEAR and y0 - NEAR <= y <= y1 + NEAR:
                parent[root(i)] = root(len(level) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for number in range(len(parent)):
        group = groups.setdefault(root(number), ([], []))
        if number < len(level):
            group[0].append(level[number])
        else:
            group[1].append(upright[number - len(level)])
    return sorted((g for g in groups.values() if len(g[0]) > 1 and len(g[1]) > 1), key=lambda g: min(g[0]))


def _places(values: object) -> list[float]:
    places: list[float] = []
    for value in sorted(values):  # type: ignore[call-overload]
        if not places or value - places[-1] > NEAR:
            places.append(value)
    return places


def _within(word: Word, box: Box) -> bool:
    x, y = _middle(word.x0, word.x1), _middle(word.top, word.bottom)
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _rows(
    words: Sequence[Word], xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> list[tuple[str, ...]]:
    columns, count = len(xs) - 1, len(ys) - 1
    owner = _owners(xs, ys, across, down)
    held: dict[int, list[Word]] = {}
    for word in words:
        column = min(columns - 1, sum(_middle(word.x0, word.x1) > x for x in xs[1:-1]))
        row = min(count - 1, sum(_middle(word.top, word.bottom) > y for y in ys[1:-1]))
        held.setdefault(owner[row * columns + column], []).append(word)
    rows: list[tuple[str, ...]] = []
    for row in range(count):
        begins = [n for n in range(row * columns, (row + 1) * columns) if owner[n] == n]
        for cells in _lines_of_row([held.get(n, []) for n in begins]):
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                rows.append(tuple(cells))
    return rows


def _owners(xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]) -> list[int]:
    """For each place in the grid the first place of its cell: two places without a rule between them are one cell."""
    columns, count = len(xs) - 1, len(ys) - 1
    owner = list(range(columns * count))

    def root(number: int) -> int:
        while owner[number] != number:
            number = owner[number]
        return number

    def unite(a: int, b: int) -> None:
        first, second = sorted((root(a), root(b)))
        owner[second] = first

    for row in range(count):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not _drawn(down, xs[column + 1], ys[row], ys[row + 1]):
                unite(here, here + 1)
            if row + 1 < count and not _drawn(across, ys[row + 1], xs[column], xs[column + 1]):
                unite(here, here + columns)
    return [root(number) for number in range(columns * count)]


def _drawn(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    covered = sum(max(0.0, min(end, rule[2]) - max(start, rule[1])) for rule in rules if abs(rule[0] - at) <= NEAR)
    return covered > 0.6 * (end - start)


def _lines_of_row(cells: Sequence[Sequence[Word]]) -> list[list[str]]:
    """One row, or several where a drawn row holds many: as many lines in most of its cells, on the same heights."""
    lines = [rows_of(cell) for cell in cells]
    counts = [len(rows) for rows in lines if rows]
    most = max(set(counts), key=counts.count, default=0)
    if most >= 3 and counts.count(most) >= 2 and 10 * counts.count(most) >= 7 * len(counts):
        every = rows_of([word for cell in cells for word in cell])
        if len(every) <= most + 1:
            return [[cell_text([w for w in cell if w in row]) for cell in cells] for row in map(set, every)]
    return [[cell_text(cell) for cell in cells]]


def aligned_table(
    rows: Sequence[Sequence[Word]], gutters: Sequence[float], rules: Sequence[Box], tables: dict[Word, Table], em: float
) -> Iterator[Line]:
    """Rows of a table without upright rules; wrapped cells are put together where gaps or rules show the rows."""
    left, right = min(w.x0 for r in rows for w in r), max(w.x1 for r in rows for w in r)
    groups = _table_rows(rows, gutters, rules, em)
    for number, group in enumerate(groups):
        words = [word for row in group for word in row]
        for word in words:
            if word in tables:
                yield from table_lines(tables[word])
        words = [word for word in words if word not in tables]
        if not words:
            continue
        columns: list[list[Word]] = [[] for _ in range(len(gutters) + 1)]
        for word in words:
            columns[column_of(word, gutters)].append(word)
        cells = [cell_text(column) for column in columns]
        while not cells[-1]:
            cells.pop()
        if sum(bool(cell) for cell in cells) < 2:
            alone = "".join(cells)
            cells = [alone] if 0 < number < len(groups) - 1 and len(alone) <= 100 else []
        whole = line_of(sorted(words, key=lambda w: (w.top, w.x0)), left, right)
        yield replace(whole, text=" | ".join(cells) or whole.text, cells=tuple(cells))


def column_of(word: Word, gutters: Sequence[float]) -> int:
    middle = (word.x0 + word.x1) / 2
    return sum(middle > gutter for gutter in gutters)


def gap_above(rows: Sequence[Sequence[Word]], number: int) -> float:
    return min(w.top for w in rows[number]) - max(w.bottom for w in rows[number - 1])


def _table_rows(
    rows: Sequence[Sequence[Word]], gutters: Sequence[float], rules: Sequence[Box], em: float
) -> list[list[Sequence[Word]]]:
    gaps = [gap_above(rows, number) for number in range(1, len(rows))]
    left, right = min(w.x0 for r in rows for w in r), max(w.x1 for r in rows for w in r)
    ruled = []
    for number in range(1, len(rows)):
        over, under = max(w.bottom for w in rows[number - 1]), min(w.top for w in rows[number])
        ruled.append(
            any(
                over - 0.5 * em <= rule[1] <= under + 0.5 * em
                and min(rule[2], right) - max(rule[0], left) > 0.3 * (right - left)
                for rule in rules
            )
        )
    by_rule = 3 * sum(ruled) >= len(rows) - 1 and sum(ruled) >= 2
    wide = max(gaps, default=0.0)
    parted = sum(gap > min(gaps) + 0.5 * em for gap in gaps) >= max(2, 0.15 * len(gaps)) if gaps else False
    groups: list[list[Sequence[Word]]] = [[rows[0]]] if rows else []
    head = _head(rows)
    for number, gap in enumerate(gaps, 1):
        row, above = rows[number], groups[-1][-1]
        filled = {column_of(w, gutters) for w in row}
        tight = gap < 0.35 * em
        goes_on = (
            (tight and number < head)
            or (tight and 0 not in filled and wide > gap + 0.35 * em)
            or (tight and parted and len(gutters) <= 2 and not any(_is_figure(w) for w in row))
            or (len(filled) == 1 and gap < 0.6 * em and (0 not in filled or row[0].text[0].islower())
                and filled <= {column_of(w, gutters) for w in above} and not any(_is_figure(w) for w in row))
        )  # fmt: skip
        if not ruled[number - 1] and (by_rule or goes_on):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _head(rows: Sequence[Sequence[Word]]) -> int:
    """How many rows at the top of a table of figures hold none: the lines of its head."""
    figures = [any(_is_figure(word) for word in row[1:]) for row in rows]
    first = figures.index(True) if True in figures else 0
    return first if first <= 8 and 10 * sum(figures[first:]) >= 6 * len(figures[first:]) else 0


def _is_figure(word: Word) -> bool:
    return bool(re.fullmatch(r"[-–+$€£¥%().,\d\s]*\d[-–+$€£¥%().,\d\s]*", word.text))
