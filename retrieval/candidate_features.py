"""What is known of each candidate of a search beside its fused score, as numbers: for `retrieval/learned_order.py`.

Cheap on purpose: a question and 200 candidates take about 15 ms on one core. What a title holds of the question is left
out: learned on one corpus, it cost nDCG@10 .04 on another. Does not know what the numbers weigh.
"""

import math
import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.keywords import tokens
from retrieval.legs import Legs, voices_as_written
from retrieval.opened import Generation

FEATURES = (
    "fused",  # score of the fusion
    "log_rank",  # natural logarithm of the rank in it
    "cosine_z",  # cosine, in standard deviations above the mean of the candidates
    "cosine_gap",  # how far below the best candidate's
    "words_share",  # BM25, of the best hit's
    "sentence_gap",  # the best sentence's cosine, above the passage's
    "held",  # share of the question's characters and words that the text holds, weighted by rarity
    "held_pairs",  # the same of its pairs of Han characters
    "longest_run",  # longest run of characters shared, of the question's length
    "log_length",  # natural logarithm of the text's length
    "log_same_work",  # natural logarithm of the number of candidates from the same work
    "answered",  # root of its share of the votes of known questions; see `asked_before.py`
    "work_answered",  # the same of its work
    "expected",  # inner product with the mean vector of what answered
    "written",  # its voice in written questions; see `voices_as_written`
)

_LATIN = re.compile(r"[a-z0-9]+(?:[.,][a-z0-9]+)*")
_OTHER = re.compile(r"[^\w.]+")


def features(
    generation: Generation, legs: Legs, question: str, chosen: Sequence[tuple[int, float]]
) -> NDArray[np.float64]:
    """One row a candidate, with the columns of `FEATURES`; `chosen` are positions and scores, best first.

    The question must have been embedded.
    """
    assert legs.asked is not None
    positions = [position for position, _ in chosen]
    cosines = generation.vectors.cosines(legs.asked, positions).astype(np.float64)
    sentences = generation.sentences.best(legs.asked, positions)
    words = legs.hits.get("words", {})
    best = max(words.values(), default=1.0)
    # A leg that was not cut off found everything that shares a word; the rest has a score of 0.
    worst = min(words.values()) if len(words) >= len(chosen) else 0.0
    works = [generation.table.work(position) for position in positions]
    votes = legs.votes
    voices = voices_as_written(generation, legs, dict(chosen))
    chunks = generation.table.chunks(positions)
    columns = [
        [score for _, score in chosen],
        np.log(np.arange(1, len(chosen) + 1)),
        (cosines - cosines.mean()) / (cosines.std() + 1e-6),
        cosines.max() - cosines,
        [words.get(position, worst) / best for position in positions],
        [sentences.get(p, float(c)) - float(c) for p, c in zip(positions, cosines, strict=True)],
        *np.array(_shared(generation, question, [chunk.text for chunk in chunks])).reshape(len(chosen), 4).T,
        [math.log(works.count(work)) for work in works],
        [math.sqrt(votes.passages.get(position, 0.0)) if votes else 0.0 for position in positions],
        [math.sqrt(votes.works.get(work, 0.0)) if votes else 0.0 for work in works],
        generation.vectors.cosines(votes.expected, positions) if votes else np.zeros(len(positions)),
        [voices.get(position, 0.0) for position in positions],
    ]
    return np.column_stack(columns).astype(np.float64)


def _shared(generation: Generation, question: str, texts: Sequence[str]) -> list[tuple[float, float, float, float]]:
    """For each text: share of the tokens held, of the pairs held, longest run, length."""
    asked = _plain(question).strip()
    rarity = {token: generation.words.rarity(token) for token in dict.fromkeys(tokens(question))}
    # As they stand in `_plain`: a word or number begins behind a space, a Han character anywhere.
    single = {_as_it_stands(token): weight for token, weight in rarity.items() if token.isascii() or len(token) != 2}
    pairs = {token: weight for token, weight in rarity.items() if not token.isascii() and len(token) == 2}
    found = []
    for text in map(_plain, texts):
        run = _longest_run(asked, text) / max(1, len(asked))
        found.append((_held(single, text), _held(pairs, text), run, math.log1p(len(text))))
    return found


def _held(weights: dict[str, float], text: str) -> float:
    total = sum(weights.values())
    return sum(weight for token, weight in weights.items() if token in text) / total if total else 0.0


def _as_it_stands(token: str) -> str:
    return f" {token}" if token.isascii() else token


def _longest_run(asked: str, text: str) -> int:
    """Length of the longest run of characters that both hold."""
    best = start = 0
    while start + best < len(asked):
        if asked[start : start + best + 1] in text:
            best += 1
        else:
            start += 1
    return best


def _plain(text: str) -> str:
    """NFKC, lower case, other signs as one space, words and numbers with a space before and behind."""
    folded = unicodedata.normalize("NFKC", text).lower()
    apart = _LATIN.sub(lambda found: f" {found[0]} ", folded)
    return f" {_OTHER.sub(' ', apart).strip()} "
