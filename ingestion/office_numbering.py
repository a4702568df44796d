"""The numbers that Word generates: 第一条, （一）, 1., ①, a), iv.

Counts as Word does: one counter a level of an abstract list, shared by the lists made from it, begun again below a
higher level. Source: ECMA-376 Part 1, 17.9 (numbering) and 17.18.59 (number formats). Formats of other scripts are
written as plain figures.
"""

from collections.abc import Callable
from typing import Final

from ingestion.markup import Element, local_name
from ingestion.office_styles import attribute, child

_DIGITS: Final = "〇一二三四五六七八九"
_LEGAL: Final = "零壹贰叁肆伍陆柒捌玖"
_ROMAN: Final = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
_LEGAL_TRADITIONAL: Final = "零壹貳參肆伍陸柒捌玖"


class Numbering:
    """The lists of one document; `label` is asked in reading order, once a numbered paragraph."""

    def __init__(self, root: Element | None) -> None:
        self._abstract: dict[str, dict[int, Element]] = {}
        self._list: dict[str, str] = {}
        self._override: dict[tuple[str, int], Element] = {}
        self._counters: dict[tuple[str, int], int] = {}
        self._begun: set[tuple[str, int]] = set()
        links: dict[str, str] = {}
        styled: dict[str, str] = {}
        for entry in root if root is not None else ():
            if local_name(entry) == "abstractNum":
                key = attribute(entry, "abstractNumId") or ""
                self._abstract[key] = {_level(x): x for x in entry if local_name(x) == "lvl"}
                if link := attribute(child(entry, "numStyleLink"), "val"):
                    links[key] = link
                if link := attribute(child(entry, "styleLink"), "val"):
                    styled[link] = key
            elif local_name(entry) == "num":
                number = attribute(entry, "numId") or ""
                self._list[number] = attribute(child(entry, "abstractNumId"), "val") or ""
                for override in entry:
                    if local_name(override) == "lvlOverride":
                        self._override[number, _level(override)] = override
        for key, link in links.items():
            self._abstract[key] = self._abstract[key] or self._abstract.get(styled.get(link, ""), {})

    def label(self, number: str, level: int) -> tuple[str, bool]:
        """The next label of list `number` at `level`, and whether it is a bullet; a bullet or no list has no label."""
        abstract = self._list.get(number)
        if abstract is None or (definition := self._definition(number, level)) is None:
            return "", False
        self._advance(abstract, number, level, definition)
        if attribute(child(definition, "numFmt"), "val") == "bullet":
            return "", True
        pattern = attribute(child(definition, "lvlText"), "val") or ""
        legal = child(definition, "isLgl") is not None
        for position in range(level + 1):
            if f"%{position + 1}" in pattern:
                inner = self._definition(number, position)
                count = self._counters.get((abstract, position), _start(inner))
                style = "decimal" if legal else _format(inner)
                pattern = pattern.replace(f"%{position + 1}", numeral(count, style))
        return " ".join(pattern.split()), False

    def _definition(self, number: str, level: int) -> Element | None:
        own = child(self._override.get((number, level)), "lvl")
        return own if own is not None else self._abstract.get(self._list.get(number, ""), {}).get(level)

    def _advance(self, abstract: str, number: str, level: int, definition: Element) -> None:
        restart = attribute(child(self._override.get((number, level)), "startOverride"), "val")
        key = (abstract, level)
        if restart is not None and restart.isdigit() and (number, level) not in self._begun:
            self._counters[key] = int(restart)
        elif key in self._counters:
            self._counters[key] += 1
        else:
            self._counters[key] = _start(definition)
        self._begun.add((number, level))
        for lower in range(level + 1, 9):
            limit = attribute(child(self._definition(number, lower), "lvlRestart"), "val")
            if limit is None or (limit.isdigit() and level < int(limit)):
                self._counters.pop((abstract, lower), None)


def numeral(number: int, style: str) -> str:
    """`number` written in one of Word's formats; figures for a format or a size that is not known."""
    writer = _WRITERS.get(style)
    return (writer(number) if writer else "") or ("" if style == "none" else str(number))


def _level(element: Element) -> int:
    value = attribute(element, "ilvl") or "0"
    return int(value) if value.isdigit() else 0


def _start(definition: Element | None) -> int:
    value = attribute(child(definition, "start"), "val") or ""
    return int(value) if value.isdigit() else 1 if value == "" else 0


def _format(definition: Element | None) -> str:
    return attribute(child(definition, "numFmt"), "val") or "decimal"


def _counted(digits: str, units: str, *, drop_one: bool) -> Callable[[int], str]:
    """Chinese numbers with units: 十一, 二百零三; `drop_one` writes 十 for 一十 where it stands first."""

    def write(number: int) -> str:
        if not 0 < number < 10_000:
            return digits[0] if number == 0 else ""
        text, zero = "", False
        for power in (3, 2, 1, 0):
            figure = number // 10**power % 10
            if figure:
                text += ("零" if zero and text else "") + digits[figure] + units[power]
            zero = figure == 0 if text else False
        text = text.replace(" ", "")
        return text[1:] if drop_one and 10 <= number < 20 else text

    return write


def _digitwise(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(figure)] for figure in str(max(number, 0)))


def _from(first: str, count: int) -> Callable[[int], str]:
    """Characters that follow one another in Unicode, e.g. ① to ⑳."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= count else ""


def _listed(characters: str) -> Callable[[int], str]:
    return lambda number: characters[(number - 1) % len(characters)] if number > 0 else ""


def _lettered(first: str) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 200 else ""


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return ""
    text = ""
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    for value, sign in zip(values, _ROMAN, strict=True):
        while number >= value:
            text, number = text + sign, number - value
    return text


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_COUNTING: Final = _counted(_DIGITS, " 十百千", drop_one=True)
_WRITERS: Final[dict[str, Callable[[int], str]]] = {
    "none": lambda _: "",
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _lettered("A"),
    "lowerLetter": _lettered("a"),
    "ordinal": _ordinal,
    "chineseCounting": _COUNTING,
    "chineseCountingThousand": _COUNTING,
    "japaneseCounting": _COUNTING,
    "taiwaneseCounting": _COUNTING,
    "taiwaneseCountingThousand": _COUNTING,
    "chineseLegalSimplified": _counted(_LEGAL, " 拾佰仟", drop_one=False),
    "ideographLegalTraditional": _counted(_LEGAL_TRADITIONAL, " 拾佰仟", drop_one=False),
    "ideographDigital": _digitwise(_DIGITS),
    "japaneseDigitalTenThousand": _digitwise(_DIGITS),
    "taiwaneseDigital": _digitwise("○一二三四五六七八九"),
    "decimalFullWidth": _digitwise("０１２３４５６７８９"),
    "decimalFullWidth2": _digitwise("０１２３４５６７８９"),
    "ideographTraditional": _listed("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _listed("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "ideographParenthesized": _from("㈠", 10),
}
