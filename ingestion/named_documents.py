"""A document as people name it: by id, by title or by document number (文号), withdrawn ones included."""

from datetime import date

from sqlalchemy import select

from ingestion.corpus import Corpus
from ingestion.document_numbers import parse_document_number
from ingestion.tables import documents, unpack_metadata, versions
from ingestion.titles import work_name
from prompts.problems import Problem

_FEW = 8
"""Candidates that are named in a message."""


def find_document(corpus: Corpus, name: str) -> str:
    """The id of the document that is meant. Problem `unknown_document`, `several_documents`.

    An id is one; else the title or its short form (劳动合同法) as a whole, then a document number; then a part of a
    title, where only one document that is not withdrawn has it.
    """
    wanted = name.strip().strip("《》")
    rows = _rows(corpus, wanted)
    if any(row[0] == wanted for row in rows):
        return wanted
    number = parse_document_number(wanted)
    plain = work_name(wanted) or wanted
    tests = (
        [row for row in rows if wanted == row[1]],
        [row for row in rows if number and number == row[2]],
        [row for row in rows if plain == row[3]],
        [row for row in rows if wanted and wanted in row[1]],
    )
    for found in tests:
        held = [row for row in found if not row[4]] or found
        if len(held) == 1:
            return held[0][0]
        if held:
            named = "; ".join(f"{row[0]} ({row[1]}, {row[5] or '-'})" for row in held[:_FEW])
            raise Problem("several_documents", found=name, known=named, count=len(held))
    raise Problem("unknown_document", found=name)


def _rows(corpus: Corpus, wanted: str) -> list[tuple[str, str, str | None, str, bool, date | None]]:
    """Id, title, number, work, whether it is withdrawn, and its day of effect: of the one with this id, else of all."""
    query = select(documents.c.id, documents.c.derived, documents.c.withdrawn_at, versions.c.metadata).join(
        versions, (documents.c.id == versions.c.document_id) & (documents.c.version == versions.c.number)
    )
    with corpus.engine.connect() as connection:
        found = connection.execute(query.where(documents.c.id == wanted)).all()
        found = found or connection.execute(query.order_by(documents.c.id)).all()
    rows = []
    for row in found:
        metadata = unpack_metadata(row._mapping[versions.c.metadata], row.derived)
        withdrawn = row.withdrawn_at is not None
        names = (row.id, metadata.title, metadata.document_number, metadata.work)
        rows.append((*names, withdrawn, metadata.effective_from))
    return rows
