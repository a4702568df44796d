"""Values that others published, computed again with our statistics: the part of the self-test about numbers.

Each row is a name, the value as printed by its source, and ours rounded to as many digits, so that both are equal or
something is wrong. Two rows are simulations whose share must lie in a band: 1 when it does. Data small enough to print
stands here; the rest is read from the shared evaluation data. Does not know who compares the rows.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from eval import agreement
from eval.agreement import Level, Matrix, Weighting
from eval.calibration import ppi_mean
from eval.significance import cases_needed, holm, mcnemar, minimum_detectable_effect, paired_difference, wilson

Row = tuple[str, float, float]
"""Name, expected, computed."""

_LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")
_NONE = np.nan
_THREE_CODERS = np.array(
    [
        [_NONE, _NONE, _NONE, _NONE, _NONE, 3, 4, 1, 2, 1, 1, 3, 3, _NONE, 3],
        [1, _NONE, 2, 1, 3, 3, 4, 3, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE],
        [_NONE, _NONE, 2, 1, 3, 4, 4, _NONE, 2, 1, 1, 3, 3, _NONE, 4],
    ]
).T
_FOUR_OBSERVERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _NONE, _NONE, _NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _NONE, _NONE],
        [_NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _NONE],
    ]
).T
"""As Gwet 2014 prints it. To Krippendorff 2011 the second observer rated the last unit; only Conger's κ can tell."""
_FOURTEEN_RATERS = (
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
)  # fmt: skip
_PREFERENCES = {
    "correctness": ("63.67", "59.19", "49.66", "46.95"),
    "completeness": ("71.91", "68.36", "60.67", "58.11"),
    "overall": ("70.09", "68.89", "61.93", "60.90"),
}
"""RAGChecker's meta-evaluation: Pearson and Spearman of person and person, then of RAGChecker and person, × 100."""


def golden(shared: Path | None) -> list[Row]:
    """All rows; with `shared`, the folder of the shared evaluation data, also those that need it. Takes about 2 s."""
    rows = [*_tests(), *_agreement(), *_simulations()]
    return [*rows, *_published(shared / "iaa_reference"), *_meta_evaluation(shared)] if shared else rows


def _tests() -> list[Row]:
    few = wilson(45, 50)
    return [
        _row("McNemar, 12 against 3", "0.03516", mcnemar(12, 3)),
        _row("Wilson 45/50, low", "0.786", few.low),
        _row("Wilson 45/50, high", "0.957", few.high),
        _row("Holm of .01, .04, .03: second", "0.06", holm([0.01, 0.04, 0.03])[1]),
        *(
            _row(f"detectable effect, sd 0.4, n {n}", text, minimum_detectable_effect(0.4, n))
            for n, text in ((50, "0.158"), (100, "0.112"), (200, "0.079"), (400, "0.056"))
        ),
        _row("cases needed for 0.112, sd 0.4", "100", cases_needed(0.4, 0.112)),
    ]


def _agreement() -> list[Row]:
    """Krippendorff's examples; Gwet's coefficients by irrCAC 0.4.4; textbook κ."""
    counted = agreement.counts(_FOUR_OBSERVERS)
    return [
        *(
            _row(f"Krippendorff α, 3 coders × 15 units, {level}", text, agreement.krippendorff(_THREE_CODERS, level))
            for level, text in zip(_LEVELS, ("0.691", "0.807", "0.811", "0.809"), strict=True)
        ),
        *(
            _row(
                f"Krippendorff α, 4 observers × 12 units, {level}", text, agreement.krippendorff(_FOUR_OBSERVERS, level)
            )
            for level, text in zip(_LEVELS, ("0.743", "0.815", "0.849", "0.797"), strict=True)
        ),
        _row("Gwet AC1, 12 × 4 with missing", "0.77544", agreement.gwet(counted)),
        _row("Fleiss κ, 12 × 4 with missing", "0.76117", agreement.fleiss(counted)),
        _row("Krippendorff α, 12 × 4 with missing", "0.74342", agreement.krippendorff(_FOUR_OBSERVERS)),
        _row("Conger κ, 12 × 4 with missing", "0.76282", agreement.conger(_FOUR_OBSERVERS)),
        _row("Brennan–Prediger, 12 × 4 with missing", "0.77273", agreement.brennan_prediger(counted)),
        _row("Cohen κ of [[20, 5], [10, 15]]", "0.400", agreement.cohen_table([[20, 5], [10, 15]])),
        _row("Fleiss κ, 10 × 14 × 5", "0.210", agreement.fleiss(_FOURTEEN_RATERS)),
    ]


