"""From the blocks of a reading to one text with addressable sections.

Chinese law: 编, 分编, 章, 节, 条. Policy documents: 一、 （一） 1. （1） and 附件. Otherwise the headings of
the container, `Article 5`, `Section 3.`, `2.1 Fees`. Every character belongs to one section, so an offset always has
an address; 款 and 项 are counted inside an article by `ingestion/locators.py`.
Does not know titles, dates or anything else about the document, and does not repair what a reader got wrong.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingestion.documents import Block, Reading, Section
from ingestion.line_marks import ANNEX, LIST, PLAIN, Mark, annex, article, division, english, heading, outline, tidy
from ingestion.numerals import chinese

CONTENTS = "目录"
"""Label of a table of contents, in whatever language it is written."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The text of a document, its sections in order, and where its pages begin.

    `text` is the blocks joined by line ends. `sections` lie side by side: the first starts at 0, each starts where the
    one before ended plus a line end, the last ends at `len(text)`. Depth is in `level` and `path`, not in nesting: a
    chapter's own section is its heading line. Articles that are numbered from 1 again get a path of their own.
    """

    text: str
    sections: tuple[Section, ...]
    pages: tuple[tuple[int, int], ...]


_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEADER = re.compile(r"[\s.·…．\-—_]*\d*\s*$")
_CONTENTS = re.compile(r"(目\s*[录次]|Table of Contents|TABLE OF CONTENTS|Contents|CONTENTS)\s*$")
_RED_HEAD = re.compile(r"[\u4e00-\u9fff、 ]{2,40}文\s*件$")
_NAME_OF_ACT = re.compile(r"[^，。；：、]{2,60}(条例|办法|规定|规则|细则|决定|解释|章程|规程|规范|法)(（[^）]*）)?$")
_DATE_LINE = re.compile(r"[\d〇○零一二三四五六七八九十]{4}\s*年.{1,8}日$|（(此件|本文有).{2,12}）$")
_QUOTE_OPENS = re.compile(r"^[“「]|[:：]\s*[“「]\s*(?=第|[（(一二三四五六七八九十])")
_NOT_IN_PATH, _TITLE = 900, 990


def structure(reading: Reading) -> Structure:
    """Join the blocks by line ends and find the sections. Never fails: text without any outline is one `body`."""
    blocks = [b for b in reading.blocks if b.text]
    starts: list[int] = []
    pages: list[tuple[int, int]] = []
    at = 0
    for block in blocks:
        if block.page is not None and (not pages or pages[-1][1] != block.page):
            pages.append((at, block.page))
        starts.append(at)
        at += len(block.text) + 1
    return Structure("\n".join(b.text for b in blocks), tuple(_sections(blocks, starts)), tuple(pages))


def section_at(sections: tuple[Section, ...], offset: int) -> Section:
    """The section that holds a character; the last one for an offset beyond the end."""
    low, high = 0, len(sections) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if sections[middle].start <= offset else (low, middle - 1)
    return sections[low]


def _sections(blocks: list[Block], starts: list[int]) -> Iterator[Section]:
    if not blocks:
        return
    marks = list(_with_bodies(list(_in_order(blocks, _marks(blocks))), len(blocks)))
    ends = [starts[i] - 1 for i, _ in marks[1:]] + [starts[-1] + len(blocks[-1].text)]
    above: list[Mark] = []
    for (line, mark), end in zip(marks, ends, strict=True):
        if mark.rank < _NOT_IN_PATH:
            while above and above[-1].rank >= mark.rank:
                above.pop()
        path = tuple(_name(m) for m in above)
        yield Section(mark.kind, mark.label, mark.title, path, starts[line], end, len(path))
        if mark.rank < _NOT_IN_PATH:
            above.append(mark)


def _name(mark: Mark) -> str:
    close = mark.label.endswith(("、", "）", ")", "."))
    return f"{mark.label}{'' if close or not mark.title else ' '}{mark.title}"


def _with_bodies(marks: list[tuple[int, Mark]], lines: int) -> Iterator[tuple[int, Mark]]:
    """Give text that stands directly under a title, a chapter or a contents list a section of its own."""
    if not marks or marks[0][0]:
        yield 0, Mark("body", _NOT_IN_PATH, "")
    for place, (line, mark) in enumerate(marks):
        yield line, mark
        following = marks[place + 1][0] if place + 1 < len(marks) else lines
        if (mark.kind in {"part", "chapter", "section"} or mark.rank == _TITLE) and line + 1 < following:
            yield line + 1, Mark("body", _NOT_IN_PATH, "")


def _marks(blocks: list[Block]) -> Iterator[tuple[int, Mark]]:
    """Lines that could open a section, judged by themselves and by what the whole document looks like."""
    contents, titles = _contents(blocks), _titles(blocks)
    ranks = _heading_ranks(blocks)
    in_chinese = sum(bool(_HAN.search(b.text)) for b in blocks) * 2 > len(blocks)
    numbered = sum(b.kind == "heading" for b in blocks) <= len(titles)
    for i, block in enumerate(blocks):
        line = block.text
        mark: Mark | None = None
        if i in contents:
            mark = Mark("body", _NOT_IN_PATH, CONTENTS) if i - 1 not in contents else None
        elif i in titles:
            mark = Mark("heading", _TITLE, tidy(line))
        elif block.kind != "row":
            mark = article(line) or division(line) or _annex(blocks, i)
            if mark is None and block.kind == "heading":
                mark = heading(line, ranks[block.level])
            elif mark is None and in_chinese:
                mark = Mark("heading", ANNEX, tidy(line)) if _attached(blocks, i) else outline(line)
            elif mark is None and block.kind == "paragraph":
                mark = english(line, numbered)
        if mark is None and i - 1 in contents and i not in contents:
            mark = Mark("body", _NOT_IN_PATH, "")
        if mark is not None:
            yield i, mark


def _in_order(blocks: list[Block], marks: Iterator[tuple[int, Mark]]) -> Iterator[tuple[int, Mark]]:
    """Drop marks that their neighbours contradict: items of an article, quoted articles, references at a line start."""
    last, rounds, inside, named = (0, 0), 1, False, False
    counts: dict[int, int] = {}
    quoted = _quoted(blocks)
    previous = -1
    for i, mark in marks:
        if i == previous:
            continue
        firm = blocks[i].kind == "heading"
        if mark.kind == "article" and mark.number:
            key = (mark.number, mark.insertion)
            goes_on = key in {(last[0] + 1, 0), (last[0], last[1] + 1)}
            if (i in quoted and not (inside and goes_on)) or (mark.loose and not goes_on and key != (1, 0)):
                continue
            if key == (1, 0) and last > key:
                rounds += 1
                if not named:
                    yield from _new_round(blocks, i, previous, rounds)
            last, inside, named = key, True, False
        elif mark.rank >= LIST and mark.rank < _NOT_IN_PATH and not firm:
            if inside or i in quoted:
                continue
            if mark.number >= 0 and mark.number not in {1, counts.get(mark.rank, 0) + 1}:
                continue
            counts = {rank: n for rank, n in counts.items() if rank < mark.rank} | {mark.rank: max(mark.number, 0)}
        elif i in quoted and not firm:
            continue
        else:
            inside = inside and mark.kind == "body"
            named = named or mark.rank < _NOT_IN_PATH
            counts = {}
        previous = i
        yield i, mark


def _new_round(blocks: list[Block], line: int, previous: int, rounds: int) -> Iterator[tuple[int, Mark]]:
    """Articles counted from 1 again with no heading between: the line above that reads like a name becomes one."""
    for above in range(line - 1, max(previous, line - 8), -1):
        if _NAME_OF_ACT.fullmatch(tidy(blocks[above].text)):
            yield above, Mark("heading", ANNEX, tidy(blocks[above].text))
            return
    yield line, Mark("heading", ANNEX, f"（其{chinese(rounds)}）")


def _quoted(blocks: list[Block]) -> set[int]:
    """Lines inside a quotation that runs over several lines, as amendment decisions quote new articles."""
    found: set[int] = set()
    opened = False
    for i, block in enumerate(blocks):
        line = block.text
        if opened or line.startswith(("“", "「")):
            found.add(i)
        last = max(line.rfind("“"), line.rfind("「")), max(line.rfind("”"), line.rfind("」"))
        if last[1] > last[0]:
            opened = False
        elif last[0] > last[1] and _QUOTE_OPENS.search(line):
            opened = True
    return found


def _contents(blocks: list[Block]) -> set[int]:
    """Lines of a table of contents: from `目录` until its first entry comes again, or its entries end."""
    for i, block in enumerate(blocks):
        if not _CONTENTS.match(block.text) or i > 200:
            continue
        first, entries = "", {i}
        for j in range(i + 1, min(len(blocks), i + 400)):
            line = _bare(blocks[j].text)
            if (line and line == first) or len(blocks[j].text) > 80 or article(blocks[j].text) or line.endswith("。"):
                break
            first = first or line
            entries.add(j)
        else:
            j = len(blocks)
        if j < len(blocks) and _bare(blocks[j].text) == first:
            return entries
        return {i} | {k for k in entries if division(_LEADER.sub("", blocks[k].text))}
    return set()


def _bare(line: str) -> str:
    return "".join(_LEADER.sub("", line).split())


def _titles(blocks: list[Block]) -> set[int]:
    """Headings that name the whole document: those of the highest level, when they stand together at its head."""
    headings = [i for i, b in enumerate(blocks) if b.kind == "heading"]
    if not headings:
        return set()
    top = min(blocks[i].level for i in headings)
    found = [i for i in headings if blocks[i].level == top]
    together = found[-1] - found[0] == len(found) - 1 and found == headings[: len(found)]
    patterned = any(article(blocks[i].text) or division(blocks[i].text) or outline(blocks[i].text) for i in found)
    if not together or patterned or (top > 1 and found[0] > 4):
        return set()
    below = [i for i in headings if i not in found]
    if below and below[0] < 6 and all(_RED_HEAD.match(blocks[i].text) for i in found):
        found.append(below[0])
    return set(found)


def _heading_ranks(blocks: list[Block]) -> dict[int, int]:
    """Rank for each heading level, so that plain headings (附则) rank as the numbered ones of their level (第一章)."""
    seen: dict[int, Counter[int]] = {}
    for block in blocks:
        if block.kind == "heading":
            mark = division(block.text) or outline(block.text)
            seen.setdefault(block.level, Counter())
            if mark:
                seen[block.level][mark.rank] += 1
    ranks: dict[int, int] = {}
    floor = ANNEX
    for level in sorted(seen):
        common = seen[level].most_common(1)
        floor = max(floor + 1, common[0][0] if common else min(PLAIN, 8 * level))
        ranks[level] = floor
    return ranks


def _annex(blocks: list[Block], line: int) -> Mark | None:
    """The head of an annex, with its name from the next line; not the list of annexes above a signature."""
    mark = annex(blocks[line].text)
    if mark is None:
        return None
    after = [b.text for b in blocks[line + 1 : line + 8]]
    bare = not mark.title and not (after and outline(after[0]))
    listed = any(_DATE_LINE.search(text) for text in after) or (bool(after) and after[0].startswith(("2", "２")))
    if blocks[line].kind != "heading" and not bare and listed:
        return None
    named = bare and bool(after) and len(after[0]) <= 40 and not after[0].endswith(("。", "；", "：", "，"))
    return replace(mark, title=tidy(after[0])) if named else mark


def _attached(blocks: list[Block], line: int) -> bool:
    """The name of an attached text, which stands right below the date or （此件公开发布） of its covering letter."""
    text = blocks[line].text
    if line < 4 or not 4 <= len(text) <= 60 or text.startswith(("（", "(", "附")) or re.search(r"[。；：:，]$", text):
        return False
    return bool(_DATE_LINE.search(blocks[line - 1].text)) and len(blocks[line - 1].text) <= 20 and not outline(text)
