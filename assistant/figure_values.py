"""What a number written in digits, Chinese or English words is worth, in one canonical form.

Does not know units, nor which words are numbers in a text (`figures`).
"""

import re

from ingestion.numerals import number

EN_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "万": 1e4,
    "亿": 1e8,
    "千": 1e3,
    "百": 1e2,
}
_LONGEST = 40
"""Characters of a number that means one."""


def worth(text: str | None, scale: str | None = None) -> str | None:
    """Canonical digits of a number in Arabic, Chinese or English words; None when it is none."""
    if not text or len(text) > _LONGEST:
        return None
    text = text.strip().lower().replace(",", "").replace(" ", "" if not text.isascii() else " ")
    factor = _SCALES.get((scale or "").lower(), 1.0)
    if text == "半":
        return written(0.5 * factor)
    if digits := re.fullmatch(r"(\d+(?:\.\d+)?)\s*([万亿千百]*)", text):
        return written(float(digits[1]) * _scaled(digits[2], factor))
    return _english(text, factor) if text.isascii() else _chinese(text, factor)


def written(value: float) -> str:
    """A number without needless zeros, to four decimals."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _chinese(text: str, factor: float) -> str | None:
    whole, _, decimals = text.partition("点")
    head, hundred_millions, tail = whole.rpartition("亿")
    low = number(tail) if tail else 0
    high = number(head) if hundred_millions else 0
    if low is None or high is None:
        return None
    if decimals:
        return _decimal(whole, decimals, factor)
    return written((high * 1e8 + low) * factor)


def _decimal(whole: str, decimals: str, factor: float) -> str | None:
    """`三点五` and `三点五亿`: the scale behind the decimals counts for all of it."""
    digits = decimals.rstrip("百千万亿")
    values = [number(c) for c in (whole, *digits)]
    if not digits or None in values or any(c in "十百千万亿" for c in digits):
        return None
    factor = _scaled(decimals[len(digits) :], factor)
    return written(float(f"{values[0]}.{''.join(map(str, values[1:]))}") * factor)


def _scaled(scales: str, factor: float) -> float:
    for scale in scales:
        factor *= _SCALES[scale]
    return factor


def _english(text: str, factor: float) -> str | None:
    total = 0
    for word in re.split(r"[\s-]+", text.strip()):
        if word == "hundred":
            total = (total or 1) * 100
        elif word in EN_WORDS:
            total += EN_WORDS[word]
        elif word != "and":
            return None
    return written(total * factor)
