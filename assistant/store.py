"""What is kept of conversations: turns as they were asked and answered, and copies of what was cited.

Tables of this package alone, no foreign key to another's. Sync, over an engine from outside. Does not know how an
answer is made, and never changes one.
"""

import uuid
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
)

from assistant.answers import Answer, Citation, Outcome, Sentence, Trace
from prompts.problems import Problem

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("started_at", DateTime(timezone=True), nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), ForeignKey(conversations.c.id), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("question", Text, nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("sentences", JSON, nullable=False),
    Column("language", String(8), nullable=False),
    Column("region", String(16)),
    Column("as_of", Date, nullable=False),
    Column("follow_ups", JSON, nullable=False),
    Column("trace", JSON, nullable=False),
    UniqueConstraint("conversation_id", "ordinal", name="uq_turns_ordinal"),
)

citations = Table(
    "citations",
    metadata,
    Column("turn_id", String(32), ForeignKey(turns.c.id), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("document_id", String(64), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("locator", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("page", Integer),
    Column("url", Text, nullable=False),
    Column("status", String(40), nullable=False),
    Column("effective_from", Date),
    Column("effective_to", Date),
    Column("issuer", Text),
    Column("document_number", Text),
    Column("region", String(16), nullable=False),
    Column("sample", Boolean, nullable=False),
)


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
            here = conversations.c.id == answer.conversation_id
            if connection.scalar(select(conversations.c.id).where(here)) is None:
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

    def answer(self, answer_id: str) -> Answer:
        """Read one answer as it was shown. Problem `answer_unknown`."""
        with self._engine.connect() as connection:
            row = connection.execute(select(turns).where(turns.c.id == answer_id)).one_or_none()
            if row is None:
                raise Problem("answer_unknown", found=answer_id)
            return _answer(connection, row)

    def conversation(self, conversation_id: str) -> list[tuple[str, Answer]]:
        """Read a conversation: what was asked and what was answered, oldest first. Problem `conversation_unknown`."""
        self.questions(conversation_id)
        with self._engine.connect() as connection:
            query = select(turns).where(turns.c.conversation_id == conversation_id).order_by(turns.c.ordinal)
            return [(row.question, _answer(connection, row)) for row in connection.execute(query).all()]


def new_id() -> str:
    """A name for a conversation or an answer that nobody can guess."""
    return uuid.uuid4().hex


def _answer(connection: Connection, row: Any) -> Answer:
    query = select(citations).where(citations.c.turn_id == row.id).order_by(citations.c.number)
    names = {field.name for field in fields(Citation)}
    cited = [
        Citation(**{k: v for k, v in found._mapping.items() if k in names}) for found in connection.execute(query).all()
    ]
    return Answer(
        id=row.id,
        outcome=Outcome(row.outcome),
        text=row.text,
        sentences=tuple(Sentence(**{**s, "citations": tuple(s["citations"])}) for s in row.sentences),
        citations=tuple(cited),
        language=row.language,
        region=row.region,
        as_of=row.as_of,
        trace=Trace(**{**row.trace, "dropped": tuple(row.trace["dropped"])}),
        conversation_id=row.conversation_id,
        follow_ups=tuple(row.follow_ups),
    )
