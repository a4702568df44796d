"""What may be quoted of a text: its sentences, each with what it is not to be read without.

A lead-in (`…的：`) comes with its list, an exception with its rule, a small table whole, and a heading with the text
lines under it that are no sentences. Headings are the names of the sections that a passage holds, and lines that ask.
Does not know any question.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from assistant.sentences import LIST_MARK, split

LONGEST = 400
"""Characters of one quote, twice as many in Latin script. A longer list is quoted as its lead-in and best item."""
_POINTS_BACK = re.compile(
    r"前款|前项|但|其中|逾期|上述|再次|因[^。；]{2,30}再次"
    r"|(?:however|but|unless|except|otherwise|if so|this|these|they|it)\b",
    re.I,
)
_POINTS_ON = re.compile(r"\b(?:below|following|as follows)\b[^.\n]{0,80}\.$|如下。$|^(?:Yes|No)[.!]$")
_SHORT = 90
"""Characters of a line in Latin script that may be a heading, a button or a link, if no mark ends it."""
_SHORTEST_LEAD = 8
"""Characters of a lead-in that says nothing without the sentence before it: `Both must be true. You:`"""
_LATIN = re.compile(r"[A-Za-z]")
_SENTENCE = re.compile(r"[。！；.!;:：][”’」』）)\"]?$")
_MORE = re.compile(r"(?:,\s*|\s)(?:and|or)$")
_CELLS = " | "
_LONGEST_HEADING = 40
"""Characters of a numbered line that is the heading of what follows, and no paragraph."""
_LINKS = re.compile(r"相关(?:文章|链接|阅读|资料)|related (?:articles|links|pages|content)|see also", re.I)
_ELSEWHERE = re.compile(
    r"[^。；]{0,80}(?:依照|按照|适用)《[^》]+》(?:的?(?:有关|相关)?规定)?(?:处理|处罚|执行|办理|予以处罚|给予处罚)。"
    r"|(?:learn|read|find out|see) more\b[^.]*\.?|了解更多[^。]*。?",
    re.I,
)
_ENACTED = re.compile(
    r"[（(]?\d{4}年\d{1,2}月\d{1,2}日[^。；]{0,80}(?:通过|公布|发布|施行|修订|修正|批准)[^。；]{0,200}"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """`text[start:end]`, and the heading that leads to it, if one stands right above that it does not hold."""

    start: int
    end: int
    under: str = ""
    bare: bool = False
    """A heading with nothing of what stands under it."""


def units(text: str, headings: Iterable[str] = ()) -> list[Unit]:
    """What may be quoted of a text, in order; together they hold all its words.

    A heading comes with the lines under it that are no sentences, which say nothing without it. It leads to the first
    sentence below; the further ones, and those of a long table, stand alone.
    """
    names = {name.strip() for name in headings} - {""}
    found: list[Unit] = []
    caption = under = ""
    open_to_lines = False
    for start, end in _tables(text, _headings_whole(text, clauses(text), names)):
        row = _is_row(text, (start, end))
        if _is_heading(text, start, end, names):
            found.append(Unit(start, end, bare=True))
            caption = under = text[start:end]
            open_to_lines = True
        elif open_to_lines and _is_part(text, start, end) and fits(text, found[-1].start, end):
            found[-1] = Unit(found[-1].start, end)
            under = ""
        else:
            found.append(Unit(start, end, caption if row else under))
            under, open_to_lines = "", False
    return found


def clauses(text: str) -> list[tuple[int, int]]:
    """Offsets of sentences, each lead-in (`…的：`) together with its list, and what points back (但…, 前款…,
    However …) together with the sentence before it."""
    spans: list[tuple[int, int]] = []
    sentences = split(text)
    position = 0
    while position < len(sentences):
        start, end = sentences[position]
        position += 1
        if text[start:end].endswith(("：", ":")):
            if spans and end - start < _SHORTEST_LEAD and "\n" not in text[spans[-1][1] : start]:
                start = spans.pop()[0]
            items: list[tuple[int, int]] = []
            while position < len(sentences) and (not items or _goes_on(text, items[-1], sentences[position])):
                items.append(sentences[position])
                position += 1
            spans.extend(_with_items(text, (start, end), items))
        elif (
            spans
            and (_POINTS_BACK.match(text[start:end]) or _POINTS_ON.search(text[slice(*spans[-1])]))
            and fits(text, spans[-1][0], end)
        ):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def tells_nothing(text: str, unit: Unit) -> bool:
    """Whether a unit is no rule and no fact: a heading or question alone, a link, a mere reference to another text."""
    words = text[unit.start : unit.end].strip()
    lines = words.splitlines() or [""]
    short = (
        len(lines) == 1 and len(words) < _SHORT and bool(_LATIN.search(words)) and not re.search(r"[。；：|]", words)
    )
    unfinished = short and not words.endswith((".", ";", ":", "!", ")", "”", '"'))
    linked = _LINKS.match(lines[0]) or _LINKS.match(unit.under)
    rest_of_line = text[unit.end :].partition("\n")[0].rstrip()
    return bool(
        unit.bare
        or unfinished
        or (rest_of_line or words).endswith(("?", "？"))
        or linked
        or _ELSEWHERE.fullmatch(words)
    )


def lists_questions(words: str) -> bool:
    """Whether words are a table of contents: nothing, or lines of which most ask."""
    lines = words.strip().splitlines()
    return not lines or (len(lines) > 1 and sum(line.endswith(("?", "？")) for line in lines) * 2 > len(lines))


def tells_enactment(words: str) -> bool:
    """Whether words say no more than who passed or changed a text, and when; below its title or not."""
    return bool(_ENACTED.fullmatch(words.rsplit("\n", 1)[-1]))


def fits(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is not too long for a quote."""
    return end - start <= LONGEST * (2 if len(_LATIN.findall(text[start:end])) * 2 > end - start else 1)


