"""Keeps approved answers. Sync, over an engine from outside; does not know whether one still holds."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from assistant.addresses import squeezed
from assistant.approved_answers import ApprovedAnswer, Withdrawal
from assistant.store import citation_in, sentences_in
from assistant.tables import approved_answers, approved_citations, approved_keys
from prompts.problems import Problem


@dataclass(slots=True)
class Added:
    """What became of approved answers that were brought, by id."""

    new: list[str]
    changed: list[str]
    unchanged: list[str]
    """Kept as they were, those included that have expired or were withdrawn since."""

    def __str__(self) -> str:
        return f"{len(self.new)} new, {len(self.changed)} changed, {len(self.unchanged)} unchanged"


class ApprovedStore:
    """Reads and writes the tables; every method is one transaction. For any number of threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, brought: Iterable[ApprovedAnswer], *, again: bool = False) -> Added:
        """Keep all or none; what says something else under a known id takes its place. Problem `approved_twice`.

        What says the same as before stays as it was, expired or withdrawn; bringing a file twice approves nothing.
        With `again` it is approved anew.
        """
        added = Added([], [], [])
        with self._engine.begin() as connection:
            for approved in brought:
                _refuse_rival(connection, approved)
                before = _read(connection, approved_answers.c.id == approved.id)
                if before and not again and same(before[0], approved):
                    added.unchanged.append(approved.id)
                    continue
                (added.changed if before else added.new).append(approved.id)
                _write(connection, approved)
        return added

    def all(self) -> list[ApprovedAnswer]:
        """Every one, withdrawn ones too, by question."""
        with self._engine.connect() as connection:
            return _read(connection)

    def get(self, approved_id: str) -> ApprovedAnswer:
        """One. Problem `approved_unknown`."""
        with self._engine.connect() as connection:
            found = _read(connection, approved_answers.c.id == approved_id)
        if not found:
            raise Problem("approved_unknown", found=approved_id)
        return found[0]

    def with_key(self, key: str) -> Sequence[ApprovedAnswer]:
        """Those whose question, or a phrasing of it, comes down to a key."""
        with self._engine.connect() as connection:
            ids = select(approved_keys.c.approved_id).where(approved_keys.c.key == key)
            return _read(connection, approved_answers.c.id.in_(ids))

    def quoting(self, document_id: str) -> list[ApprovedAnswer]:
        """Those that cite a document."""
        with self._engine.connect() as connection:
            ids = select(approved_citations.c.approved_id).where(approved_citations.c.document_id == document_id)
            return _read(connection, approved_answers.c.id.in_(ids))

    def withdraw(self, approved_id: str, withdrawal: Withdrawal) -> None:
        """Give it no more; it stays to be read. Problem `approved_unknown`, `approved_withdrawn` for a second time."""
        before = self.get(approved_id)
        if before.withdrawn:
            raise Problem(
                "approved_withdrawn", found=approved_id, by=before.withdrawn.by, on=before.withdrawn.on.isoformat()
            )
        with self._engine.begin() as connection:
            connection.execute(
                update(approved_answers).where(approved_answers.c.id == approved_id).values(_withdrawn(withdrawal))
            )

    def rekey(self) -> int:
        """Compute the keys anew, which a later program may do in another way; gives how many answers changed by it."""
        changed = 0
        with self._engine.begin() as connection:
            for approved in _read(connection):
                here = approved_keys.c.approved_id == approved.id
                if set(connection.scalars(select(approved_keys.c.key).where(here))) != approved.keys:
                    _write_keys(connection, approved)
                    changed += 1
        return changed


def same(one: ApprovedAnswer, other: ApprovedAnswer) -> bool:
    """Whether two say the same of the same with the same words of the same documents, whoever approved it and when."""

    def told(approved: ApprovedAnswer) -> dict[str, Any]:
        plain = asdict(approved)
        cited = [(citation.document_id, squeezed(citation.quote)) for citation in approved.citations]
        return {**{name: value for name, value in plain.items() if name not in _OF_THE_ACT}, "citations": cited}

    return told(one) == told(other)