def _simulations() -> list[Row]:
    covered, rejected = ppi_coverage(2000), false_alarms(600)
    return [
        ("prediction-powered interval: truth covered in 93.5–96.5 %", 1.0, float(0.935 <= covered <= 0.965)),
        ("paired test, clusters, no difference: found in 3–7 %", 1.0, float(0.03 <= rejected <= 0.07)),
    ]


def ppi_coverage(repetitions: int) -> float:
    """Share of intervals that hold the true mean: a judge that errs and flatters, 150 labelled, 2,000 judged cases."""
    dice, covered = np.random.default_rng(7), 0
    for _ in range(repetitions):
        human = (dice.random(2150) < 0.7).astype(np.float64)
        judged = np.where(dice.random(2150) < 0.8, human, dice.random(2150) < 0.9).tolist()
        found = ppi_mean(judged[150:], judged[:150], human[:150].tolist())
        covered += found.interval.low <= 0.7 <= found.interval.high
    return covered / repetitions


def false_alarms(repetitions: int) -> float:
    """Share of comparisons with p ≤ 0.05 where there is no difference: 50 clusters of 10 much alike cases."""
    dice, rejected = np.random.default_rng(11), 0
    clusters, zeros = [str(case // 10) for case in range(500)], [0.0] * 500
    for _ in range(repetitions):
        values = np.repeat(dice.normal(size=50), 10) + 0.3 * dice.normal(size=500)
        rejected += paired_difference(zeros, values.tolist(), clusters, resamples=400).p <= 0.05
    return rejected / repetitions


def _published(folder: Path) -> list[Row]:
    """Every published coefficient of `iaa_reference`."""
    entries = json.loads((folder / "reference.json").read_text("utf-8"))
    return [
        _row(f"{entry['name']}: {name}", repr(value), _coefficient(name, entry["format"], entry["data"]))
        for entry in entries
        for name, value in (entry["published"] or {}).items()
    ]


def _coefficient(name: str, shape: str, data: list[list[Any]]) -> float | None:
    matrix = np.array(data, dtype=np.float64)
    if shape == "raters x units":
        matrix = matrix.T
    family, _, kind = name.partition("_")
    if family == "alpha":
        levels: dict[str, Level] = {level: level for level in _LEVELS}
        return agreement.krippendorff(matrix, levels[kind])
    if family == "cohen":
        weightings: dict[str, Weighting] = {"kappa_linear": "linear", "kappa_quadratic": "quadratic"}
        return agreement.cohen(*matrix.T.tolist(), weighting=weightings.get(kind, "plain"))
    counted: Matrix = matrix if shape == "units x category counts" else agreement.counts(matrix)
    return agreement.fleiss(counted) if family == "fleiss" else agreement.brennan_prediger(counted)


def _meta_evaluation(shared: Path) -> list[Row]:
    """How RAGChecker's differences between two answers follow people's preferences, 280 pairs with two people each."""
    lines = (shared / "rag_metaeval_ragchecker" / "pairs.jsonl").read_text("utf-8").splitlines()
    pairs = [json.loads(line) for line in lines]
    rows = []
    for aspect, texts in _PREFERENCES.items():
        people = np.array([pair["labels"][aspect] for pair in pairs], dtype=np.float64)
        scores = np.array([pair["metrics"]["ragchecker"][f"{aspect}_label"] for pair in pairs])
        better = scores[:, 1] - scores[:, 0]
        # Onto the people's scale, as published: the rounding errors part ties, which shows in Spearman's fourth digit.
        better = ((better - better.min()) / (better.max() - better.min()) - 0.5) * 4
        for who, first, second, printed in (
            ("person and person", people[:, 0], people[:, 1], texts[:2]),
            ("RAGChecker and person", np.repeat(better, 2), people.ravel(), texts[2:]),
        ):
            found = agreement.correlations(first.tolist(), second.tolist())
            pearson, spearman = (found.pearson * 100, found.spearman * 100) if found else (None, None)
            rows.append(_row(f"{aspect}, {who}: Pearson × 100", printed[0], pearson))
            rows.append(_row(f"{aspect}, {who}: Spearman × 100", printed[1], spearman))
    return rows


def _row(name: str, printed: str, computed: float | None) -> Row:
    if computed is None:
        raise ValueError(f"{name} is not defined on its own example")
    return name, float(printed), round(float(computed), len(printed.partition(".")[2]))
