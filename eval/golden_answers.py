"""Published values of the answer metrics' arithmetic, computed again here. Does not judge them: who asks compares.

Sources: the scoring of AutoNuggetizer and of the support evaluation of TREC RAG 2024, and ALCE's definition of citation
recall and precision, each on a list small enough to be counted by hand.
"""

from collections.abc import Collection

from eval.completeness_metrics import Assignment, nugget_scores
from eval.support_metrics import Label, alce, weighted_precision, weighted_recall

_VITAL: tuple[Assignment, ...] = ("support", "partial_support", "not_support")
_OKAY: tuple[Assignment, ...] = ("support", "not_support")
_SUPPORT: tuple[Label | None, ...] = ("full", "partial", None, "none")
"""Labels of four sentences; the third cites nothing."""
_CITED = ((0, 1), (0,), (), (1, 2, 3), (0, -1))
_CARRIES = {
    (0, frozenset((0,))), (0, frozenset((0, 1))),
    (1, frozenset((0,))),
    (3, frozenset((1, 2, 3))), (3, frozenset((1, 2))),
    (4, frozenset((0,))),
}  # fmt: skip
"""Five sentences: the first needs one of its two citations, the second its only one, the third cites nothing, the
fourth is carried by the first two of three together, and of the fifth one citation leads nowhere. So 3 of 5 sentences
are carried, and 4 of 6 citations needed."""


def golden() -> list[tuple[str, float, float]]:
    """Name, expected value, our value, rounded to the digits that were printed."""
    nuggets = nugget_scores([*(("vital", a) for a in _VITAL), *(("okay", a) for a in _OKAY)])
    recall, precision = alce(_CITED, _carries)
    return [
        ("nuggets strict_vital", 0.3333, _rounded(nuggets.strict_vital)),
        ("nuggets strict_all", 0.4, _rounded(nuggets.strict_all)),
        ("nuggets vital", 0.5, _rounded(nuggets.vital)),
        ("nuggets all", 0.5, _rounded(nuggets.all)),
        ("support weighted precision", 0.5, _rounded(weighted_precision(_SUPPORT))),
        ("support weighted recall", 0.375, _rounded(weighted_recall(_SUPPORT))),
        ("ALCE citation recall", 0.6, _rounded(recall)),
        ("ALCE citation precision", 0.6667, _rounded(precision)),
    ]


def _carries(sentence: int, passages: Collection[int]) -> bool:
    return (sentence, frozenset(passages)) in _CARRIES


def _rounded(value: float | None) -> float:
    """To four digits; a value that is missing compares equal to nothing."""
    return float("nan") if value is None else round(value, 4)
