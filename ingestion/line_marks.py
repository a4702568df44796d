"""What one line says about itself: `第三章 总则`, `第 九 条`, `（一）指导思想。`, `附件2`, `Section 3.`, `2.1 Fees`.

Judges a line alone; whether the mark counts in its document is decided in `ingestion/outline.py`.
"""

import re
from dataclasses import dataclass

from ingestion.documents import SectionKind
from ingestion.numerals import NUMERAL, number, written


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that may open a section. Among open sections a smaller `rank` is a higher one."""

    kind: SectionKind
    rank: int
    label: str
    title: str = ""
    number: int = 0
    insertion: int = 0
    """之一 → 1; 0 for an ordinary article."""
    loose: bool = False
    """Could as well be the beginning of a sentence (`第九条规定的…`): counts only where the count goes on."""


ANNEX, PLAIN, LIST = 5, 45, 50
"""Ranks of an annex, of a heading that no pattern explains, and of 一、 (the first of the outline ranks)."""

_N = rf"{NUMERAL}(?:\s*{NUMERAL})*"
_DIVISION = re.compile(rf"第\s*({_N})\s*(分\s*编|编|章|节|部\s*分)(?=$|[^的规所之])\s*[:：、.]?\s*([^。；]{{0,60}})$")
_DIVISIONS: dict[str, tuple[SectionKind, int]] = {
    "编": ("part", 10), "部分": ("part", 10), "分编": ("part", 20), "章": ("chapter", 30), "节": ("section", 40),
}  # fmt: skip
_ARTICLE = re.compile(rf"[*_【\[]*第\s*({_N})\s*条(?:\s*之\s*({NUMERAL}{{1,3}}))?([】\]*_]*[\s:：]|[】\]*_]*$)?")
_REFERENCE = re.compile(
    rf"\s*(第\s*{_N}\s*[款项条]|规定|所称|所列|所指|[中的、，,。”」》）)]|[和至到或及]\s*第|以及|以外|之规定|修改|中第|前|后)"
)
_SPACED_REFERENCE = re.compile(rf"\s*(第\s*{_N}\s*[款项]|修改为|[、，,。]|[至和]\s*第)")
_OUTLINE = (
    (re.compile(r"([一二三四五六七八九十百]{1,4})\s*[、．.]\s*(?=\S)"), LIST),
    (re.compile(r"[（(]\s*([一二三四五六七八九十]{1,4})\s*[）)]\s*(?=\S)"), 60),
    (re.compile(r"([0-9０-９]{1,3})\s*[.．、]\s*(?=[^\s\d０-９])"), 70),
    (re.compile(r"[（(]\s*([0-9０-９]{1,2})\s*[）)]\s*(?=\S)"), 80),
)
_DECIMAL = re.compile(r"(\d{1,2})((?:\.\d{1,2}){0,3})\.?\s+(?=[^\s\d\W])")
_BOXED = re.compile(r"【([^】]{2,20})】\s*$")
_ANNEX = re.compile(r"(附\s*件|附\s*录|附\s*表)\s*([0-9０-９一二三四五六七八九十]{0,3})\s*[:：]?\s*([^。；]{0,60})$")
_ENGLISH_ARTICLE = re.compile(
    r"((?:§|(?:Article|ARTICLE|Section|SECTION|Sec\.|SEC\.))\s*(?:\d+[A-Za-z]?|[IVXL]+))"
    r"(?:\s*$|[.:]?\s*[–—-]\s*|[.:]\s+|\s{2,}|\s(?=[A-Z][^.;,]{0,60}$))([^.;]{0,80})"
)
_ENGLISH_DIVISION = re.compile(
    r"((?:Part|PART|Chapter|CHAPTER)\s+(?:\d+|[IVXL]+|[A-H]))(?:\s*$|\s*[.:–—-]\s*|\s(?=[A-Z]))([^.;]{0,80})$"
)
_ENGLISH_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3}\.?)\s+([A-Z][^.;:!?]{1,70})$")
_LEAD = re.compile(r"([^。；：:]{1,40})[。：:]?\s*$|([^。；：:，]{1,30})。")


def article(line: str) -> Mark | None:
    """`第九条 …`, `第 九 条`, `第12条`, `第一百二十条之一`, `**第一条**`, `第一条` alone."""
    if "条" not in line[:24] or not (found := _ARTICLE.match(line)):
        return None
    value = number(found[1])
    rest = line[found.end() :]
    closed = found[3] is not None
    if value is None or (_SPACED_REFERENCE if closed else _REFERENCE).match(rest):
        return None
    insertion = number(found[2]) or 0 if found[2] else 0
    return Mark("article", 900, written(value, insertion), "", value, insertion, loose=not closed)


def division(line: str) -> Mark | None:
    """`第一编 总则`, `第 三 章`, `第二节 …`."""
    if not line.startswith("第") or not (found := _DIVISION.match(line)):
        return None
    value, unit = number(found[1]), "".join(found[2].split())
    if value is None:
        return None
    kind, rank = _DIVISIONS[unit]
    return Mark(kind, rank, "".join(line[: found.end(2)].split()), tidy(found[3]), value)


def outline(line: str) -> Mark | None:
    """`一、总体要求`, `（二）…`, `3.…`, `（4）…`, `7.1 …`, `【办理条件】`; its title is the lead sentence if short."""
    for pattern, rank in _OUTLINE:
        if found := pattern.match(line):
            label = "".join(found[0].split())
            return Mark("heading", rank, label, _lead(line[found.end() :]), number(found[1]) or 0)
    if found := _DECIMAL.match(line):
        dots, rest = found[2].count("."), line[found.end() :]
        if dots or (len(rest) <= 20 and "。" not in rest):
            value = -1 if dots else int(found[1])
            return Mark("heading", LIST + 10 * dots, found[0].strip(), _lead(rest), value)
    if found := _BOXED.match(line):
        return Mark("heading", LIST - 1, line.strip(), "", -1)
    return None


def annex(line: str) -> Mark | None:
    """`附件`, `附件2：…`, `附录一`."""
    if not line.startswith("附") or not (found := _ANNEX.match(line)):
        return None
    return Mark("heading", ANNEX, "".join(found[1].split()) + found[2], tidy(found[3]))


def english(line: str, numbered: bool) -> Mark | None:
    """`Part II`, `Article 5`, `Section 3. Fees`; `2.1 Fees` too when `numbered` headings may be expected."""
    if found := _ENGLISH_DIVISION.match(line):
        return Mark("chapter" if found[1][0] in "cC" else "part", 30 if found[1][0] in "cC" else 10, found[1], found[2])
    if found := _ENGLISH_ARTICLE.match(line):
        return Mark("article", 900, found[1], found[2].strip() if len(line) < 90 else "")
    if numbered and (found := _ENGLISH_NUMBERED.match(line)):
        return Mark("heading", LIST + 10 * found[1].rstrip(".").count("."), found[1], found[2].strip(), -1)
    return None


def heading(line: str, rank: int) -> Mark:
    """A line that its container calls a heading."""
    if (mark := outline(line)) is not None:
        return Mark("heading", rank, mark.label, line[len(line) - len(_after(line, mark.label)) :].strip(), mark.number)
    return Mark("heading", rank, tidy(line))


def tidy(text: str) -> str:
    """Close up headings that were spaced out for looks: `总　　则` → `总则`; spaces between words stay."""
    parts = text.split()
    if len(parts) > 1 and all(len(p) == 1 and "\u4e00" <= p <= "\u9fff" for p in parts):
        return "".join(parts)
    return " ".join(parts)


def _after(line: str, label: str) -> str:
    at = 0
    for character in label:
        at = line.index(character, at) + 1
    return line[at:]


def _lead(rest: str) -> str:
    found = _LEAD.match(rest)
    return tidy(found[1] or found[2]) if found else ""
