"""What stands behind a label of a service guide: items, sentences, telephone numbers, hours, places, periods.

Every value is a pair of offsets into the text, so that it can be cited; none is rewritten. Does not know labels.
"""

import re
from collections.abc import Iterator
from typing import Final

from ingestion.guide_tables import is_head_row
from ingestion.numerals import number

Span = tuple[int, int]
"""Offsets `(start, end)` of a value in the text."""

_MARKS: Final = (
    re.compile(r"(\d{1,2})\s*(?:[、．]|[.)）](?!\d))\s*"),
    re.compile(r"[（(]\s*([一二三四五六七八九十]{1,3})\s*[）)]\s*[、.．]?\s*"),
    re.compile(r"[（(]\s*(\d{1,2})\s*[）)]\s*[、.．]?\s*"),
    re.compile(r"([一二三四五六七八九十]{1,3})\s*[、．.]\s*"),
    re.compile(r"第([一二三四五六七八九十\d]{1,2})步\s*[:：、，]?\s*"),
    re.compile(r"步骤\s*([一二三四五六七八九十\d]{1,2})\s*[:：、，.]?\s*"),
    re.compile(r"(\d{1,2})\s*\|\s*"),
    re.compile(r"([①-⑳])\s*"),
    re.compile(r"([-*•·●○■◆▪★☆➤✔✓])\s*"),
)
_SENTENCE: Final = re.compile(r"(?:[（(《“][^（）()《》“”\n]*[）)》”]|[^。！？!?\n])+[。！？!?]*[”’）)]?")
_ENGLISH_LINE: Final = re.compile(r"(?:[-*•][ \t]+)?([^\n]+)")
_ENGLISH_SENTENCE: Final = re.compile(r"\S(?:.*?[.?!](?=\s+[\"“‘(]?[A-Z0-9£]|\s*\n|\s*$)|[^\n]*)", re.S)
_CLAUSE: Final = re.compile(r"(?:[（(《“][^（）()《》“”\n]*[）)》”]|[^，,。；;！？\n])+")
_PHONE: Final = re.compile(
    r"(?<![\d.〔\[-])(?:0\d{2,3}\s?[-－—–]?\s?\d{7,8}(?:\s?[-－转]\s?\d{1,5})?|1[3-9]\d{9}"
    r"|[48]00[-－ ]?\d{3,4}[-－ ]?\d{3,4}"
    r"|12\d{3}(?:[-－]\d)?|9[56]\d{3,4}|[2-9]\d{6,7}|110|119|122)(?![\d〕\]%元年月日号])"
)
_PHONE_CUE: Final = re.compile(r"电话|热线|拨打|致电|联系方式|咨询|查询[:：]|预约|专线|总机|传真[:：]")
_ENGLISH_PHONE: Final = re.compile(
    r"(?:(?<=Tel: )|(?<=Call )|(?<=Phone: )|(?<=Telephone: )|(?<=Hotline: ))[3689]\d{3} \d{4}(?!\d)|"
    r"(?<![\d£-])(?:\+44[ ()\d]{9,16}\d|0\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}|(?:1-)?\(?\d{3}\)?[ -]\d{3}-\d{4})(?!\d)"
)
_WEEK: Final = re.compile(
    r"(?:逢|每)?(?:周|星期|礼拜)[一二三四五六日天末1-7]|工作日\s*[（(：:，]?\s*(?:上午|\d{1,2}[:：点])"
    r"|(?:法定)?工作日(?:上班|办公)"
    r"|[上下]午\s*\d{1,2}\s*[:：点]|(?<!\d)\d{1,2}\s*[:：]\s*\d{2}\s*[-—–~至到－]"
)
_WORKING_DAYS: Final = re.compile(
    r"[\d一二三四五六七八九十两]+\s*个?\s*(?:工作日|自然日)|即时(?:办[理结]|审)|当场(?:办[理结]"
    r"|给予办理|办妥|发证|制证)"
)
_PERIOD: Final = re.compile(
    rf"{_WORKING_DAYS.pattern}|[\d一二三四五六七八九十两]+\s*(?:个月|小时|天|日|分钟)\s*(?:内|之内|以内"
    rf"|办结)|即办|立等可取"
)
_PLACEHOLDER: Final = re.compile(
    r"[?？]\s*(?:个?\s*工作日|天|日|元)|^[\s　]*(?:无|暂无|/|-+|—+|\?+|？+|见附件)?[\s　。]*$"
)
_FOR_WHOM: Final = re.compile(r"(?<![^\s；。])[\u4e00-\u9fff（）()]{2,14}(?:申请|办理|代办|申领|领取|的|人)[:：]")
"""Who is to bring what follows, where a reader ran the lines of a cell together: `本人申请：…  委托他人申请：…`."""
_RING: Final = re.compile(
    r"[\s，,；;、]*[（(]?(?:(?:联系|咨询|办公|服务|值班)?电话\s*[:：]?|(?<!\d)0\d{2,3}\s?[-－—–])\s*(?=[\d（(])"
)
_MONEY: Final = re.compile(r"元|免|不收|收费|费用|缴|%|％|折|减半")
_LONGEST_FEE: Final = 200
_LONGEST_HEAD: Final = 30
"""Characters of the longest line that says for whom the list under it is."""


