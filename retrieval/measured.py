"""What is measured of a search beside its order, for whoever asks whether enough was found: how near anything lies, and
what of the question stands nowhere. Thresholds on it were calibrated for questions as the embedder itself reads them.
Does not know what is enough.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.everyday import meant, restated
from retrieval.legs import Legs
from retrieval.opened import Generation
from retrieval.seams import Embedder, Filters


def own_cosines(generation: Generation, own: NDArray[np.float32], positions: Sequence[int]) -> dict[int, float]:
    """As the embedder reads the question itself: what thresholds on cosines were calibrated on."""
    return dict(zip(positions, generation.vectors.cosines(own, positions).tolist(), strict=True))


def nearest(generation: Generation, legs: Legs, filters: Filters) -> float:
    """The highest cosine of any passage, where the question was ranked as another reads it; else 0."""
    if legs.own is None or legs.asked is legs.own:
        return 0.0
    return float(generation.vectors.nearest(legs.own, 1, generation.allowed(filters))[1].max(initial=0.0))


def nearest_restated(generation: Generation, embedder: Embedder, question: str, positions: Sequence[int]) -> float:
    """The highest cosine of these passages to the question with its everyday words said as rules say them; 0 where it
    has none. 老外 and 外国人 lie apart in an embedder's space, which makes a rule look farther off than it is."""
    told = restated(question, generation.words.holds)
    if told == question or not positions:
        return 0.0
    return float(generation.vectors.cosines(embedder.question(told), positions).max())


def unheld(generation: Generation, question: str) -> frozenset[str]:
    """The characters and words of a question that no text holds, without everyday words that texts say in others."""
    strange = generation.words.unheld(question)
    known = [each.said for each in meant(question) if any(map(generation.words.holds, each.written))] if strange else []
    return strange.difference(*(part for said in known for part in said))
