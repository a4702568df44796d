"""What must travel with a rule that is shown: its exceptions, the whole of its list, what it explains, how it opens.

`…应当…。但是，…的除外。` is one rule in two sentences, `前款规定…不适用…` one in two paragraphs, `有下列情形之一的：
（一）…；（二）…。` one in many lines, `…责令改正；拒不改正的，处…罚款。` one in two stages; a quote that stops half-way
says something that the law does not. Reads the words that open a sentence, in Chinese and English. Does not know
exceptions that stand in another article.
"""

import re

from assistant.sentences import LIST_MARK, is_chinese, split
from assistant.units import fits
from assistant.wording import content, coverage, covering

_EXCEPTS = re.compile(
    r"(?:但是?[，,、]?(?!书)|不过[，,]|然而|除外)|(?:法律|行政法规|国家|本法|本条例)[^。；]{0,20}另有规定的"
    r"|(?:前[一二三两]?[款项]|上[款述])[^。；\n]{0,60}(?:除外|不适用|不受|不在此限|另有|例外)"
    r"|(?:however|but|unless|except(?:ions?)?|otherwise|this (?:does not|doesn[’']t|rule does not) apply)\b",
    re.I,
)
"""How a sentence opens that takes something back from the one before it."""
_NOT_APPLIED = re.compile(r"[^。；\n]{0,60}(?:不适用|不受)前[一二三两]?款")
_EXCEPTED = re.compile(
    r"[，,；;]\s*(?:但是?|不过)[，,]?[^。；;\n]*|[，,][^，。；;\n]*除外|[，,;]\s*(?:but|unless|except)\b[^.;\n]*", re.I
)
"""An exception inside a sentence, from its comma to the end of the sentence."""
_NEXT_STAGE = re.compile(r"(?:情节|拒不|逾期|仍不|造成|构成|再次|对个人|对单位|违法所得)")
"""How the next stage of a penalty opens, behind a semicolon."""
_OF_THE_LIST = re.compile(r"[^，。；\n]{0,8}?有(?:前[一二三两]?款|上述)[^，。；\n]{0,50}(?:情形|行为)")
"""How a paragraph opens that says what else follows from items of the list above it: 有前款第二项情形的，可以并处…."""
_REPLIES = re.compile(r"(?:Yes|No)\b[.,!]")
"""How a paragraph opens that answers the question it is headed by: alone it would answer another."""
_EXPLAINS = re.compile(r"((?:(?!包括|是指)[\u4e00-\u9fff、]){2,20})(?:包括|，?是指)")
"""How a paragraph opens that says what words of the one above it mean: 居住地住址证明包括…."""
_ITS_WORDS = 0.6
"""Share of the words of what is explained that the paragraph above must hold."""
_DENIES = re.compile(r"不(?:属于|得|适用|予|承担|享受|支付|计入).{0,2}|无效")
_ONE_MATTER = 0.5
"""Share of the words of a further paragraph that the rule holds, from which it is on the same matter."""
_TELLS_EXCEPTION = re.compile(r"unless|except|however|\bbut\b|does not apply|other than|但|除外|不适用|另有", re.I)
_STEP = re.compile(r"\s*(\d{1,2})[.．、)]\s?(?!\d)")
_ASIDE = 10
"""Lines without a number between two steps, which belong to the one above them."""
_LEAD = ("：", ":")
_LONGEST_OPENING = 100
"""Characters of what stands before a sentence in its paragraph, to be told with it."""
_TOLD, _HINTED = 0.5, 0.2
"""Share of an exception's words that a sentence must hold to tell it; where it says that there is one."""


def whole_rule(text: str, start: int, end: int) -> tuple[int, int]:
    """The words `text[start:end]`, widened to the list they are part of, the exceptions that follow, and what they
    explain."""
    units = split(text)
    inside = [i for i, (a, b) in enumerate(units) if a < end and start < b]
    if not inside:
        return start, end
    first, last = inside[0], inside[-1]
    lead = _lead_of(text, units, first)
    if lead is not None:
        first, start = lead, min(start, units[lead][0])
    last = _through_list(text, units, first, last)
    listed = lead is not None
    while (following := _following(text, units, start, last, listed=listed)) is not None:
        last = _through_list(text, units, following, following)
    end = max(end, units[last][1])
    first = _asked_above(text, start) if _REPLIES.match(text, start) else _explained(text, start)
    return (first if fits(text, first, end) else start), end


def opening_of(text: str, start: int, end: int) -> int:
    """Where the paragraph of the sentences `text[start:end]` begins, if it is Chinese and what stands before is short.

    外国人收养子女，应当…。收养人应当提供…。 The second sentence is about those whom the first names. A case of a rule,
    parted from the others by a semicolon, stands alone.
    """
    line = text.rfind("\n", 0, start) + 1
    leads = text[line:start].rstrip().endswith("。") and start - line <= _LONGEST_OPENING and fits(text, line, end)
    return line if leads and is_chinese(text[line:end]) else start


