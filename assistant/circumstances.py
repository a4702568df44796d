"""For which place and which day a question is asked.

What the text says wins over what the caller set, except for the day: an explicit as-of date wins. A year in a
question is the as-of year only where the words say so (`2015年的时候`, `2015年……当时`, `according to the rules in
2015`) or ask for its holidays (`2019年国庆怎么放假`); otherwise it is part of the story. Does not know whether
the place matters (`locality`).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.change_questions import asks_for_now_too
from assistant.residence import places_told
from ingestion import jurisdictions
from ingestion.dates import find_dates
from ingestion.documents import NATION

_YEAR = r"(?<!\d)((?:19|20)\d{2})"
_THEN_ZH = re.compile(
    rf"{_YEAR}\s*年[底末]?(?:\s*(\d{{1,2}})\s*月[份初底末]?)?(?:\s*(\d{{1,2}})\s*[日号])?\s*(?:的时候|那时候?|当时|时候?的?(?:规定|法律|政策|标准|规则)"
    r"|的(?:有关|相关)?(?:规定|法律|法规|政策|标准|条例)|(?:有效|施行|适用|执行)的)"
)
_BACK_THEN = r"(?<![适相])当时(?![限间期])|那时候?|那会儿"
_OF_THEN_ZH = re.compile(
    rf"{_YEAR}\s*年[底末]?(?:\s*(\d{{1,2}})\s*月[份初底末]?)?(?:\s*(\d{{1,2}})\s*[日号])?(?!.*{_YEAR}\s*年)"
    rf"(?!.*(?:现在|目前|如今|今[年后天]))[^。？！?!]*?(?:{_BACK_THEN})[^，。？！,?!]*"
    r"(?:吗|呢|多[少久长]|几|怎么|什么|是否|能不能|可不可以|要不要|有没有)[^，。？！,?!]*[？?]?\s*$"
)
"""The last date that is told before the question itself points back to it: 2023年6月我卖股权，当时要同意吗？ Where
only the story does (当时没签合同，现在怎么办), the rule of today is asked for."""
_HOLIDAY_ZH = re.compile(
    rf"(?:{_YEAR}\s*年|(前年|去年))的?(?:(?:元旦|春节|过年|除夕|清明|五一|劳动节|端午|中秋|国庆|十一)"
    r"[^，。？！,?!]{0,6}?(?:放假|放几|休几|补班|调休|安排)|节假日)(?!.*(?:现在|加班|工资|没给|扣|怎么办|合法))"
)
"""A year whose holidays are asked about: they are laid down for each year anew."""
_YEARS_FROM_NOW = {"前年": -2, "去年": -1}
_TOLD = re.compile(
    rf"(?:自|从|在|截至)?{_YEAR}\s*年(?:\s*(\d{{1,2}})\s*月份?)?(?:\s*(\d{{1,2}})\s*[日号])?[初底末]?"
    r"(?:的?时候|期间)?(?![以之]?[前后])[，,\s]*"
)
_THEN_EN = re.compile(
    r"\b(?:as (?:of|at)|back in|(?:law|rules?|regulations?|polic(?:y|ies)|version) (?:of|in|from|as of))\s+"
    r"(?=(?P<day>[^.?!]{8,20})|)(?:\S*\d\S*\s+)?(?:(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?\s+"
    r"(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?)?(?P<year>(?:19|20)\d{2})\b",
    re.I,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_IN_WORDS = re.compile(r"[一二][〇零○一二三四五六七八九]{3}(?=\s*年)")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_NATIONAL = re.compile(
    r"国家(?:统一)?的?(?:规定|法律|法规|标准|条例)|全国(?:统一|范围|都)|(?:我国|中国)的?法律|国家层面"
    r"|\bin (?:mainland )?China\b|\bChinese (?:law|rule|regulation)s?\b",
    re.I,
)
_COMPARES = re.compile(r"[比跟和与同]|差[别异在]|区别|不同|之外|基础上")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Place (region code, None: not known, or several) and day of an answer."""

    region: str | None
    as_of: date
    named: tuple[str, ...] = ()
    """Places that the question itself names; of several, the rules of each may answer."""
    perhaps: tuple[str, ...] = ()
    """Places that a name in the question may mean, when nothing says which: 鼓楼区."""

    @property
    def lineage(self) -> tuple[str, ...] | None:
        """The places whose rules may answer; None: any."""
        places = (self.region,) if self.region else self.named
        return tuple(dict.fromkeys(code for place in places for code in jurisdictions.lineage(place))) or None

    @property
    def placed(self) -> bool:
        """Whether it is known whose rules may answer."""
        return self.lineage is not None