def items(text: str, start: int, end: int) -> list[Span]:
    """The items of a list, without their numbers; its lines where it has none. Lines that announce items are left out.

    Items are counted: `2.` begins one only behind `1.`, so that 居民身份证2.房屋… is cut and 1.5 is not.
    """
    starts = _item_starts(text, start, end)
    if not starts and "\n" not in text[start:end] and (mark := counted(text, start)):
        return [(mark[2], end)]
    if not starts:
        return [span for span in _lines(text, start, end) if not _announces(text, span)] or _lines(text, start, end)
    spans = []
    if starts[0][0] > start:
        spans += [s for s in _lines(text, start, starts[0][0]) if not _announces(text, s)]
    for (_, begin), following in zip(starts, [*(s for s, _ in starts[1:]), end], strict=True):
        lines = _lines(text, begin, following)
        spans += lines[:1] + [line for line in lines[1:] if not _announces(text, line)]
    return spans


def groups(text: str, start: int, end: int) -> list[Span]:
    """Regions that each hold one numbered list: a new one begins where counting begins again."""
    starts = _item_starts(text, start, end)
    firsts = [mark for mark, begin in starts if _value(text[mark:begin]) == 1]
    return list(zip(firsts, [*firsts[1:], end], strict=True)) if firsts else []


def sentences(text: str, start: int, end: int) -> list[Span]:
    """Chinese sentences of a region; a full stop inside brackets or quotation marks ends none."""
    return [span for m in _SENTENCE.finditer(text, start, end) if (span := trimmed(text, m.start(), m.end()))]


def english_lines(text: str, start: int, end: int) -> list[Span]:
    """Lines of a region, without the bullet of an item."""
    return [match.span(1) for match in _ENGLISH_LINE.finditer(text, start, end)]


def english_sentences(text: str, start: int, end: int) -> list[Span]:
    """English sentences of a region, line by line, without the bullet of an item."""
    found = []
    for a, b in english_lines(text, start, end):
        found += [span for m in _ENGLISH_SENTENCE.finditer(text, a, b) if (span := trimmed(text, m.start(), m.end()))]
    return found


def clauses(text: str, start: int, end: int) -> list[Span]:
    """What stands between commas and stops."""
    return [span for m in _CLAUSE.finditer(text, start, end) if (span := trimmed(text, m.start(), m.end()))]


