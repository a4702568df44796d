"""The tables of conversations and of approved answers, with no foreign key to another package's. Knows no reader."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

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


def _citation_columns() -> list[Column[object]]:
    """The fields of `Citation` beside its number."""
    return [
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
    ]


citations = Table(
    "citations",
    metadata,
    Column("turn_id", String(32), ForeignKey(turns.c.id), primary_key=True),
    Column("number", Integer, primary_key=True),
    *_citation_columns(),
)

reuses = Table(
    "reuses",
    metadata,
    Column("turn_id", String(32), ForeignKey(turns.c.id), primary_key=True),
    Column("approved_id", String(64), nullable=False, index=True),
    Column("approved_by", Text, nullable=False),
    Column("approved_on", Date, nullable=False),
)
"""The turns that were answered by an approved answer, and who had approved it when."""

approved_answers = Table(
    "approved_answers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("question", Text, nullable=False),
    Column("phrasings", JSON, nullable=False),
    Column("sentences", JSON, nullable=False),
    Column("language", String(8), nullable=False),
    Column("region", String(16)),
    Column("within", Boolean, nullable=False),
    Column("applicant", JSON, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("approved_by", Text, nullable=False),
    Column("approved_on", Date, nullable=False),
    Column("withdrawn_on", Date),
    Column("withdrawn_by", Text),
    Column("withdrawn_because", Text),
)

approved_keys = Table(
    "approved_keys",
    metadata,
    Column("approved_id", String(64), ForeignKey(approved_answers.c.id), primary_key=True),
    Column("key", String(64), primary_key=True, index=True),
)
"""Digests of what a question and its phrasings come down to (`same_question.key`): how an answer is found."""

approved_citations = Table(
    "approved_citations",
    metadata,
    Column("approved_id", String(64), ForeignKey(approved_answers.c.id), primary_key=True),
    Column("number", Integer, primary_key=True),
    *_citation_columns(),
)
