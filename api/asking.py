"""What every door does with a question before and while it is answered: check it, count it, stop it.

One way in for pages, HTTP, OpenAI's clients and the command line. Does not know how a question is answered.
"""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from datetime import date

from api.wiring import Services
from assistant.answers import Done, Event, Question
from ingestion import jurisdictions
from prompts.problems import Problem
from retrieval.seams import Filters

EARLIEST = date(1949, 10, 1)
YEARS_AHEAD = 10


def checked_question(
    services: Services,
    text: str,
    *,
    region: str | None = None,
    as_of: str | None = None,
    language: str | None = None,
    conversation_id: str | None = None,
    history: tuple[tuple[str, str], ...] = (),
) -> Question:
    """The question with its place and date resolved. Problem if it is empty or too long, or either is nonsense."""
    limit = services.settings.limits.question
    if not text.strip():
        raise Problem("question_empty")
    if len(text) > limit:
        raise Problem("question_too_long", found=len(text), limit=limit)
    return Question(
        text=text.strip(),
        conversation_id=conversation_id or None,
        region=region_code(region),
        as_of=checked_date(services, as_of),
        language=language,
        history=history,
    )


def region_code(name: str | None) -> str | None:
    """The code of a place given by code or name. Problem if there is no such place."""
    return jurisdictions.resolve(name).code if name and name.strip() else None


def checked_date(services: Services, as_of: str | None) -> date | None:
    """The day asked for; None: today. Problem if it is no date, or further away than rules are known."""
    if not as_of:
        return None
    today = services.today()
    latest = date(today.year + YEARS_AHEAD, today.month, min(today.day, 28))
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        raise Problem("bad_date", found=as_of, latest=latest) from None
    if not EARLIEST <= day <= latest:
        raise Problem("bad_date", found=as_of, latest=latest)
    return day


def filters(
    services: Services,
    *,
    region: str | None = None,
    as_of: str | None = None,
    languages: list[str] | None = None,
    documents: list[str] | None = None,
    any_time: bool = False,
) -> Filters:
    """What a search may see, from what a stranger wrote."""
    code = region_code(region)
    return Filters(
        as_of=checked_date(services, as_of) or services.today(),
        lineage=jurisdictions.lineage(code) if code else None,
        languages=tuple(languages) if languages else None,
        documents=tuple(documents) if documents else None,
        any_time=any_time,
    )


@contextmanager
def turn(services: Services) -> Iterator[None]:
    """One of the places for work that takes seconds. Problem `busy` if all are taken."""
    if not services.turns.acquire(blocking=False):
        raise Problem("busy")
    try:
        yield
    finally:
        services.turns.release()


def answering(services: Services, question: Question) -> Generator[Event, None, None]:
    """The events of an answer, counted and limited. Closing this stops the answer. Problem `busy`, `starting`, …"""
    services.require_ready()
    with turn(services), closing(services.assistant.answer(question)) as events:
        for event in events:
            if isinstance(event, Done):
                services.metrics.count_answer(event.answer)
            yield event
