"""How long a text says that it holds: `本办法有效期5年`, `本通知自…起施行，有效期至2025年12月31日`; or shows by its
title: `关于2019年部分节假日安排的通知`.

Only a term of the text itself counts: its subject is 本办法, 该通知 and their like, or it stands beside the clause on
the day of effect. A permit's, a card's or a contract's term ends no text. Does not know trial periods (`试行期一年`),
nor ends that hang on an event.
"""

import re
from datetime import date, timedelta

from ingestion.dates import KINDS, SPAN, YEAR, find_dates, later, span
from ingestion.numerals import number

_OWN = rf"(?:本|该)(?:实施)?(?:{KINDS})(?:（[^）]{{0,40}}）)?"
_EFFECT = r"(?:施行|实施|执行|生效)"
_BEFORE = re.compile(
    rf"{_OWN}(?:的|(?:自|从)[^。；，\n]{{2,30}}起[，,]?|由[^。；，\n]{{1,40}}解释[，,])?$|"
    rf"(?:{_OWN}[，,]?|现予(?:公布|发布|印发)[^。；，\n]{{0,12}}[，,]?|(?:^|[\n。；])\s*(?:第\S{{1,7}}条\s*)?)"
    rf"(?P<when>(?:自|从|于|经)[^。；\n]{{0,40}}?){_EFFECT}"
    rf"(?:[，,。；]?[^。；，\n]{{0,60}}同时废止)?[，,。；;（(\s]*(?:{_OWN}的?)?$"
)
"""What stands before the word 有效期 where the term is the text's own."""
_ISSUED = re.compile(r"公布|发布|颁布|印发")
_LINK = re.compile(r"(?:截止(?:到|至)?|截至|至|到)[：:]?\s*")
_FROM = re.compile(r"(?:自|从)(?P<day>[^。；，\n]{2,24}?)起[，,]?\s*(?:计算)?[，,]?\s*(?:为|是)?\s*")
_END_OF = re.compile(rf"{YEAR}\s*年\s*(?:年?[底末]|(\S{{1,2}}?)\s*月[底末]?(?!\s*[\d０-９一二三四五六七八九十]))")
_ARRANGES = re.compile(
    rf"关于(?:做好|公布|发布|印发|调整)?[《〈]?{YEAR}年度?[^年]{{0,40}}安排[》〉]?(?:有关事项|有关问题)?的(?:通知|公告|通告)$"
)
"""What is arranged for a year is over with it; of two years (`2019年至2020年`) the title does not say which."""
_LONGEST = 30 * 12
"""Months of a term beyond which the number is no term of a text."""


def expiry(text: str, effective_from: date | None, published: date | None = None) -> date | None:
    """First day on which a text with a term of its own is no longer in force; None if it states none.

    A term of so many years runs from the day it names, else from the day of effect; one that runs from publication
    runs from the day of effect if `published` is not known. Of several terms the last one counts.
    """
    ends: date | None = None
    for found in re.finditer(r"有效期限?(?:为|是|暂定为?|定为)?[：:]?\s*", text):
        before = _BEFORE.search(text[max(0, found.start() - 160) : found.start()])
        if before is None or not _is_ours(before["when"]):
            continue
        words = re.split(r"[。；\n]", text[found.end() : found.end() + 60], maxsplit=1)[0]
        ends = _until(words) or _so_long(words, effective_from, published) or ends
    return ends


def arranged_until(title: str) -> date | None:
    """First day after the one year whose arrangements the title announces; None if it announces no such thing.

    Plans and programmes of a year are left: their work and their rights often go on after it.
    """
    found = _ARRANGES.search("".join(title.split()))
    year = number(found[1]) if found else None
    return date(year + 1, 1, 1) if year and 1949 <= year < 9999 else None


def _is_ours(when: str | None) -> bool:
    """Whether a clause on the day of effect is a text's: it names a day, or the day of publication."""
    return when is None or bool(_ISSUED.search(when) or find_dates(when))


def _until(words: str) -> date | None:
    """The day after the last one: `至2025年12月31日`, `自2020年1月1日至2025年12月31日止`, `至2025年底`."""
    for link in _LINK.finditer(words):
        rest = words[link.end() :]
        for start, _, day in find_dates(rest)[:1]:
            if start == 0:
                return day + timedelta(days=1)
        if end := _END_OF.match(rest):
            year, month = number(end[1]), number(end[2] or "12")
            if year and month and 1 <= month <= 12:
                return later(date(year, month, 1), 1)
    return None


def _so_long(words: str, effective_from: date | None, published: date | None) -> date | None:
    begins = effective_from
    if opened := _FROM.match(words):
        words = words[opened.end() :]
        named = [day for _, _, day in find_dates(opened["day"])]
        begins = named[0] if named else (_ISSUED.search(opened["day"]) and published) or effective_from
    found = re.match(SPAN, words)
    months, days = span(found) if found else (0, 0)
    if begins is None or not (months or days) or months > _LONGEST:
        return None
    return later(begins, months, days)
