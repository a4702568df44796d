"""Does the assistant say the same when the same is asked again: in other words, in another language, once more?

Groups are the records of cases that are paraphrases of one another, and of one case over repeated runs. Being steady is
not being right. Does not know why two answers differ.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.sentences import is_chinese
from eval.answer_parts import text, unfit
from eval.cases import Case
from eval.records import Record
from eval.scores import Score, not_applicable
from eval.text_metrics import token_f1
from ingestion.numerals import article_label

Places = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Group:
    """What is asked the same, and how alike the answers are. Each score is a mean over pairs of records."""

    name: str
    """Id of the case that the others are paraphrases of."""
    cases: tuple[str, ...]
    records: int
    scores: Mapping[str, Score]
    """`same_outcome`, `cited_jaccard`, `answer_f1`."""


@dataclass(frozen=True, slots=True)
class Mean:
    """Over the groups where it could be measured; None for none."""

    value: float | None
    groups: int


@dataclass(frozen=True, slots=True)
class Consistency:
    """Groups in the order of the cases, and the means over them."""

    groups: tuple[Group, ...]
    means: Mapping[str, Mean]


def consistency(cases: Iterable[Case], records: Iterable[Record]) -> Consistency:
    """Compare all records of a group in pairs; a group of one record is none.

    Records of unknown cases, those that ended in an error and those of retrieval alone are left out.
    """
    by_id = {case.id: case for case in cases}
    members: dict[str, list[Record]] = {case_id: [] for case_id in by_id}
    for record in records:
        if record.case in by_id and unfit(record) is None:
            members[_root(record.case, by_id)].append(record)
    groups = tuple(_group(name, found) for name, found in members.items() if len(found) > 1)
    return Consistency(groups, {measure: _mean(measure, groups) for measure in MEASURES})


def same_outcome(one: Record, other: Record) -> float | None:
    """1 if both ended with the same outcome."""
    return float(one.outcome == other.outcome)


def cited_jaccard(one: Record, other: Record) -> float | None:
    """|A ∩ B| / |A ∪ B| of the cited documents and articles (Jaccard 1901); nothing where neither cites.

    款 and 项 of an article are the same place.
    """
    mine, theirs = _places(one), _places(other)
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else None


def answer_f1(one: Record, other: Record) -> float | None:
    """Token F1 of the two texts; nothing unless both answer, in one language."""
    first, second = text(one), text(other)
    if not (one.answers and other.answers and first and second) or is_chinese(first) != is_chinese(second):
        return None
    return token_f1(first, second)


MEASURES: Mapping[str, Callable[[Record, Record], float | None]] = {
    "same_outcome": same_outcome,
    "cited_jaccard": cited_jaccard,
    "answer_f1": answer_f1,
}


def _root(case_id: str, by_id: Mapping[str, Case]) -> str:
    """The case at the end of the chain of `paraphrase_of`, among those of the set; a ring has its smallest id."""
    seen = [case_id]
    while (above := by_id[seen[-1]].paraphrase_of) in by_id and above is not None:
        if above in seen:
            return min(seen[seen.index(above) :])
        seen.append(above)
    return seen[-1]


def _group(name: str, records: Sequence[Record]) -> Group:
    scores = {}
    for measure, compare in MEASURES.items():
        values = [v for one, other in combinations(records, 2) if (v := compare(one, other)) is not None]
        scores[measure] = Score(sum(values) / len(values)) if values else not_applicable("no pair to compare")
    return Group(name, tuple(dict.fromkeys(record.case for record in records)), len(records), scores)


def _mean(measure: str, groups: Sequence[Group]) -> Mean:
    values = [group.scores[measure].value for group in groups]
    known = [value for value in values if value is not None]
    return Mean(sum(known) / len(known) if known else None, len(known))


def _places(record: Record) -> Places:
    return frozenset((c.document, article_label(c.locator) or c.locator) for c in record.citations)
