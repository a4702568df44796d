"""What time has done to the rule that is asked about: it has ended, or another wording is on its way.

The default search sees only what holds on the day of the answer. A second look, at everything, tells whether the text
that meets the question best has ended, and whether a coming wording meets it too. Does not know how an answer is made
of what holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.change_questions import names
from assistant.citations import Wordings
from ingestion.documents import Metadata, Version
from ingestion.named_acts import act_key
from ingestion.validity import Status, article_end, status, status_of_part
from prompts.sentences import sentence as said
from retrieval.seams import Passage

_CLEARLY, _FAR = 0.013, 0.03
"""By so much the cosine of an ended text must be above that of the best one in force for the question to be about the
ended one: where it names that text, and where it does not. Of questions about law over 621 texts, the seven about a
rule that ended with nothing in its place were .015 to .045 above, the 80 others of that set at most .010; of 200
citizens' questions that name no text, two were up to .03 above although a rule in force answers them."""
_COMING_WITHIN = 3
"""Ranks among which a coming wording must be found."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A sentence about legal time, and the passage that it speaks of."""

    passage: Passage
    text: str
    also: tuple[Passage, ...] = ()
    """Further passages of the same wording, some of which may meet the question, too."""
    about: str = ""
    """What its words are chosen by; the question, where empty."""
    beside: Passage | None = None
    """What holds on the day of the answer, and is the same rule."""
    worded: bool = False
    """Whether its words are told beside an answer, too, and not only cited."""
    lead: str = ""
    """What is said before its words."""


def ended(
    question: str, everything: Sequence[Passage], in_force: Sequence[Passage], as_of: date, language: str
) -> Announcement | None:
    """The text that the question is about has ended, and nothing that holds meets the question as well."""
    best = _named_and_gone(question, everything, as_of) or (everything[0] if everything else None)
    if best is None or status_of_part(best.metadata, best.chunk.labels, as_of) is not Status.REPEALED:
        return None
    nearest = max((p.cosine for p in in_force if p.cosine is not None), default=0.0)
    clearly = _CLEARLY if names(question, best.metadata.work or best.metadata.title) else _FAR
    meant = "exact" in best.found_by or f"《{best.metadata.work}》" in question
    if not meant and (best.cosine is None or best.cosine < nearest + clearly):
        return None
    return Announcement(best, _told(best, as_of, language))


def _told(gone: Passage, as_of: date, language: str) -> str:
    """That a text has ended, or of a text that holds, the articles that ended alone."""
    metadata, labels = gone.metadata, gone.chunk.labels
    if status(metadata, as_of) is not Status.REPEALED:
        last = max(filter(None, (article_end(metadata, label) for label in labels)))
        articles = ("、" if language == "zh" else ", ").join(labels)
        return said("ended_alone", language, title=metadata.title, articles=articles, day=day_told(last, language))
    name = "ended_on" if metadata.effective_to else "ended"
    text = said(name, language, title=metadata.title, day=day_told(metadata.effective_to, language))
    return text + said("ended_by", language, by=metadata.ended_by) if metadata.ended_by else text


def ending_clause(ended: Metadata, wordings: Wordings) -> tuple[Version, int, int] | None:
    """The clause (《…》同时废止) that repealed a text: `version.text[start:end]` of another; None if none is held."""
    if ended.repealed_by is None:
        return None
    version = wordings.version(ended.repealed_by)
    for repeal in version.metadata.repeals:
        if act_key(repeal.name) in {act_key(ended.work), act_key(ended.title)}:
            return version, repeal.start, repeal.end
    return None


def coming(everything: Sequence[Passage], as_of: date, today: date, language: str) -> Announcement | None:
    """A wording that does not hold yet on the day of the answer stands among the best passages."""
    found = next((p for p in everything[:_COMING_WITHIN] if is_coming(p, as_of)), None)
    return coming_told(found, today, language) if found else None


def is_coming(passage: Passage, as_of: date) -> bool:
    """Whether a passage is of a wording that takes effect on a known day after the one that counts."""
    metadata = passage.metadata
    return metadata.effective_from is not None and status(metadata, as_of) is Status.NOT_YET_IN_FORCE


def coming_told(passage: Passage, today: date, language: str) -> Announcement:
    """That a wording is on its way, or came since the day that was asked about."""
    begins = passage.metadata.effective_from
    name = "coming" if begins is None or begins > today else "came"
    text = said(name, language, title=passage.metadata.title, day=day_told(begins, language))
    return Announcement(passage, text, lead=said("its_words", language))


def before_told(earlier: Passage, as_of: date, language: str, *, same: bool) -> str:
    """The sentence that an earlier wording of a rule has ended, and what it said then; or that it said the same."""
    day = day_told(earlier.metadata.effective_to, language)
    if same:
        return said("before_alike", language, title=earlier.metadata.title, day=day)
    if status(earlier.metadata, as_of) is Status.SUPERSEDED:
        return said("before", language, title=earlier.metadata.title, day=day)
    return _told(earlier, as_of, language)


def _named_and_gone(question: str, everything: Sequence[Passage], as_of: date) -> Passage | None:
    """A text that the question puts in title marks, has ended, and of which no other wording is found in force."""
    named = [p for p in everything if p.metadata.work and f"《{p.metadata.work}》" in question]
    if any(status(p.metadata, as_of) is Status.IN_FORCE for p in named):
        return None
    return next((p for p in named if status(p.metadata, as_of) is Status.REPEALED), None)


def day_told(day: date | None, language: str) -> str:
    """A day as it is read in a sentence; nothing for none."""
    if day is None:
        return ""
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%B} {day.year}"
