"""The lines of adoption and revision under a title, and the day on which this wording took effect.

`2012年12月28日 第十一届全国人民代表大会常务委员会第三十次会议《关于修改…的决定》修正`, as lines or inside one pair
of brackets. An amended act keeps the first day of effect in its last article; the day of this
wording is then that of the last revision, or the one of `commencements.csv`, where the amending act set another day
that the consolidated text does not repeat. Does not know amending acts that are not in that table.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

from ingestion.dates import Commencement, find_dates

EventKind = Literal["adopted", "published", "amended", "effective", "approved"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an act on a day."""

    day: date
    kind: EventKind
    text: str


_WORD = re.compile(r"通过|公布|发布|颁布|批准|修订|修正|修改|施行|实施|印发|废止|令第?")
_NOTE = re.compile(r"[（(]([^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*)[)）]?$")
_SPLIT = re.compile(r"(?=(?:根据|依据)?\s*[\d０-９]{4}\s*年\s*[\d０-９]{1,2}\s*月\s*[\d０-９]{1,2}\s*日)")
_LOOSE_END = re.compile(r"[\s　]*(?:根据|依据)?[\s　）)]*$")


def history_lines(head: str) -> tuple[str, ...]:
    """Lines of adoption and revision among the lines of a document's head, as written, one for each day."""
    found: list[str] = []
    for line in head.split("\n"):
        plain = line.strip()
        dates = find_dates(plain[:40])
        if (
            not dates
            or not _WORD.search(plain)
            or len(plain) > 3000
            or re.search("同时废止|收悉|（[^）]*〔\\d{4}〕\\d+号）", plain)
        ):
            continue
        opened = plain.startswith(("（", "("))
        if not opened and dates[0][0] > 4:
            continue
        for part in _SPLIT.split(plain.strip("（()）") if opened else plain):
            text = _LOOSE_END.sub("", part).strip()
            if text and find_dates(text[:20]):
                found.append(text)
            elif text and found:
                found[-1] = f"{found[-1]} {text}"
    return tuple(found)


def events(lines: Sequence[str]) -> tuple[Event, ...]:
    """What the lines say, in order of days."""
    made: list[Event] = []
    for line in lines:
        for start, end, day in find_dates(line)[:1]:
            rest = line[end:]
            made.append(Event(day, _kind(rest, line[:start]), line))
    return tuple(sorted(made, key=lambda event: event.day))


def _kind(rest: str, before: str) -> EventKind:
    if re.match(r"\s*起?(?:正式)?[施实]行", rest):
        return "effective"
    if (
        re.search(r"修[正订改]", re.sub(r"《[^》]*》", "", rest))
        or "根据" in before
        or re.search(r"关于修改|修正案", rest)
    ):
        return "amended"
    if "通过" in rest:
        return "adopted"
    if "批准" in rest:
        return "approved"
    return "published"


@dataclass(frozen=True, slots=True)
class Effect:
    """Day of effect of a wording, and whether the document itself says so."""

    day: date
    stated: bool


def day_of_effect(
    happened: Sequence[Event], clause: Commencement | None, issued: date | None, work: str
) -> Effect | None:
    """When the wording at hand took effect; None if nothing is known.

    `clause` is what its last article says; `issued` the day this wording came out, if that is known from elsewhere
    (header, file name). A line `… 施行` or the last article decides, unless a later revision shows that day to be the
    first wording's; then the known day of the amending act; then the day of the revision itself. A day of issue long
    after the last line tells of a revision whose line is missing.
    """
    turns = [event for event in happened if event.kind != "effective"]
    last = max((event.day for event in turns), default=None)
    revised = max((event.day for event in _revisions(turns)), default=None)
    if issued and (last is None or (issued - last).days > _GAP):
        revised = issued
    said = [event.day for event in happened if event.kind == "effective"]
    stated = [day for day in (*said, clause.day if clause else None) if day and (revised is None or day >= revised)]
    newest = max((day for day in (last, issued) if day), default=None)
    if stated:
        return Effect(max(stated), True)
    if newest and (known := _known({newest, last}, work, turns)):
        return Effect(known, False)
    if newest is None or not (turns or clause):
        return Effect(max(said), True) if said else None
    if clause and clause.after_publication is not None and revised is None:
        published = max((event.day for event in turns if event.kind == "published"), default=None)
        day = clause.resolve(published or newest)
        return Effect(day, True) if day else None
    return Effect(newest, False)


_GAP = 300
"""Days between adoption and publication beyond which a revision must lie between."""


def _revisions(turns: Sequence[Event]) -> list[Event]:
    """Amendments; and, for interpretations, which list each new wording as another meeting that passed it, those."""
    passed = [event for event in turns if event.kind == "adopted"]
    again = [event for event in passed[1:] if (event.day - passed[0].day).days > _GAP]
    return [event for event in turns if event.kind == "amended"] + again


def _known(days: set[date | None], work: str, turns: Sequence[Event]) -> date | None:
    text = "\n".join(event.text for event in turns).translate(_BRACKETS).replace("中华人民共和国", "")
    adopted = {str(day) for day in days}
    for row in _commencements():
        if row["adopted"] not in adopted:
            continue
        if row["work"] == work or (row["work"].startswith("*") and row["work"][1:] in f"{work}\n{text}"):
            return date.fromisoformat(row["in_force"])
    return None


_BRACKETS = str.maketrans("〈〉《》", "<><>")


@cache
def _commencements() -> tuple[dict[str, str], ...]:
    lines = resources.files("ingestion").joinpath("commencements.csv").read_text("utf-8").splitlines()
    return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))
