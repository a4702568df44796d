"""Approved answers, and the turns that were answered by one"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approved_answers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("phrasings", sa.JSON(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("region", sa.String(length=16), nullable=True),
        sa.Column("within", sa.Boolean(), nullable=False),
        sa.Column("applicant", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "approved_keys",
        sa.Column("approved_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["approved_id"], ["approved_answers.id"]),
        sa.PrimaryKeyConstraint("approved_id", "key"),
    )
    with op.batch_alter_table("approved_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approved_keys_key"), ["key"], unique=False)

    op.create_table(
        "approved_citations",
        sa.Column("approved_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("region", sa.String(length=16), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["approved_id"], ["approved_answers.id"]),
        sa.PrimaryKeyConstraint("approved_id", "number"),
    )
    with op.batch_alter_table("approved_citations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approved_citations_document_id"), ["document_id"], unique=False)

    op.create_table(
        "reuses",
        sa.Column("turn_id", sa.String(length=32), nullable=False),
        sa.Column("approved_id", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"]),
        sa.PrimaryKeyConstraint("turn_id"),
    )
    with op.batch_alter_table("reuses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reuses_approved_id"), ["approved_id"], unique=False)


def downgrade() -> None:
    for table in ("reuses", "approved_citations", "approved_keys", "approved_answers"):
        op.drop_table(table)