def circumstances(
    text: str, *, region: str | None, as_of: date | None, today: date, before: date | None = None
) -> Circumstances:
    """Read them off a question and what the caller set. `before`: the day of the question that it leans on.

    Two places in one text: the caller's if it is one of them, else both. What asks for the rule of the nation, and
    compares it with none, is asked for the nation where no place is known.
    """
    day = as_of or day_in(text, today) or before or today
    at_home = region is None or region.isdigit()  # for who is abroad, Shanghai is a part of their story
    named = places_told(text, region, latin=at_home)
    if len(named) > 1:
        own = [code for code in named if region and (code in jurisdictions.lineage(region))]
        return Circumstances(region if own else None, day, named)
    if named:
        return Circumstances(named[0], day, named)
    perhaps = tuple(place.code for place in jurisdictions.unsettled(text, region))
    if region is None and _NATIONAL.search(text) and not _COMPARES.search(text):
        region = NATION
    return Circumstances(None if perhaps else region, day, perhaps=perhaps)


def day_in(text: str, today: date) -> date | None:
    """The day that a text asks to be answered for; none where it asks for today's rule beside that of the day."""
    return None if asks_for_now_too(text) else day_pointed_to(text, today)


def day_pointed_to(text: str, today: date) -> date | None:
    """The day whose rule a text asks for, alone or beside today's. Of a year or month told without its days it is the
    last one, but today where they have not ended yet."""
    plain = _YEAR_IN_WORDS.sub(lambda year: year[0].translate(_DIGITS), unicodedata.normalize("NFKC", text))
    if found := _THEN_ZH.search(plain) or _OF_THEN_ZH.search(plain):
        return _day(today, int(found[1]), found[2], found[3])
    if found := _HOLIDAY_ZH.search(plain):
        return _day(today, int(found[1] or today.year + _YEARS_FROM_NOW[found[2]]), None, None)
    if found := _THEN_EN.search(plain):
        whole = find_dates(found["day"] or "")
        if whole and whole[0][0] == 0:
            return whole[0][2]
        month = str(_MONTHS.index(found["month"][:3].lower()) + 1) if found["month"] else None
        return _day(today, int(found["year"]), month, None)
    return None


def without_day(text: str, as_of: date) -> str:
    """A Chinese text without the date that it is asked for, and without what points to it (当时): sources that hold
    on a day do not name it, and what looks for them in the words of a question finds less for it."""

    def told(found: re.Match[str]) -> str:
        year, month = int(found[1]), int(found[2] or as_of.month)
        return "" if (year, month) == (as_of.year, as_of.month) else found[0]

    rest = re.sub(_BACK_THEN, "", _TOLD.sub(told, text))
    return rest if len(rest) >= _ENOUGH_LEFT else text


_ENOUGH_LEFT = 4
"""Characters of a question that are one without its date."""


def is_local(region: str) -> bool:
    """Whether rules of this region hold in a part of the country only."""
    return region.isdigit() and region != NATION


def _day(today: date, year: int, month: str | None, day: str | None) -> date | None:
    try:
        if month and day:
            return date(year, int(month), int(day))
        first = date(year, int(month or 1), 1)
    except ValueError:
        return None
    after = date(year + 1, 1, 1) if month is None else (first + timedelta(days=31)).replace(day=1)
    return today if first <= today < after else after - timedelta(days=1)
