"""What time has done to the rule that is asked about: it has ended, or another wording is on its way.

The default search sees only what holds on the day of the answer. A second look, at everything, tells whether the text
that meets the question best has ended, and whether a coming wording meets it too. Does not know how an answer is made
of what holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingestion.validity import Status, status
from prompts.sentences import sentence as said
from retrieval.seams import Passage

_CLEARLY = 0.013
"""By so much the cosine of an ended text must be above that of the best one in force, in which case the question is
about the ended one. Of questions about law over 621 texts, the seven about a rule that ended with nothing in its place
were .015 to .045 above, the 80 others at most .010."""
_COMING_WITHIN = 3
"""Ranks among which a coming wording must be found."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A sentence about legal time, and the passage that it speaks of."""

    passage: Passage
    text: str


def ended(
    everything: Sequence[Passage], in_force: Sequence[Passage], as_of: date, language: str
) -> Announcement | None:
    """The text that the question is about has ended, and nothing that holds meets the question as well."""
    best = everything[0] if everything else None
    if best is None or status(best.metadata, as_of) is not Status.REPEALED:
        return None
    nearest = max((p.cosine for p in in_force if p.cosine is not None), default=0.0)
    if "exact" not in best.found_by and (best.cosine is None or best.cosine < nearest + _CLEARLY):
        return None
    name = "ended_on" if best.metadata.effective_to else "ended"
    text = said(name, language, title=best.metadata.title, day=_day(best.metadata.effective_to, language))
    if best.metadata.ended_by:
        text += said("ended_by", language, by=best.metadata.ended_by)
    return Announcement(best, text)


def coming(everything: Sequence[Passage], as_of: date, today: date, language: str) -> Announcement | None:
    """A wording that does not hold yet on the day of the answer stands among the best passages."""
    for passage in everything[:_COMING_WITHIN]:
        begins = passage.metadata.effective_from
        if begins is not None and status(passage.metadata, as_of) is Status.NOT_YET_IN_FORCE:
            name = "coming" if begins > today else "came"
            return Announcement(passage, said(name, language, title=passage.metadata.title, day=_day(begins, language)))
    return None


def _day(day: date | None, language: str) -> str:
    if day is None:
        return ""
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%B} {day.year}"
