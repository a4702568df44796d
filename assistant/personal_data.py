"""Takes personal numbers out of a question before it leaves the door, is searched for, sent to a model or kept.

Finds identity numbers (mainland China with its check digit, US and Canadian social numbers), bank cards (Luhn), mobile
and other phone numbers, e-mail addresses, passports where the word stands beside them; in full-width characters and
in groups, too. Does not find names, street addresses or what a story tells.
"""

import re
from dataclasses import dataclass
from typing import Literal

from assistant.figures import plain

Kind = Literal["identity", "bank_card", "phone", "email", "passport"]

_PLACEHOLDERS = {
    "zh": {
        "identity": "【证件号】",
        "bank_card": "【银行卡号】",
        "phone": "【电话号码】",
        "email": "【邮箱】",
        "passport": "【护照号】",
    },
    "en": {
        "identity": "[ID number]",
        "bank_card": "[card number]",
        "phone": "[phone number]",
        "email": "[e-mail]",
        "passport": "[passport number]",
    },
}
_BORN = re.compile(r"\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
"""An identity number holds a day of birth: what tells one in groups from some hotlines in a row."""
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[A-Za-z0-9._%+-]+\s?@\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    ("identity", re.compile(r"(?<![\dA-Za-z])\d(?:[ -]?\d){16}[ -]?[\dXx](?![\dA-Za-z])")),
    ("bank_card", re.compile(r"(?<!\d)\d(?:[ -]?\d){14,18}(?!\d)")),
    ("phone", re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")),
    ("phone", re.compile(r"(?<!\d)0\d{2,3}[ -]\d{7,8}(?!\d)")),
    ("phone", re.compile(r"(?<![\d.])(?:\+?1[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\d)")),
    ("identity", re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")),
    ("identity", re.compile(r"(?<![\d-])\d{3}[ -]\d{3}[ -]\d{3}(?![\d -]*\d)")),
    ("passport", re.compile(r"(?<=[Pp]assport )(?:(?:no\.?|number|#|is|:)\s?){0,3}[A-Z]{1,2}\d{6,8}\b")),
    ("passport", re.compile(r"(?<=[护護]照)(?:[号號][码碼]?)?[是为為: ]{0,2}[A-Za-z]{1,2}\d{7,8}")),
    ("identity", re.compile(r"(?<=\b(?:SIN|SSN) is )\d{9}\b|(?<=\b(?:SIN|SSN): )\d{9}\b")),
    ("phone", re.compile(r"(?<=\b[Cc]all me at )\d{10}\b|(?<=\bnumber is )\d{10}\b")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without the personal numbers, and which kinds were taken out."""

    text: str
    kinds: tuple[Kind, ...]


def mask(text: str, language: str) -> Masked:
    """Put a placeholder in `language` where a personal number stands. Amounts, dates and hotlines stay."""
    kinds: list[Kind] = []
    names = _PLACEHOLDERS["zh" if language.startswith("zh") else "en"]
    for kind, pattern in _PATTERNS:
        for found in reversed(list(pattern.finditer(plain(text)))):
            if _is_real(kind, found[0]):
                kinds.append(kind)
                text = text[: found.start()] + names[kind] + text[found.end() :]
    return Masked(text, tuple(dict.fromkeys(kinds)))


def _is_real(kind: Kind, written: str) -> bool:
    digits = re.sub(r"[ -]", "", written)
    if kind == "bank_card":
        return _luhn(digits)
    if kind == "identity" and len(digits) == 18:
        return bool(_BORN.fullmatch(digits)) and _gb11643(digits)
    return True


def _gb11643(number: str) -> bool:
    """Check digit of GB 11643-1999 (ISO 7064, MOD 11-2)."""
    total = sum(
        int(digit) * weight for digit, weight in zip(number, (2 ** (17 - i) % 11 for i in range(17)), strict=False)
    )
    return "10X98765432"[total % 11] == number[17].upper()


def _luhn(digits: str) -> bool:
    """Check sum of ISO/IEC 7812-1."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
