"""Which texts are nearly the same: Jaccard over runs of five characters, found by MinHash so that time stays linear.

Does not know meanings: a question in other words is another text.
"""

import unicodedata
from collections.abc import Iterator, Sequence

GRAM = 5
"""Characters in a run; Chinese has no spaces, so words would be the wrong unit."""
_BANDS, _ROWS = 21, 6
"""Of a MinHash of 126 values: finds a pair at similarity s with 1 - (1 - s⁶)²¹, which is .998 at .8, and .28 at .5."""


def plain(text: str) -> str:
    """NFKC, lower case, without spaces and punctuation: what two texts are compared by."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def similarity(one: str, other: str) -> float:
    """Jaccard index of the runs of two plain texts, 0 to 1."""
    left, right = grams(one), grams(other)
    return len(left & right) / len(left | right)


def grams(text: str) -> set[str]:
    """Runs of five characters; a shorter text is its own one."""
    return {text[at : at + GRAM] for at in range(max(1, len(text) - GRAM + 1))}


def near(texts: Sequence[str], least: float = 0.8) -> Iterator[tuple[int, int, float]]:
    """Pairs (later, earlier, similarity) of distinct plain texts at or above `least`, each later one with its nearest.

    Candidates come from MinHash with locality-sensitive hashing (Broder 1997); the similarity given is exact.
    Repeatable. `least` below .8 finds fewer of the pairs.
    """
    if len(texts) < 2:
        return
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
    for at, text in enumerate(texts):
        sketch = MinHash(num_perm=_BANDS * _ROWS, seed=1)
        sketch.update_batch([gram.encode() for gram in grams(text)])
        found = [(similarity(text, texts[earlier]), -earlier) for earlier in index.query(sketch)]
        nearest, earlier = max(found, default=(0.0, 0))
        if nearest >= least:
            yield at, -earlier, nearest
        index.insert(at, sketch)
