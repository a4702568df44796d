"""Chinese numerals and the article numbers written with them.

Reads what official texts, scans and people write: 一千一百二十九, 二〇一八, 廿三, 叁拾, １２, 12. Does not know
fractions, amounts of money (壹佰元整) or anything above 99,999.
"""

import re

DIGITS = {
    "〇": 0,
    "○": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_DIGITS = DIGITS | {"Ｏ": 0, "O": 0, "o": 0, "０": 0} | {c: i for i, c in enumerate("0123456789")}
_DIGITS |= {c: i for i, c in enumerate("０１２３４５６７８９")}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_LONGEST = 40
"""Characters of a number that means one; longer runs of digits are damage, and Python refuses those over 4,300."""
_TENS = {"廿": "二十", "卅": "三十"}
CAPITALS = dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千", strict=True))
"""Numerals as contracts and receipts write them, in which no change goes unseen, and the common ones."""
NUMERAL = "[〇○零一二两三四五六七八九十百千廿卅0-9０-９]"
"""One character of a number as articles and clauses are counted with, for use inside a regular expression."""

_ARTICLE = re.compile(rf"第\s*({NUMERAL}(?:\s*{NUMERAL})*)\s*条(?:\s*之\s*({NUMERAL}+))?")


def number(text: str) -> int | None:
    """Value of a Chinese, full-width or Arabic whole number; None when it is none.

    `一千一百二十九` → 1129; `二〇一八` → 2018 (digit by digit); `十` → 10; `１２` → 12. Spaces inside are ignored.
    """
    plain = "".join(CAPITALS.get(c, c) for c in "".join(text.split()))
    if len(plain) > _LONGEST:
        return None
    for short, long in _TENS.items():
        plain = plain.replace(short, long)
    if not plain:
        return None
    if all(c in _DIGITS for c in plain):
        return int("".join(str(_DIGITS[c]) for c in plain))
    total = section = digit = 0
    for c in plain:
        if c in _DIGITS:
            digit = digit * 10 + _DIGITS[c]
        elif c == "万":
            total, section, digit = (total + section + digit) * 10000, 0, 0
        elif c in _UNITS:
            section += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            return None
    return total + section + digit


def chinese(value: int) -> str:
    """Write 0 to 99,999 as articles are numbered: 10 → `十`, 110 → `一百一十`, 1029 → `一千零二十九`."""
    if not 0 <= value <= 99_999:
        raise ValueError(f"{value} is outside 0 to 99,999")
    if value == 0:
        return "零"
    out = ""
    for unit, name in ((10000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            out += "零一二三四五六七八九"[digit] + name
        elif out and not out.endswith("零") and value % unit:
            out += "零"
    return out[1:] if out.startswith("一十") else out


def article_label(text: str) -> str | None:
    """Canonical label of the first article number: `第 12 条之1` → `第十二条之一`; None when there is none."""
    found = _ARTICLE.search(text)
    value = number(found[1]) if found else None
    if not found or value is None:
        return None
    return written(value, number(found[2]) if found[2] else None)


def written(article: int, insertion: int | None = None) -> str:
    """Label of an article and of the one inserted after it: (120, 1) → `第一百二十条之一`."""
    return f"第{chinese(article)}条" + (f"之{chinese(insertion)}" if insertion else "")


def article_key(label: str) -> tuple[int, int] | None:
    """Number and insertion of a label, for comparing and sorting: `第一百二十条之一` → (120, 1)."""
    found = _ARTICLE.search(label)
    value = number(found[1]) if found else None
    if not found or value is None:
        return None
    return value, (number(found[2]) or 0) if found[2] else 0
