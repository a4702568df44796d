"""The legs of one search: what each found and how it is; and how far each is to be believed when they are fused.

A leg that fails is recorded, and the others answer. Does not know where a leg looks, or what becomes of the ranking.
"""

import math
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from prompts.problems import Problem
from retrieval.asked_before import Votes
from retrieval.fusion import Ranking, fuse
from retrieval.keywords import tokens
from retrieval.opened import Generation
from retrieval.seams import Hits
from retrieval.written_questions import LEAST

_SHARED = 0.4
_SAID = 0.2
"""With a full voice for every everyday word 1,428 letters of citizens lost .006 nDCG@10 (significant), with this .001;
1,212 questions about laws gain .003, and .005 recall@100."""
BESIDE_PASSAGES = 0.3
"""The share of the best sentence, beside the passage as a whole, in what the vectors say."""


@dataclass(slots=True)
class Legs:
    """What each leg found, how it is, and how long it took."""

    hits: dict[str, dict[int, float]] = field(default_factory=dict)
    """Leg → position → score, best first."""
    states: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    own: NDArray[np.float32] | None = None
    """The question as the embedder reads it, when that leg is up."""
    asked: NDArray[np.float32] | None = None
    """The question as passages are looked for: as a trained encoder or known questions read it."""
    as_written: NDArray[np.float32] | None = None
    """The question as those that were written for passages are looked for."""
    votes: Votes | None = None
    """What known questions say of it, when there are any."""
    likelihoods: dict[int, float] = field(default_factory=dict)
    """Position → how probable it is that it answers, as a learned order has it."""

    def run(self, name: str, look: Callable[[], Hits]) -> None:
        started = time.perf_counter()
        try:
            positions, scores = look()
        except Exception as error:  # a leg may fail in any way, and the others still answer
            self.states[name] = f"down: {error}" if isinstance(error, Problem) else f"down: {type(error).__name__}"
        else:
            self.hits[name] = dict(zip(positions.tolist(), scores.tolist(), strict=True))
            self.states[name] = "ok" if self.hits[name] else "empty"
        self.seconds[name] = time.perf_counter() - started


def ranked(positions: Sequence[int]) -> Hits:
    """Positions without scores of their own, in this order."""
    return np.array(positions, dtype=np.int64), np.arange(len(positions), 0, -1, dtype=np.float32)


def cosines_of(generation: Generation, legs: Legs) -> dict[int, float]:
    """The cosine of every candidate, whichever leg brought it."""
    known = legs.hits.get("vectors", {})
    others = [position for hits in legs.hits.values() for position in hits if position not in known]
    if legs.asked is None or not others:
        return known
    return known | dict(zip(others, generation.vectors.cosines(legs.asked, others).tolist(), strict=True))


def trust_in_words(generation: Generation, legs: Legs, question: str) -> float:
    """How far the words leg is to be believed: the share of the question's tokens that its best hit holds, squared.

    A question in one language shares a digit or a name with texts in another, and BM25 still ranks them. From a share
    of `_SHARED` on it is believed fully. Over six sets (US, UK, Chinese law, both languages across) this left nDCG@10
    within one language where it was (±.002) and raised it across from .702 and .581 to .721 and .688.
    """
    best = next(iter(legs.hits.get("words", {})), None)
    asked = set(tokens(question))
    if best is None or not asked:
        return 1.0
    title = generation.table.documents[generation.table.document_of[best]].metadata.title
    held = set(tokens(f"{title} {generation.table.chunks([best])[0].text}"))
    return min(1.0, (len(asked & held) / len(asked) / _SHARED) ** 2)


def rankings(
    legs: Legs,
    cosines: Mapping[int, float],
    sentences: Mapping[int, float],
    *,
    depth: int,
    trust: float,
    words: float,
    said: float = 0.0,
) -> dict[str, Ranking]:
    """What each leg says, for `fuse`. `trust` is that in the words leg, which weighs `words` when fully believed;
    `said` the share of the question that is everyday words, from `_SAID` on of which the rules' words for them count in
    full: a word in a long letter is not what it is about.

    A passage without sentences of its own counts as one sentence; the two dense voices share one weight. Where the
    words leg finds next to nothing in common, the sentences speak up: across languages they find most (nDCG@10 of help
    pages .709 and .688 → .826 and .776; pages and guides of one language
    +.003 to +.009).
    """
    found: dict[str, Ranking] = {}
    if "vectors" in legs.hits:
        floor = min(legs.hits["vectors"].values(), default=0.0)
        own = BESIDE_PASSAGES if sentences else 0.0
        found["vectors"] = Ranking(cosines, floor, 1 - own)
        if sentences:
            found["sentences"] = Ranking({**cosines, **sentences}, floor, own + (1 - trust) ** 3)
    for leg in ("words", "titled", "everyday"):
        hits = legs.hits.get(leg, {})
        # A leg that was not cut off found everything that shares a word; the rest has a score of 0.
        floor = min(hits.values()) if len(hits) >= depth else 0.0
        found[leg] = Ranking(
            hits, floor, {"words": trust * words, "everyday": words * min(1.0, said / _SAID)}.get(leg, 1.0)
        )
    return found


def voices_as_written(generation: Generation, legs: Legs, fused: Mapping[int, float]) -> dict[int, float]:
    """The voice of each of these passages, with their fused scores, in written questions: `LEAST` where none of its own
    is heard. One for which none was written is as loud as the others at its height are, by a line through these, so
    that it neither rises nor sinks by it. Empty if no question speaks.
    """
    heard = legs.hits.get("written questions", {})
    positions = list(fused)
    has = generation.written.has(positions)
    if not heard or not has.any():
        return {}
    voices = np.array([heard.get(position, LEAST) for position in positions])
    heights = np.array(list(fused.values()))
    level, apart = voices[has].mean(), heights - heights[has].mean()
    slope = apart[has] @ voices[has] / max(apart[has] @ apart[has], 1e-9)
    voices[~has] = np.clip(level + slope * apart[~has], LEAST, 0.0)
    return dict(zip(positions, voices.tolist(), strict=True))


def with_the_known(
    generation: Generation, votes: Votes, legs: Legs, candidates: Collection[int], heard: Mapping[str, Ranking]
) -> dict[str, Ranking]:
    """What the other legs say, `heard`, and what known and written questions do, for `fuse`. Known ones are as loud as
    the votes are sure.

    Roots of shares, so that a passage which one of many like questions was answered by is still heard.
    """
    found = dict(heard)
    for leg, shares in (
        ("asked before", legs.hits.get("asked before", {})),
        ("same work", {p: votes.works.get(generation.table.work(p), 0.0) for p in candidates}),
    ):
        roots = {position: math.sqrt(share) for position, share in shares.items()}
        found[leg] = Ranking(roots, 0.0, votes.sure * max(roots.values(), default=0.0))
    if alike := legs.hits.get("answered alike"):
        others = [p for p in candidates if p not in alike]
        length = float(np.linalg.norm(votes.expected))
        cosines = dict(zip(others, generation.vectors.cosines(votes.expected / length, others).tolist(), strict=True))
        found["answered alike"] = Ranking(alike | cosines, min(alike.values()), votes.sure)
    if written := voices_as_written(generation, legs, dict(fuse(found))):
        found["written questions"] = Ranking(written, LEAST)
    return found
