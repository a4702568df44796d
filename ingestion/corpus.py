"""The corpus: every document, every wording it ever had, and the file each came from. SQL is the truth.

A wording, once kept, is never changed or deleted: citations point into it. What follows from the other documents of
the corpus (an end of validity, a successor) is kept apart from what was read (`documents.derived`), and laid over it
whenever a version is given out. Does not know readers, chunks or indexes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, delete, func, insert, select, update

from ingestion.documents import Metadata, Section, Version, sha256
from ingestion.file_records import FileRecord, file_at, record, recorded
from ingestion.tables import (
    documents,
    files,
    pack_metadata,
    pack_section,
    plain,
    sources,
    unpack_metadata,
    unpack_version,
    versions,
)
from prompts.problems import Problem


@dataclass(frozen=True, slots=True)
class Wording:
    """What reading a file brought, before it has a number."""

    document_id: str
    text: str
    sections: tuple[Section, ...]
    pages: tuple[tuple[int, int], ...]
    metadata: Metadata
    media_type: str
    original: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of documents."""

    id: str
    title: str
    version: int
    source: str
    path: str
    metadata: Metadata
    withdrawn_at: datetime | None


class Corpus:
    """Reads and writes the tables. Every public method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    # reading

    def versions(self) -> Iterator[Version]:
        """Every current wording that is not withdrawn, by document id."""
        query = (
            select(versions, documents.c.derived)
            .join(documents, (documents.c.id == versions.c.document_id) & (documents.c.version == versions.c.number))
            .where(documents.c.withdrawn_at.is_(None))
            .order_by(versions.c.document_id)
        )
        with self.engine.connect() as connection:
            for row in connection.execution_options(yield_per=50).execute(query):
                yield unpack_version(row)

    def version(self, document_id: str, number: int | None = None) -> Version:
        """One wording, the current one if no number is given; withdrawn and old ones too. Problem if there is none."""
        query = (
            select(versions, documents.c.derived)
            .join(documents, documents.c.id == versions.c.document_id)
            .where(versions.c.document_id == document_id)
            .where(versions.c.number == (documents.c.version if number is None else number))
        )
        with self.engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise Problem("unknown_document", found=document_id if number is None else f"{document_id}, {number}")
        return unpack_version(row)

    def entry(self, document_id: str) -> Entry:
        """The list line of one document, withdrawn or not. Problem if there is none."""
        with self.engine.connect() as connection:
            row = connection.execute(_entries().where(documents.c.id == document_id)).one_or_none()
        if row is None:
            raise Problem("unknown_document", found=document_id)
        return _entry(row)

    def entries(self, title: str = "", limit: int | None = None, offset: int = 0) -> list[Entry]:
        """Documents that are not withdrawn and whose title holds `title`, by title."""
        query = _current_entries(title).order_by(documents.c.title, documents.c.id).limit(limit).offset(offset)
        with self.engine.connect() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def count(self, title: str = "") -> int:
        """How many documents `entries` would list without a limit."""
        with self.engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(_current_entries(title).subquery())) or 0

    def state(self) -> str:
        """Digest of what `versions()` gives: equal digests, equal index."""
        query = (
            select(
                versions.c.document_id, versions.c.number, versions.c.digest, versions.c.metadata, documents.c.derived
            )
            .join(documents, (documents.c.id == versions.c.document_id) & (documents.c.version == versions.c.number))
            .where(documents.c.withdrawn_at.is_(None))
            .order_by(versions.c.document_id)
        )
        with self.engine.connect() as connection:
            return sha256("\n".join(json.dumps(list(row), sort_keys=True) for row in connection.execute(query)))

    def files(self, source: str) -> dict[str, FileRecord]:
        """What is known of the files of a source, by path relative to its root."""
        with self.engine.connect() as connection:
            return {record.path: record for record in recorded(connection, source)}

    def root(self, source: str) -> str | None:
        """The folder that a source's name was bound to last; None for a name that is none."""
        with self.engine.connect() as connection:
            return connection.scalar(select(sources.c.root).where(sources.c.name == source))

    # writing

    def register(self, source: str, root: str) -> str | None:
        """Bind a source's name to its folder; gives the folder it was bound to before, if another."""
        with self.engine.begin() as connection:
            before = connection.scalar(select(sources.c.root).where(sources.c.name == source))
            if before is None:
                connection.execute(insert(sources).values(name=source, root=root))
            elif before != root:
                connection.execute(update(sources).where(sources.c.name == source).values(root=root))
        return before if before != root else None

    def keep(self, source: str, path: str, seen: str, wording: Wording, ids: Mapping[str, str] | None = None) -> str:
        """Keep what a file says now. Gives `new`, `changed` or `unchanged`; a new number only for new words.

        `ids` has the id of each path that the source holds now: a document moves here from a path that has its id no
        longer. Problem `id_taken` if another file has it still, or `ids` is not given.
        """
        with self.engine.begin() as connection:
            known = connection.execute(select(documents).where(documents.c.id == wording.document_id)).one_or_none()
            if known is not None and (known.source, known.path) != (source, path) and known.withdrawn_at is None:
                if ids is None or known.source != source or ids.get(known.path) == known.id:
                    owner = {"owner": f"{known.source}/{known.path}", "source": known.source}
                    raise Problem("id_taken", found=known.id, path=path, **owner)
                # so that it is not withdrawn with the path that it leaves
                connection.execute(update(files).where(file_at(source, known.path)).values(document_id=None))
            change = _keep_wording(connection, source, path, wording, known)
            _forget_former_document(connection, source, path, wording.document_id)
            record(connection, source, FileRecord(path, seen, wording.document_id, None))
        return change

    def refuse(self, source: str, path: str, seen: str, problem: Problem) -> None:
        """Remember why a file was not taken. An earlier wording of it stays: old words beat none, and it is said."""
        with self.engine.begin() as connection:
            before = connection.scalar(select(files.c.document_id).where(file_at(source, path)))
            record(connection, source, FileRecord(path, seen, before, problem))

    def withdraw(self, source: str, paths: Iterable[str]) -> int:
        """Take the documents of vanished files out of every search; their wordings stay readable for citations."""
        count = 0
        with self.engine.begin() as connection:
            for path in paths:
                document_id = connection.scalar(select(files.c.document_id).where(file_at(source, path)))
                connection.execute(delete(files).where(file_at(source, path)))
                if document_id is not None:
                    count += _withdraw(connection, document_id)
        return count

    def derive(self, changes: Mapping[str, Mapping[str, Any]]) -> int:
        """Lay what follows from other documents over what was read; gives how many documents changed by it."""
        changed = 0
        with self.engine.begin() as connection:
            rows = connection.execute(select(documents.c.id, documents.c.derived)).all()
            for row in rows:
                derived = {name: plain(value) for name, value in changes.get(row.id, {}).items()}
                if derived != row.derived:
                    connection.execute(update(documents).where(documents.c.id == row.id).values(derived=derived))
                    changed += 1
        return changed

    def read_metadata(self) -> list[tuple[str, Metadata]]:
        """Metadata as read, nothing derived, of all documents that are not withdrawn, by path: for the derivation."""
        query = (
            select(documents.c.id, versions.c.metadata)
            .join(versions, (documents.c.id == versions.c.document_id) & (documents.c.version == versions.c.number))
            .where(documents.c.withdrawn_at.is_(None))
            .order_by(documents.c.path, documents.c.id)
        )
        with self.engine.connect() as connection:
            return [(row.id, unpack_metadata(row.metadata, {})) for row in connection.execute(query)]