_OF_THE_ACT = ("approved_by", "approved_on", "withdrawn", "valid_from")


def _refuse_rival(connection: Connection, approved: ApprovedAnswer) -> None:
    """Another one that would answer the same asker on the same day: which of them is it to be?"""
    ids = select(approved_keys.c.approved_id).where(approved_keys.c.key.in_(approved.keys))
    for other in _read(connection, approved_answers.c.id.in_(ids), approved_answers.c.id != approved.id):
        alike = (other.region, other.language, set(other.applicant)) == (
            approved.region,
            approved.language,
            set(approved.applicant),
        )
        if alike and not other.withdrawn and not approved.withdrawn and _overlap(other, approved):
            raise Problem("approved_twice", found=approved.question, other=other.id, id=approved.id)


def _overlap(one: ApprovedAnswer, other: ApprovedAnswer) -> bool:
    ends = (one.valid_until or date.max, other.valid_until or date.max)
    return max(one.valid_from, other.valid_from) < min(ends)


def _read(connection: Connection, *conditions: Any) -> list[ApprovedAnswer]:
    query = select(approved_answers).where(*conditions).order_by(approved_answers.c.question, approved_answers.c.id)
    rows = connection.execute(query).all()
    cited: dict[str, list[Any]] = {row.id: [] for row in rows}
    sources = select(approved_citations).join(approved_answers).where(*conditions).order_by(approved_citations.c.number)
    for found in connection.execute(sources):
        cited[found.approved_id].append(citation_in(found))
    return [_approved(row, cited[row.id]) for row in rows]


def _approved(row: Row[Any], cited: Sequence[Any]) -> ApprovedAnswer:
    withdrawn = Withdrawal(row.withdrawn_by, row.withdrawn_on, row.withdrawn_because) if row.withdrawn_on else None
    return ApprovedAnswer(
        id=row.id,
        question=row.question,
        phrasings=tuple(row.phrasings),
        sentences=sentences_in(row.sentences),
        citations=tuple(cited),
        language=row.language,
        region=row.region,
        within=row.within,
        applicant=tuple(row.applicant),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        approved_by=row.approved_by,
        approved_on=row.approved_on,
        withdrawn=withdrawn,
    )


def _write(connection: Connection, approved: ApprovedAnswer) -> None:
    for table in (approved_keys, approved_citations):
        connection.execute(delete(table).where(table.c.approved_id == approved.id))
    connection.execute(delete(approved_answers).where(approved_answers.c.id == approved.id))
    connection.execute(
        insert(approved_answers).values(
            id=approved.id,
            question=approved.question,
            phrasings=list(approved.phrasings),
            sentences=[asdict(sentence) for sentence in approved.sentences],
            language=approved.language,
            region=approved.region,
            within=approved.within,
            applicant=list(approved.applicant),
            valid_from=approved.valid_from,
            valid_until=approved.valid_until,
            approved_by=approved.approved_by,
            approved_on=approved.approved_on,
            **_withdrawn(approved.withdrawn),
        )
    )
    _write_keys(connection, approved)
    rows = [{"approved_id": approved.id, **asdict(citation)} for citation in approved.citations]
    connection.execute(insert(approved_citations), rows)


def _write_keys(connection: Connection, approved: ApprovedAnswer) -> None:
    connection.execute(delete(approved_keys).where(approved_keys.c.approved_id == approved.id))
    rows = [{"approved_id": approved.id, "key": key} for key in sorted(approved.keys)]
    connection.execute(insert(approved_keys), rows)


def _withdrawn(withdrawal: Withdrawal | None) -> dict[str, Any]:
    if withdrawal is None:
        return {"withdrawn_on": None, "withdrawn_by": None, "withdrawn_because": None}
    return {
        "withdrawn_on": withdrawal.on,
        "withdrawn_by": withdrawal.by,
        "withdrawn_because": withdrawal.because,
    }