def all_steps(text: str, start: int, end: int) -> tuple[int, int]:
    """The words `text[start:end]` of a numbered step, widened to all steps from the first, as many as fit a quote."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    at = next((i for i, (a, b) in enumerate(lines) if a <= start < b), None)
    number = _number(text, lines, at)
    if at is None or number is None:
        return start, end
    first = at
    while first > 0 and number > 1:
        first -= 1
        before = _number(text, lines, first)
        if before is not None and before != number - 1:
            return start, end
        number = before or number
    last, reached, number = first, first, 1
    while reached + 1 < len(lines) and reached - last < _ASIDE:
        reached += 1
        following = _number(text, lines, reached)
        if following is not None and following != number + 1:
            break
        if following is not None and fits(text, lines[first][0], lines[reached][1]):
            last, number = reached, following
    if not fits(text, lines[first][0], max(end, lines[last][1])):
        return start, end
    return (lines[first][0], max(end, lines[last][1])) if last > first else (start, end)


def _number(text: str, lines: list[tuple[int, int]], index: int | None) -> int | None:
    step = _STEP.match(text, *lines[index]) if index is not None else None
    return int(step[1]) if step else None


def takes_back(sentence: str) -> bool:
    """Whether a sentence is an exception to the one before it."""
    return bool(_EXCEPTS.match(sentence) or _NOT_APPLIED.match(sentence))


def untold(sentence: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """The exception to the rule `text[start:end]` of which a sentence says nothing; or None.

    One inside the rule's own sentence gives that sentence whole: half of it is not to be read alone.
    """
    for a, b in split(text):
        if a < end and start < b:
            for excepted in _EXCEPTED.finditer(text, a, b):
                if not _tells(sentence, excepted[0]):
                    return a, b
    _, wide = whole_rule(text, start, end)
    after = next(((a, b) for a, b in split(text) if a >= end and b <= wide), None)
    if after and takes_back(text[slice(*after)]) and not _tells(sentence, text[after[0] : wide]):
        return after[0], wide
    return None


def _tells(sentence: str, excepted: str) -> bool:
    """Whether a sentence tells an exception; in another language, whether it tells any."""
    says_so = bool(_TELLS_EXCEPTION.search(sentence))
    if is_chinese(sentence) != is_chinese(excepted):
        return says_so
    return coverage(content(excepted), covering(sentence)) >= (_HINTED if says_so else _TOLD)


def _following(text: str, units: list[tuple[int, int]], start: int, last: int, *, listed: bool) -> int | None:
    """The unit behind the last one up to which a rule goes on; None where it ends."""
    if last + 1 == len(units):
        return None
    following = text[slice(*units[last + 1])]
    if (
        takes_back(following)
        or _is_next_stage(text, units[last], units[last + 1])
        or ((listed or _in_item(text, units[last])) and _OF_THE_LIST.match(following))
    ):
        return last + 1
    return _denial(text, units, start, last)


def _asked_above(text: str, start: int) -> int:
    """Where the line begins that ends above `start`, if it asks; else `start`."""
    above = text[:start].rstrip()
    return above.rfind("\n") + 1 if above.endswith("?") else start


def _explained(text: str, start: int) -> int:
    """Where the paragraph begins whose words the one that begins at `start` explains; else `start`.

    居住地住址证明包括房屋租赁合同…… alone does not say that it is to be brought, and with what.
    """
    explains = _EXPLAINS.match(text, start)
    if not explains:
        return start
    above = text[:start].rstrip().rfind("\n") + 1
    known = coverage(content(explains[1]), covering(text[above:start]))
    return above if known >= _ITS_WORDS and not LIST_MARK.match(text, above) else start


def _denial(text: str, units: list[tuple[int, int]], start: int, last: int) -> int | None:
    """The next paragraph, or the one behind it, where it denies of the same matter what the rule lays down.

    共同签名所负的债务，属于夫妻共同债务 misleads whoever is not told that 以个人名义……所负的债务，不属于夫妻共同债务.
    """
    rule = text[start : units[last][1]]
    for i in range(last + 1, len(units)):
        a, b = units[i]
        further = text[units[last][1] - 1 : a].count("\n")
        if further > 2 or not fits(text, start, b):
            return None
        denied = _DENIES.search(text, a, b)
        if (
            further
            and denied
            and denied[0] not in rule
            and not _in_item(text, units[i])
            and coverage(content(text[a:b]), covering(rule)) >= _ONE_MATTER
        ):
            return i
    return None


def _is_next_stage(text: str, before: tuple[int, int], unit: tuple[int, int]) -> bool:
    return (
        text[before[1] - 1] in "；;"
        and bool(_NEXT_STAGE.match(text, unit[0]))
        and "\n" not in text[before[1] : unit[0]]
    )


def _lead_of(text: str, units: list[tuple[int, int]], index: int) -> int | None:
    """The line ending in a colon that a list item hangs on; None for what is no item."""
    i = index
    while i > 0 and _in_item(text, units[i]):
        i -= 1
        if text[slice(*units[i])].endswith(_LEAD):
            return i
    return None


def _through_list(text: str, units: list[tuple[int, int]], first: int, last: int) -> int:
    """The last unit of the list that these units open or stand in; the last of them where they do neither."""
    if not any(text[slice(*units[i])].endswith(_LEAD) for i in range(first, last + 1)):
        return last
    if text[slice(*units[last])].endswith(_LEAD) and last + 1 < len(units):
        last += 1
    while last + 1 < len(units) and _goes_on(text, units[last], units[last + 1]):
        last += 1
    return last


def _in_item(text: str, unit: tuple[int, int]) -> bool:
    """Whether a unit begins a list item, or stands in the line of one."""
    line = text.rfind("\n", 0, unit[0]) + 1
    return bool(LIST_MARK.match(text, unit[0]) or LIST_MARK.match(text, line))


def _goes_on(text: str, before: tuple[int, int], unit: tuple[int, int]) -> bool:
    """Whether a unit belongs to the list that the one before it is in."""
    if LIST_MARK.match(text, unit[0]):
        return True
    same_line = "\n" not in text[before[1] : unit[0]]
    return same_line and (_in_item(text, unit) or text[before[1] - 1] in "；;")