def listed(text: str, start: int, end: int) -> list[Span]:
    """Conditions and materials: items, or what stands between semicolons where a single line has several."""
    if by_applicant := _by_applicant(text, start, end):
        return by_applicant
    found = items(text, start, end)
    if len(found) == 1 and len(heads := list(_FOR_WHOM.finditer(text, *found[0]))) > 1:
        ends = [*(head.start() for head in heads[1:]), found[0][1]]
        parts = [(found[0][0], heads[0].start()), *zip((head.start() for head in heads), ends, strict=True)]
        return [span for part in parts if (span := trimmed(text, *part))]
    if len(found) != 1 or not re.search(r"[；;](?=.)", text[slice(*found[0])]):
        return found
    return [s for m in re.finditer(r"[^；;]+[；;]?", text[slice(*found[0])])
            if (s := trimmed(text, found[0][0] + m.start(), found[0][0] + m.end()))]  # fmt: skip


def _by_applicant(text: str, start: int, end: int) -> list[Span]:
    """Lists under heads of their own, each whole with its head: `未满16周岁的` + ①②③ is one value.

    Apart from its head an item would no longer say for whom it is. Empty where there are fewer than two such lists.
    """
    lines = _lines(text, start, end)
    marks = [counted(text, line[0]) for line in lines]
    heads = [
        n for n, (line, mark, below) in enumerate(zip(lines, marks, marks[1:], strict=False))
        if below and below[1] == 1 and (mark is None or mark[0] != below[0])
        and line[1] - line[0] <= _LONGEST_HEAD and text[line[1] - 1] not in "。；;，"
    ]  # fmt: skip
    if len(heads) < 2:
        return []
    found = [span for line in lines[: heads[0]] for span in items(text, *line)]
    for head, following in zip(heads, [*heads[1:], len(lines)], strict=True):
        last = next((n for n in range(head + 2, following) if marks[n] is None), following)
        mark = marks[head]
        found.append((mark[2] if mark else lines[head][0], lines[last - 1][1]))
        found += [span for line in lines[last:following] for span in items(text, *line)]
    return found


def steps(text: str, start: int, end: int) -> list[Span]:
    """Items; the sentences of a procedure that is told in one paragraph."""
    found = items(text, start, end)
    return sentences(text, *found[0]) if len(found) == 1 else found


def phones(text: str, start: int, end: int, *, labelled: bool) -> list[Span]:
    """Telephone numbers, each once; outside a labelled field only with a word such as 电话 or 热线 before them."""
    found: dict[str, Span] = {}
    for m in _PHONE.finditer(text, start, end):
        if labelled or _PHONE_CUE.search(text, max(0, m.start() - 14), m.start()):
            found.setdefault(re.sub(r"\D", "", m[0]), (m.start(), m.end()))
    return list(found.values())


def english_phones(text: str) -> list[Span]:
    """Telephone numbers as the United Kingdom, the United States and Singapore write them, each once."""
    found: dict[str, Span] = {}
    for m in _ENGLISH_PHONE.finditer(text):
        found.setdefault(re.sub(r"\D", "", m[0]), (m.start(), m.end()))
    return list(found.values())


def place_and_hours(text: str, start: int, end: int) -> tuple[list[Span], list[Span]]:
    """Lines about places, and from the first day or hour on, opening hours."""
    places, hours = [], []
    for a, b in items(text, start, end):
        end = b
        if week := _WEEK.search(text, a, b):
            whole = trimmed(text, week.start(), b)
            closed = whole and text[whole[1] - 1] in "）)" and not re.search("[（(]", text[slice(*whole)])
            hours.append((whole[0], whole[1] - 1) if whole and closed else whole)
            end = a + len(text[a : week.start()].rstrip("，,；;。（( "))
        places.append(trimmed(text, a, end))
    return [p for p in places if p], [h for h in hours if h]


