"""Notices: what is told beside an answer, or before it. Does not know what is answered."""

from collections.abc import Iterator, Sequence
from datetime import date

from assistant.answers import Citation, Notice
from assistant.danger import speaks_of_danger
from assistant.locality import levels_told
from assistant.sentences import is_chinese
from assistant.turn import Turn
from prompts.sentences import sentence as said
from retrieval.current import BEHIND
from retrieval.seams import SearchResult


def before_the_answer(turn: Turn, today: date, found: SearchResult | None = None) -> Iterator[Notice]:
    """About the question, and about how well could be searched."""
    if turn.kind == "complaint":
        yield notice("complaint", turn.language)
    if speaks_of_danger(turn.question):
        yield notice("crisis", turn.language)
    if turn.place.as_of > today:
        yield notice("future_date", turn.language, as_of=turn.place.as_of)
    if found and any(state.startswith("down") for state in found.legs.values()):
        yield notice("leg_down", turn.language)
    if found and found.legs.get("index") == BEHIND:
        yield notice("index_behind", turn.language)


def of_the_source(turn: Turn, citations: Sequence[Citation]) -> Iterator[Notice]:
    """From which levels the cited rules come, and that they are in another language than the answer."""
    if levels := levels_told([c.region for c in citations], turn.place.region, turn.language):
        yield Notice("levels", levels)
    foreign = {c.number for c in citations if is_chinese(c.quote) != (turn.language == "zh")}
    told = turn.guide or turn.draft
    own_words = [s for s in told.sentences if not s.quoted and foreign & set(s.citations)] if told else []
    if foreign:
        yield notice("translated" if own_words else "source_language", turn.language)


def notice(name: str, language: str, **values: object) -> Notice:
    """One of the fixed sentences as a notice."""
    return Notice(name, said(name, language, **values))
