"""What a question may see: one predicate, said once, read by every leg.

`conditions` turns `Filters` into comparisons over four columns of a document; `allowed` reads them with numpy, and
`retrieval/keywords.py` reads the very same ones as a query. Does not know indexes, questions or scores.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingestion.documents import Metadata
from retrieval.seams import Filters

ALWAYS = -(2**31)
"""Day number before every date: no known beginning."""
NEVER = 2**31 - 1
"""Day number after every date: no known end, or (as a beginning) in force on no day we can name."""

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class AtMost:
    """The column's number is at most this."""

    column: str
    value: int


@dataclass(frozen=True, slots=True)
class Above:
    """The column's number is greater than this."""

    column: str
    value: int


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column's text is one of these; of none, nothing passes."""

    column: str
    values: tuple[str, ...]


Condition = AtMost | Above | OneOf


def day(when: date) -> int:
    """Days since 1970-01-01, negative before."""
    return when.toordinal() - _EPOCH


def columns(document_id: str, metadata: Metadata) -> dict[str, int | str]:
    """The four things a filter asks of a document. Days are half-open: `start` ≤ as-of < `end`.

    A beginning that nobody wrote down is the day of publication, else of signature, else before all days. A document
    known to be repealed, on a day unknown, is in force on no day.
    """
    begun = metadata.effective_from or metadata.published or metadata.signed
    start = day(begun) if begun else ALWAYS
    end = day(metadata.effective_to) if metadata.effective_to else NEVER
    if metadata.repealed and metadata.effective_to is None:
        start = NEVER
    return {
        "document": document_id,
        "region": metadata.region,
        "language": metadata.language,
        "start": start,
        "end": end,
    }


def conditions(filters: Filters) -> tuple[Condition, ...]:
    """All of these must hold. None at all: everything may be seen."""
    found: list[Condition] = []
    if not filters.any_time:
        found += [AtMost("start", day(filters.as_of)), Above("end", day(filters.as_of))]
    for column, values in (
        ("region", filters.lineage),
        ("language", filters.languages),
        ("document", filters.documents),
    ):
        if values is not None:
            found.append(OneOf(column, values))
    return tuple(found)


def allowed(filters: Filters, table: Mapping[str, NDArray[Any]]) -> NDArray[np.bool_]:
    """Which rows of a table with these columns pass."""
    mask = np.ones(len(table["start"]), dtype=np.bool_)
    for condition in conditions(filters):
        values = table[condition.column]
        match condition:
            case AtMost():
                mask &= values <= condition.value
            case Above():
                mask &= values > condition.value
            case OneOf():
                mask &= np.isin(values, condition.values) if condition.values else False
    return mask