def _is_heading(text: str, start: int, end: int, names: Collection[str]) -> bool:
    """Whether these words are a line of their own that bears the name of a section, or its number."""
    if text[start - 1 : start] not in ("", "\n") or text[end : end + 1] not in ("", "\n"):
        return False
    words = text[start:end]
    if words in names or words.endswith(("?", "？")):
        return True
    number = LIST_MARK.match(words)
    if not number or number[0].strip() not in names or len(words) > _LONGEST_HEADING:
        return False
    before = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)]
    behind = text[end + 1 : end + 10]
    return _kind_of_mark(words) not in (_kind_of_mark(before), _kind_of_mark(behind))  # next to its like it is a step


def _headings_whole(text: str, spans: Sequence[tuple[int, int]], names: Collection[str]) -> list[tuple[int, int]]:
    """The same, with the sentences of a heading together: `I have other insurance. Does that affect my benefits?`"""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        first = text.rfind("\n", 0, start) + 1
        line = text[first:].split("\n", 1)[0]
        heads = line.strip() in names or line.rstrip().endswith(("?", "？"))
        if heads and joined and joined[-1][0] >= first and end <= first + len(line):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _kind_of_mark(line: str) -> str:
    mark = LIST_MARK.match(line)
    return re.sub(r"\d+", "1", re.sub("[一二三四五六七八九十百]+", "一", mark[0].strip())) if mark else ""


def _goes_on(text: str, item: tuple[int, int], following: tuple[int, int]) -> bool:
    """Whether a list goes on behind an item: with another mark, or because the item says so."""
    return bool(LIST_MARK.match(text[slice(*following)]) or _MORE.search(text[slice(*item)]))


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether these words say nothing without the heading above: no sentence, and no row of a long table."""
    if not _is_row(text, (start, end)):
        return not _SENTENCE.search(text[start:end])
    return "\n" in text[start:end] or _CELLS not in text[end + 1 :].split("\n", 1)[0]


def _tables(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same, with the rows of each table that is short enough together."""
    joined: list[tuple[int, int]] = []
    position = 0
    while position < len(spans):
        last = position
        while last < len(spans) and _is_row(text, spans[last]):
            last += 1
        rows = spans[position:last]
        whole = len(rows) > 1 and fits(text, rows[0][0], rows[-1][1])
        joined += [(rows[0][0], rows[-1][1])] if whole else rows or [spans[position]]
        position = max(last, position + 1)
    return joined


def _is_row(text: str, span: tuple[int, int]) -> bool:
    line = text.rfind("\n", 0, span[0]) + 1
    stop = text.find("\n", span[1])
    return _CELLS in text[line : stop if stop >= 0 else len(text)]


def _with_items(text: str, lead: tuple[int, int], items: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The whole list, or as many of its first items as fit; the rest as further quotes."""
    spans: list[tuple[int, int]] = [lead]
    for start, end in items:
        first = spans[-1][0]
        if fits(text, first, end) or spans[-1] == lead:
            spans[-1] = (first, end)
        else:
            spans.append((start, end))
    return spans
