"""Which of the found passages a search goes on with, and in which order: what a question names first, the same words
once, and what known questions cannot know in its place. Does not know how any score came about.
"""

from collections.abc import Collection, Sequence

from ingestion.validity import Status, status_of_part
from retrieval import filters as predicate
from retrieval.asked_before import Votes
from retrieval.learned_order import Chosen
from retrieval.legs import Legs
from retrieval.opened import Generation
from retrieval.seams import Filters


def best(
    generation: Generation, fused: Sequence[tuple[int, float]], legs: Legs, filters: Filters, count: int
) -> Chosen:
    """The best `count`, those that the question names outright first."""
    first = legs.hits.get("exact", {})
    above = fused[0][1] if fused else 0.0
    ordered = [(position, above + 1.0 / rank) for rank, position in enumerate(first, start=1)]
    ordered += [(position, score) for position, score in fused if position not in first]
    return _without_twins(generation, ordered, filters, count)


def strangers(generation: Generation, votes: Votes, chosen: Chosen) -> set[int]:
    """Those of places whose rules no known question was answered by: whoever labelled them did not see these."""
    table, regions = generation.table, generation.table.columns["region"]
    return {p for p, _ in chosen if str(regions[table.document_of[p]]) not in votes.places}


def beside(plain: Chosen, led: Chosen, kept: Collection[int]) -> Chosen:
    """As `led`, but those that are kept stand where they stand in `plain`. Scores are those of the places in `led`."""
    others = iter(position for position, _ in led if position not in kept)
    order = [position if position in kept else next(others, None) for position, _ in plain]
    positions = [position for position in (*order, *others) if position is not None]
    scores = [score for _, score in led]
    least = min(scores, default=0.0)
    return [(position, scores[i] if i < len(scores) else least) for i, position in enumerate(positions)][
        : max(len(plain), len(led))
    ]


def _without_twins(
    generation: Generation, ordered: Sequence[tuple[int, float]], filters: Filters, count: int
) -> Chosen:
    """The best `count`, the same words only once: as they stand in the text in force, then in the newest. Without
    articles that ended alone, unless any time may be seen."""
    table, allowed = generation.table, generation.allowed(filters)
    start, end, today = table.columns["start"], table.columns["end"], predicate.day(filters.as_of)

    def standing(position: int) -> tuple[bool, int, int]:
        document = table.document_of[position]
        in_force = bool(start[document] <= today < end[document])
        return not in_force, -int(start[document]), position

    chosen: dict[int, float] = {}
    for position, score in ordered:
        twins = [twin for twin in table.twins(position) if allowed is None or allowed[twin]]
        best_twin = min(twins, key=standing)
        if filters.any_time or not _ended_alone(generation, best_twin, filters):
            chosen.setdefault(best_twin, score)
        if len(chosen) == count:
            break
    return list(chosen.items())


def _ended_alone(generation: Generation, position: int, filters: Filters) -> bool:
    """Whether all articles of a passage were repealed by themselves before the day."""
    table = generation.table
    metadata = table.documents[table.document_of[position]].metadata
    if not metadata.repealed_articles:
        return False
    labels = table.chunks([position])[0].labels
    return status_of_part(metadata, labels, filters.as_of) is Status.REPEALED
