"""Published values that the arithmetic of the judged metrics must reproduce. Does not know a judge."""

from statistics import mean

from eval.claim_matrices import FIGURES, ClaimMatrices
from eval.judge_metrics import nugget_figures

# The labels of both questions of RAGChecker's `examples/checking_outputs.json` (amazon-science/RAGChecker, Apache-2.0),
# 1 for `Entailment` and 0 for anything else; of two-dimensional ones, a group is a claim and a digit a passage.
_LABELS = (
    {
        "answer2response": "01111111100",
        "response2answer": "1111110011000001000011",
        "retrieved2response": "0100 0000 0000 0000 0000 0000 0100 0000 1001 0001 0000",
        "retrieved2answer": "0100 0000 0000 1000 1100 1001 0000 0000 0000 0000 0000 "
        "0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0100",
    },
    {
        "answer2response": "01111",
        "response2answer": "11010111",
        "retrieved2response": "010 011 011 101 011",
        "retrieved2answer": "010 011 010 011 001 101 111 011",
    },
)
_PUBLISHED = {
    "precision": 76.4,
    "recall": 62.5,
    "f1": 68.3,
    "claim_recall": 61.4,
    "context_precision": 87.5,
    "context_utilisation": 87.5,
    "noise_relevant": 19.1,
    "noise_irrelevant": 0.0,
    "hallucination": 4.5,
    "self_knowledge": 27.3,
    "faithfulness": 68.2,
}
"""Its stored results: the mean over the questions, times 100, to one decimal."""
_NUGGETS = (
    ("vital", "support"),
    ("vital", "partial_support"),
    ("vital", "not_support"),
    ("okay", "support"),
    ("okay", "not_support"),
)
_BY_HAND = {"strict_vital": 0.3333, "strict_all": 0.4, "vital": 0.5, "all": 0.5}


def golden() -> list[tuple[str, float, float]]:
    """(name, ours, published), ours rounded to the published digits."""
    rows = []
    for name, published in _PUBLISHED.items():
        values = [FIGURES[name].count(matrices) for matrices in example()]
        rows.append((f"RAGChecker {name}", round(100 * mean(v for v in values if v is not None), 1), published))
    figures = nugget_figures(_NUGGETS)
    rows += [(f"judged nuggets {name}", round(figures[name] or 0.0, 4), value) for name, value in _BY_HAND.items()]
    return rows


def example() -> list[ClaimMatrices]:
    """The matrices of the example, one for each question."""
    return [
        ClaimMatrices(
            _row(labels["answer2response"]),
            _row(labels["response2answer"]),
            tuple(map(_row, labels["retrieved2response"].split())),
            tuple(map(_row, labels["retrieved2answer"].split())),
        )
        for labels in _LABELS
    ]


def _row(digits: str) -> tuple[bool, ...]:
    return tuple(digit == "1" for digit in digits)
