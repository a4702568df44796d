"""What a number or a range written in digits, Chinese or English words is worth, in one canonical form.

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
_SCALES_LAST = re.compile("[百千万亿]+$")
_SPACED = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
"""What parts the thousands in `1 000`."""
_CAPITALS = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億", "一二二三三四五六六七八九十百千万亿")
"""Characters of amounts that must not be changed by a stroke, as they are written every day."""
_NEIGHBOURS = re.compile(
    r"(|.*[十百千万])(一(?=[二两])|[二两](?=三)|三(?=[四五])|四(?=五)|五(?=六)|六(?=七)|七(?=八)|八(?=九))(.)([十百千万亿]*)"
)
"""三五, 十七八, 二三百: one number or another, not 35."""
_LONGEST = 40
"""Characters of a number that means one."""


def worths(first: str | None, last: str | None, scale: str | None = None, *, half: bool = False) -> list[str]:
    """What the ends of a range are worth, or a single number (`last`); a `half` more of the last where one is told.

    In `5至10万` the first end takes the scale of the last, unless it were then the greater: `5000至1万`.
    """
    if not first and last and (either := _NEIGHBOURS.fullmatch(last.strip())):
        before, low, high, behind = either.groups()
        first, last = before + low + behind, before + high + behind
    top = worth(last, scale)
    if top is not None and half:
        top = written(float(top) + 0.5)
    bottom = worth(first, scale)
    if bottom is not None and top is not None and last and (shared := _SCALES_LAST.search(last.translate(_CAPITALS))):
        raised = (written(float(bottom) * _scaled(shared[0][i:], 1.0)) for i in range(len(shared[0])))
        bottom = next((value for value in raised if float(value) < float(top)), bottom)
    return [value for value in (bottom, top) if value is not None]


def worth(text: str | None, scale: str | None = None) -> str | None:
    """Canonical digits of a number in Arabic, Chinese or English words; None when it is none.

    A scale alone (`万`) is none: what it counts stands elsewhere.
    """
    if not text or len(text) > _LONGEST:
        return None
    text = _SPACED.sub("", text.strip().lower().replace(",", "").translate(_CAPITALS))
    text = text if text.isascii() else text.replace(" ", "")
    scale = (scale or "").lower()
    factor = _SCALES[scale] if scale in _SCALES else _scaled(scale, 1.0)
    if text == "半":
        return written(0.5 * factor)
    if digits := re.fullmatch(r"(\d+(?:\.\d+)?)\s*([万亿千百]*)", text):
        return written(float(digits[1]) * _scaled(digits[2], factor))
    return _english(text, factor) if text.isascii() else _chinese(text, factor)


def written(value: float) -> str:
    """A number without needless zeros, to four decimals."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _chinese(text: str, factor: float) -> str | None:
    if text[0] in "万亿":
        return None
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
