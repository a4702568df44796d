"""What is kept of conversations: turns as they were asked and answered, and copies of what was cited.

Tables of this package alone, no foreign key to another's. Sync, over an engine from outside. Does not know how an
answer is made, and never changes one.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from assistant.answers import Answer, Approval, Citation, Outcome, Sentence, Trace
from assistant.clauses import Quoted
from assistant.tables import citations, conversations, metadata, reuses, turns
from prompts.problems import Problem

__all__ = ["Quotation", "Store", "Use", "metadata", "new_id"]

_AT_ONCE = 500
"""Ids in one query; databases take no more than some thousands."""


@dataclass(frozen=True, slots=True)
class Use:
    """A past answer that quoted something."""

    id: str
    conversation_id: str
    asked_at: datetime
    question: str
    outcome: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch of a document as answers quoted it."""

    quoted: Quoted
    answers: tuple[str, ...]
    """Ids of all, the latest first."""
    latest: tuple[Use, ...]


class Store:
    """Keeps and reads conversations. For any number of threads; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create_tables(self) -> None:
        """Make the tables where migrations do not run: tests and throw-away databases."""
        metadata.create_all(self._engine)

    def questions(self, conversation_id: str) -> list[str]:
        """What was asked in a conversation, oldest first. Problem `conversation_unknown`."""
        with self._engine.connect() as connection:
            if connection.scalar(select(conversations.c.id).where(conversations.c.id == conversation_id)) is None:
                raise Problem("conversation_unknown", found=conversation_id)
            query = select(turns.c.question).where(turns.c.conversation_id == conversation_id)
            return list(connection.scalars(query.order_by(turns.c.ordinal)))

    def keep(self, question: str, answer: Answer, asked_at: datetime) -> None:
        """Keep a turn with copies of its citations; the conversation begins with its first turn."""
        with self._engine.begin() as connection:
            # Written to before anything is read: of two turns at once, the later one waits here and counts the other.
            here = update(conversations).where(conversations.c.id == answer.conversation_id)
            if not connection.execute(here.values(id=answer.conversation_id)).rowcount:
                connection.execute(insert(conversations).values(id=answer.conversation_id, started_at=asked_at))
            last = select(func.max(turns.c.ordinal)).where(turns.c.conversation_id == answer.conversation_id)
            connection.execute(
                insert(turns).values(
                    id=answer.id,
                    conversation_id=answer.conversation_id,
                    ordinal=(connection.scalar(last) or 0) + 1,
                    asked_at=asked_at,
                    question=question,
                    outcome=answer.outcome.value,
                    text=answer.text,
                    sentences=[asdict(sentence) for sentence in answer.sentences],
                    language=answer.language,
                    region=answer.region,
                    as_of=answer.as_of,
                    follow_ups=list(answer.follow_ups),
                    trace=asdict(answer.trace),
                )
            )
            if answer.citations:
                rows = [{"turn_id": answer.id, **asdict(citation)} for citation in answer.citations]
                connection.execute(insert(citations), rows)
            if told := answer.approved:
                values = {"approved_id": told.id, "approved_by": told.by, "approved_on": told.on}
                connection.execute(insert(reuses).values(turn_id=answer.id, **values))

    def answer(self, answer_id: str) -> Answer:
        """Read one answer as it was shown. Problem `answer_unknown`."""
        with self._engine.connect() as connection:
            row = connection.execute(select(turns).where(turns.c.id == answer_id)).one_or_none()
            if row is None:
                raise Problem("answer_unknown", found=answer_id)
            return _answer(connection, row)

    def asked(self, answer_id: str) -> str:
        """The question that an answer is to. Problem `answer_unknown`."""
        with self._engine.connect() as connection:
            question = connection.scalar(select(turns.c.question).where(turns.c.id == answer_id))
        if question is None:
            raise Problem("answer_unknown", found=answer_id)
        return str(question)

    def quoting(self, document_id: str, most: int) -> list[Quotation]:
        """Every stretch of a document that answers quoted, which did, and the latest `most` of these."""
        place = (citations.c.version, citations.c.start, citations.c.end)
        query = (
            select(*place, turns.c.id)
            .join(turns, turns.c.id == citations.c.turn_id)
            .where(citations.c.document_id == document_id)
            .order_by(turns.c.asked_at.desc())
        )
        told = select(*place, func.min(citations.c.quote), func.min(citations.c.locator))
        told = told.where(citations.c.document_id == document_id).group_by(*place).order_by(*place)
        by_place: dict[tuple[int, int, int], list[str]] = {}
        with self._engine.connect() as connection:
            for version, start, end, turn_id in connection.execution_options(yield_per=10_000).execute(query):
                by_place.setdefault((version, start, end), []).append(turn_id)
            words = {tuple(row[:3]): (row[3], row[4]) for row in connection.execute(told)}
            chosen = {i for ids in by_place.values() for i in list(dict.fromkeys(ids))[:most]}
            uses = _uses(connection, sorted(chosen))
        found = []
        for at, ids in sorted(by_place.items()):
            each = tuple(dict.fromkeys(ids))
            found.append(Quotation(Quoted(document_id, *at, *words[at]), each, tuple(uses[i] for i in each[:most])))
        return found

    def conversation(self, conversation_id: str) -> list[tuple[str, Answer]]:
        """Read a conversation: what was asked and what was answered, oldest first. Problem `conversation_unknown`."""
        self.questions(conversation_id)
        with self._engine.connect() as connection:
            query = select(turns).where(turns.c.conversation_id == conversation_id).order_by(turns.c.ordinal)
            return [(row.question, _answer(connection, row)) for row in connection.execute(query).all()]


def _uses(connection: Connection, ids: Sequence[str]) -> dict[str, Use]:
    """The answers of these ids."""
    wanted = (turns.c.id, turns.c.conversation_id, turns.c.asked_at, turns.c.question, turns.c.outcome, turns.c.as_of)
    found: dict[str, Use] = {}
    for begin in range(0, len(ids), _AT_ONCE):
        query = select(*wanted).where(turns.c.id.in_(ids[begin : begin + _AT_ONCE]))
        found.update({row.id: Use(*row) for row in connection.execute(query)})
    return found


def new_id() -> str:
    """A name for a conversation or an answer that nobody can guess."""
    return uuid.uuid4().hex


def sentences_in(stored: Sequence[Mapping[str, Any]]) -> tuple[Sentence, ...]:
    """Sentences from what JSON made of them."""
    return tuple(Sentence(**{**values, "citations": tuple(values["citations"])}) for values in stored)


def citation_in(row: Row[Any]) -> Citation:
    """The citation that a row holds, whatever else it holds."""
    return Citation(**{field.name: row._mapping[field.name] for field in fields(Citation)})


def _answer(connection: Connection, row: Any) -> Answer:
    query = select(citations).where(citations.c.turn_id == row.id).order_by(citations.c.number)
    cited = [citation_in(found) for found in connection.execute(query).all()]
    told = connection.execute(select(reuses).where(reuses.c.turn_id == row.id)).one_or_none()
    return Answer(
        id=row.id,
        outcome=Outcome(row.outcome),
        text=row.text,
        sentences=sentences_in(row.sentences),
        citations=tuple(cited),
        language=row.language,
        region=row.region,
        as_of=row.as_of,
        trace=Trace(**{**row.trace, "dropped": tuple(row.trace["dropped"])}),
        conversation_id=row.conversation_id,
        follow_ups=tuple(row.follow_ups),
        approved=Approval(told.approved_id, told.approved_by, told.approved_on) if told else None,
    )
