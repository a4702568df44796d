"""For which place and which day a question is asked.

What the text says wins over what the caller set, except for the day: an explicit as-of date wins. A year in a
question is the as-of year only where the words say so (`2015年的时候`, `according to the rules in 2015`); otherwise it
is part of the story. Does not know relative dates (`前年`).
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from ingestion import jurisdictions
from ingestion.documents import NATION

_YEAR = r"(?<!\d)((?:19|20)\d{2})"
_THEN_ZH = re.compile(
    rf"{_YEAR}\s*年(?:\s*(\d{{1,2}})\s*月(?:份)?)?(?:\s*(\d{{1,2}})\s*[日号])?\s*(?:的时候|那时候?|当时|时候?的?(?:规定|法律|政策|标准|规则)"
    r"|的(?:有关|相关)?(?:规定|法律|法规|政策|标准|条例)|(?:有效|施行|适用|执行)的)"
)
_THEN_EN = re.compile(
    r"\b(?:as (?:of|at)|back in|(?:law|rules?|regulations?|polic(?:y|ies)|version) (?:of|in|from|as of))\s+"
    r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|((?:19|20)\d{2}))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Place (region code, None: not known) and day of an answer."""

    region: str | None
    as_of: date
    named: bool = False
    """Whether the question itself names the place."""

    @property
    def lineage(self) -> tuple[str, ...] | None:
        """The places whose rules may answer; None: any."""
        return jurisdictions.lineage(self.region) if self.region else None


def circumstances(text: str, *, region: str | None, as_of: date | None, today: date) -> Circumstances:
    """Read them off a question and what the caller set. Two places in one text: the caller's counts, or none."""
    named = [place.code for place in jurisdictions.find(text) if place.code != NATION]
    place = named[0] if len(named) == 1 else region if not named else None
    return Circumstances(place, as_of or day_in(text) or today, named=len(named) == 1)


def day_in(text: str) -> date | None:
    """The day that a text asks to be answered for; the last day of a year or month told without its days."""
    if found := _THEN_ZH.search(text):
        return _day(int(found[1]), found[2], found[3])
    if found := _THEN_EN.search(text):
        return _day(int(found[1] or found[4]), found[2], found[3])
    return None


def is_local(region: str) -> bool:
    """Whether rules of this region hold in a part of the country only."""
    return region.isdigit() and region != NATION


def _day(year: int, month: str | None, day: str | None) -> date | None:
    try:
        if month and day:
            return date(year, int(month), int(day))
        if month:
            first = date(year, int(month), 1)
            return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return date(year, 12, 31)
    except ValueError:
        return None
