"""Dates as official texts write them, and what a clause says about the day of effect.

`2018年10月27日`, `二〇一八年十月二十七日`, `2018-10-27`, `2018.10.27`, `27 October 2018`, `October 27, 2018`. Does not
know lunar dates, fiscal years, which of several dates of a document is meant, or how long a text holds
(`ingestion/terms.py`); days no calendar has are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ingestion.numerals import CAPITALS, NUMERAL, number

_D = "[0-9０-９〇○零O一二三四五六七八九]"
_T = "[0-9０-９〇○零一二三四五六七八九十廿卅]"
_CHINESE = re.compile(
    rf"({_D}\s?{_D}\s?{_D}\s?{_D})\s*年\s*({_T}(?:\s?{_T})?)\s*月\s*({_T}(?:\s?{_T}){{0,2}})\s*[日号]"
)
_NUMERIC = re.compile(r"(?<![\d.])((?:19|20)\d\d)\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?![\d.]*\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    "Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\.?,?\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"\b{_MONTH}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b", re.IGNORECASE)


YEAR = rf"({_D}\s?{_D}\s?{_D}\s?{_D})"
"""A year of four digits, Chinese or Arabic, as the group of a regular expression."""
_N = f"(?:{NUMERAL}|[{''.join(CAPITALS)}])"
SPAN = (
    rf"(?=半|{_N})(?:(?P<years>{_N}{{1,3}})\s*年(?P<more>半)?|(?P<half>半)年)?\s*"
    rf"(?:(?P<months>{_N}{{1,3}})\s*个?月)?\s*(?:(?P<days>{_N}{{1,4}})\s*[日天])?"
)
"""A length of time, for use inside a regular expression; `span` says how long it is."""
KINDS = (
    "法|条例|规定|办法|解释|细则|规则|规范|决定|通知|意见|方案|公告|规章|制度|标准|预案|"
    "通告|批复|规程|章程|目录|措施|政策|文件"
)
_CLAUSE = re.compile(
    rf"(?:(?P<own>本(?:实施)?(?:{KINDS})(?:（[^）]{{0,40}}）)?)|"
    r"(?P<issued>现予(?:公布|发布|印发)|(?:现|予以)(?:公布|发布)[^。；]{0,60}?))"
    r"[^。；，\n]{0,12}?[，,]?\s*(?P<when>(?:自|从|于|经)[^。；，\n]{0,40}?)起?\s*(?:正式)?(?P<verb>施行|实施|执行|生效)(?![的前])"
)
_ON_PUBLICATION = re.compile(r"(?:公布|发布|颁布|印发|下发|通过|批准|签发|发文)之?日")
_AFTER = re.compile(rf"(?:公布|发布|颁布|印发)之?日起?\s*满?\s*{SPAN}\s*(?:后|以后|之后|期满|$)")


@dataclass(frozen=True, slots=True)
class Commencement:
    """What a clause says: a day, or so many days and months after publication (0: on the day itself)."""

    day: date | None
    after_publication: int | None = None
    """Days; None: it does not hang on publication."""
    months: int = 0

    def resolve(self, published: date | None) -> date | None:
        """The day of effect; None when it hangs on a day of publication that is not known."""
        if self.day is not None or self.after_publication is None:
            return self.day
        return later(published, self.months, self.after_publication) if published else None


def find_dates(text: str) -> list[tuple[int, int, date]]:
    """All dates as (start, end, date), in order; offsets count characters."""
    return sorted(_all(text))


def parse_date(text: str) -> date | None:
    """The one date that `text` holds; None if it holds none, or several different ones."""
    found = {day for _, _, day in _all(text)}
    return found.pop() if len(found) == 1 else None


def date_line(line: str) -> date | None:
    """The date of a line that says nothing else: `二〇〇四年一月十六日`."""
    if len(line) > 60:
        return None
    plain = "".join(line.split()).strip("（）()") if any("\u4e00" <= c <= "\u9fff" for c in line) else line.strip()
    found = list(_all(plain)) if len(plain) <= 24 else []
    return found[0][2] if len(found) == 1 and found[0][1] - found[0][0] == len(plain) else None


def commencement(text: str) -> Commencement | None:
    """The last clause that says when this very text takes effect; None if there is none.

    `本法自2021年1月1日起施行`, `自公布之日起施行`, `自发布之日起30日后施行`, `自公布之日起一年后施行`,
    `现予公布，自…起施行`.
    """
    said: Commencement | None = None
    for found in _CLAUSE.finditer(text):
        when = found["when"]
        day = next((day for _, _, day in sorted(_all(when))), None)
        if day:
            said = Commencement(day)
        elif after := _AFTER.search(when):
            months, days = span(after)
            said = Commencement(None, days, months)
        elif _ON_PUBLICATION.search(when):
            said = Commencement(None, 0)
    return said


def span(found: re.Match[str]) -> tuple[int, int]:
    """Months and days of what `SPAN` found: `三年六个月` → (42, 0), `一年半` → (18, 0), `30日` → (0, 30)."""
    years, months, days = (number(found[name] or "0") or 0 for name in ("years", "months", "days"))
    return years * 12 + (6 if found["more"] or found["half"] else 0) + months, days


def later(day: date, months: int = 0, days: int = 0) -> date:
    """So many calendar months and then days after; where that month has no such day, the first of the next one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        moved = day.replace(year=year, month=month + 1)
    except ValueError:
        return later(day.replace(day=1), months + 1, days)
    return moved + timedelta(days=days)


def _all(text: str) -> Iterator[tuple[int, int, date]]:
    for found in _CHINESE.finditer(text):
        yield from _made(found, found[1], found[2], found[3])
    for found in _NUMERIC.finditer(text):
        yield from _made(found, found[1], found[3], found[4])
    for found in _DAY_MONTH.finditer(text):
        yield from _made(found, found[3], str(_MONTHS.index(found[2][:3].lower()) + 1), found[1])
    for found in _MONTH_DAY.finditer(text):
        yield from _made(found, found[3], str(_MONTHS.index(found[1][:3].lower()) + 1), found[2])


def _made(found: re.Match[str], year: str, month: str, day: str) -> Iterator[tuple[int, int, date]]:
    values = [number(part) for part in (year.replace("O", "0"), month, day)]
    if all(values):
        try:
            yield found.start(), found.end(), date(*(value or 0 for value in values))
        except ValueError:
            return
