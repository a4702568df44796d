"""Several rankings into one.

Weighted reciprocal rank fusion: the score of a passage is Σ over the legs of weight / (k + rank), rank from 1. Source:
Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods",
SIGIR 2009; the weights are ours. Does not know what a leg is.
"""

from collections.abc import Mapping, Sequence

K = 10
WEIGHTS: Mapping[str, float] = {"vectors": 2.0, "words": 1.0}
"""A leg that is not named here weighs 1."""


def fuse(
    rankings: Mapping[str, Sequence[int]], weights: Mapping[str, float] = WEIGHTS, k: float = K
) -> list[tuple[int, float]]:
    """Positions and scores, best first; equal scores by position, so that the same question has the same answer."""
    scores: dict[int, float] = {}
    for leg in sorted(rankings):
        for rank, position in enumerate(rankings[leg], start=1):
            scores[position] = scores.get(position, 0.0) + weights.get(leg, 1.0) / (k + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