def laws(text: str, start: int, end: int) -> list[Span]:
    """Each named law with what is said of it: cut between 》 and 《, at semicolons and at line ends."""
    found = []
    for a, b in items(text, start, end):
        at = a
        for cut in re.finditer(r"》[（(]?[^《》；;]{0,40}?(?:[；;、，]\s*|(?<=[》）)]))(?=《)", text[a:b]):
            found.append(trimmed(text, at, a + cut.end()))
            at = a + cut.end()
        found.append(trimmed(text, at, b))
    return [(a, a + len(text[a:b].rstrip("；;、，。 "))) for a, b in (span for span in found if span)]


def period(text: str, start: int, end: int) -> Span | None:
    """From the clause with the first period to the end of the clause with the last one; None without any."""
    timed = [c for c in clauses(text, start, end) if _PERIOD.search(text, *c)]
    return (timed[0][0], timed[-1][1]) if timed else None


def working_days(text: str, start: int, end: int) -> Span | None:
    """The clause of a procedure that counts working days: the only period that needs no label to be one."""
    return next((c for c in clauses(text, start, end) if _WORKING_DAYS.search(text, *c)), None)


def charges(text: str, start: int, end: int) -> Span:
    """The first line of a fee, and those lines after it that speak of money, too."""
    lines = _lines(text, start, end)
    last = next((n for n, line in enumerate(lines[1:], 1) if not _MONEY.search(text, *line)), len(lines))
    first = items(text, start, end)[0]
    return (first[0], lines[last - 1][1]) if lines[last - 1][1] - first[0] <= _LONGEST_FEE else first


def without_phone(text: str, start: int, end: int) -> Span:
    """A place up to the number to ring there, which is a field of its own."""
    found = _RING.search(text, start, end)
    return (start, found.start()) if found and found.start() > start else (start, end)


def counted(text: str, start: int) -> tuple[int, int, int] | None:
    """The mark that opens a line: (its style, its number, where the words behind it begin)."""
    for style, pattern in enumerate(_MARKS):
        if (mark := pattern.match(text, start)) and (value := _value(mark[0])):
            return style, value, mark.end()
    return None


def is_nothing(text: str) -> bool:
    """Whether a value only fills its place: 无, `/`, `?个工作日`."""
    return bool(_PLACEHOLDER.search(text))


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without outer white space and bars of a table; None when nothing is left."""
    while start < end and (text[start].isspace() or text[start] == "|"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "|"):
        end -= 1
    return (start, end) if start < end else None


def _lines(text: str, start: int, end: int) -> list[Span]:
    return [span for m in re.finditer(r"[^\n]+", text[start:end])
            if (span := trimmed(text, start + m.start(), start + m.end()))]  # fmt: skip


def _announces(text: str, span: Span) -> bool:
    """Whether a line is only the head of what follows: `需提供以下材料：`, `序号 | 材料名称 | 份数`."""
    return (text[span[1] - 1] in ":：" and span[1] - span[0] < 120) or is_head_row(text, *span)


def _item_starts(text: str, start: int, end: int) -> list[Span]:
    """(where the mark begins, where the item begins) of each item, by the first style of marks that opens a line."""
    for line in _lines(text, start, end):
        for style in _MARKS:
            if (first := style.match(text, line[0], line[1])) and _value(first[0]) in (1, 0):
                return list(_counted(text, style, line[0], end))
    return []


def _counted(text: str, style: re.Pattern[str], start: int, end: int) -> Iterator[Span]:
    last = 0
    for m in style.finditer(text, start, end):
        value = _value(m[0])
        opens = m.start() == start or text[max(0, m.start() - 8) : m.start()].rstrip(" ").endswith("\n")
        if (
            (value == 0 and opens)
            or (value == 1 and opens)
            or (value == last + 1 > 1 and text[m.start() - 1] not in "0123456789.")
        ):
            last = value
            yield m.start(), m.end()


def _value(mark: str) -> int:
    """The number of a mark; 0 for a bullet."""
    found = re.search(r"[一二三四五六七八九十]+|\d+", mark)
    if found:
        return number(found[0]) or 0
    circled = re.search(r"[①-⑳]", mark)
    return ord(circled[0]) - 0x245F if circled else 0