def _keep_wording(connection: Connection, source: str, path: str, wording: Wording, known: Row[Any] | None) -> str:
    title = wording.metadata.title
    digest = sha256(wording.text)
    values = {
        "metadata": pack_metadata(wording.metadata),
        "sections": [pack_section(section) for section in wording.sections],
        "pages": [list(page) for page in wording.pages],
        "media_type": wording.media_type,
        "original": wording.original,
        "notes": list(wording.notes),
    }
    if known is None:
        number, change = 1, "new"
        connection.execute(
            insert(documents).values(
                id=wording.document_id, source=source, path=path, version=1, title=title, derived={}
            )
        )
    else:
        current = (versions.c.document_id == known.id, versions.c.number == known.version)
        before = connection.execute(select(versions).where(*current)).one()
        same_words = before.digest == digest
        number = known.version if same_words else known.version + 1
        same = same_words and before.metadata == values["metadata"]
        change = "new" if known.withdrawn_at else "unchanged" if same else "changed"
        connection.execute(
            update(documents)
            .where(documents.c.id == known.id)
            .values(version=number, title=title, source=source, path=path, withdrawn_at=None)
        )
        if same_words:
            connection.execute(update(versions).where(*current).values(**values))
            return change
    connection.execute(
        insert(versions).values(
            document_id=wording.document_id,
            number=number,
            digest=digest,
            text=wording.text,
            read_at=datetime.now(UTC),
            **values,
        )
    )
    return change


def _forget_former_document(connection: Connection, source: str, path: str, document_id: str) -> None:
    """A steward may give a file another id: what it was before is withdrawn."""
    former = connection.scalar(select(files.c.document_id).where(file_at(source, path)))
    if former is not None and former != document_id:
        _withdraw(connection, former)


def _withdraw(connection: Connection, document_id: str) -> int:
    here = (documents.c.id == document_id, documents.c.withdrawn_at.is_(None))
    return connection.execute(update(documents).where(*here).values(withdrawn_at=datetime.now(UTC))).rowcount


def _entries() -> Select[Any]:
    return select(documents, versions.c.metadata).join(
        versions, (documents.c.id == versions.c.document_id) & (documents.c.version == versions.c.number)
    )


def _current_entries(title: str) -> Select[Any]:
    query = _entries().where(documents.c.withdrawn_at.is_(None))
    return query.where(documents.c.title.contains(title, autoescape=True)) if title else query


def _entry(row: Row[Any]) -> Entry:
    metadata = unpack_metadata(row._mapping[versions.c.metadata], row.derived)
    return Entry(row.id, row.title, row.version, row.source, row.path, metadata, row.withdrawn_at)
