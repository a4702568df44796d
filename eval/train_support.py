"""Fits the scores of the support check to people's labels and to mutated articles, and says how well they do.

English: sentences of language models' answers in which people marked what is unsupported (RAGTruth, QA part); Chinese:
reworded and mutated sentences of articles (`support_pairs`). Every figure in the report is of scores that a model gave
to questions, or articles, that it had not seen: five folds by source. Thresholds are read from the same scores; then
the models that are shipped are fitted to all of it. Does not know the hard checks' rules, only which pairs they stop.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.support import SupportCheck
from assistant.support_features import FALLING, NAMES, RISING, measure, source
from assistant.support_model import Linear, Models, Node, Trees, of_answer
from eval.curves import Point, curve
from eval.human_labels import Answer, ragtruth_answers
from eval.significance import SEED
from eval.support_figures import AnswerFigures, Slice, answer_figures, by_slice, by_writer, lowest_threshold
from eval.support_pairs import Pair, mutated_articles, of_answers

FOLDS = 5
_COVERAGE, _ORDER = NAMES.index("coverage"), NAMES.index("order")
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Report:
    """What the folds say, and what was fitted to all."""

    slices: dict[str, Slice]
    answers: dict[str, AnswerFigures]
    curves: dict[str, tuple[Point, ...]]
    """Coverage against error of what is shown, by language."""
    milliseconds: float
    """A sentence, all of the check, at the 95th percentile of the pairs."""
    models: Models

    def as_plain(self) -> dict[str, Any]:
        """For reports, as JSON takes it, without the models."""
        return {
            "slices": {name: asdict(part) for name, part in self.slices.items()},
            "answers": {name: asdict(part) for name, part in self.answers.items()},
            "curves": {name: [asdict(point) for point in points] for name, points in self.curves.items()},
            "milliseconds": self.milliseconds,
        }


@dataclass(frozen=True, slots=True)
class Seen:
    """Pairs as the check sees them, one row each."""

    pairs: tuple[Pair, ...]
    quoted: Floats
    """Features over the words that would be cited, of the passage that carries it best."""
    whole: Floats
    """Features over all passages together."""
    stopped: Bools
    """Whether every passage fails a hard check."""
    milliseconds: float
    made_up: bool = False
    """Whether the sentences are made by a program, not written by people or models."""

    @property
    def carried(self) -> Bools:
        """What people, or the maker of the pair, say."""
        return np.array([pair.carried for pair in self.pairs], dtype=np.bool_)


def train(data: Path, weights: Path | None = None, most: int | None = None) -> Report:
    """Cross-validate, fit to all, and write the weights file if a place is given.

    `data` is the folder of the shared evaluation data; `most` limits the answers and the Chinese pairs, for tests.
    """
    answers = ragtruth_answers(data / "ragtruth_qa")[:most]
    english, owner = of_answers(answers)
    chinese = mutated_articles(data / "zh_law_docs", min(most or 6000, 6000), "fit")
    seen = {"en": look(english), "zh": replace(look(chinese), made_up=True)}
    slices: dict[str, Slice] = {}
    curves: dict[str, tuple[Point, ...]] = {}
    trees: dict[str, Trees] = {}
    over_passages: dict[str, Floats] = {}
    for language, rows in seen.items():
        groups = [pair.cluster for pair in rows.pairs]
        quoted, over_passages[language] = cross_validated(rows, groups)
        shown = np.where(rows.stopped, 0.0, quoted)
        threshold = lowest_threshold(shown, rows.carried, made_up=rows.made_up)
        trees[language] = fit_trees(rows, np.ones(len(groups), dtype=np.bool_), threshold)
        slices |= by_slice(language, rows.pairs, shown, threshold)
        curves[language] = curve(zip(shown.tolist(), rows.carried.tolist(), strict=True))
    told, x = _by_answer(answers, owner, over_passages["en"])
    linear = fit_linear(x, np.array([answer.faithful for answer in told], dtype=np.bool_))
    report = Report(
        slices,
        by_writer(*unseen_answers(answers, owner, over_passages["en"])),
        curves,
        max(rows.milliseconds for rows in seen.values()),
        Models(trees["zh"], trees["en"], linear),
    )
    if weights is not None:
        weights.write_text(report.models.as_lines(), encoding="utf-8")
    return report


def look(pairs: Sequence[Pair]) -> Seen:
    """See every pair as the check does."""
    check = SupportCheck()
    quoted, whole, stopped, taken = [], [], [], []
    for pair in pairs:
        began = time.perf_counter()
        looks = [check.look(pair.sentence, passage, pair.about, pair.question) for passage in pair.passages]
        taken.append((time.perf_counter() - began) * 1000)
        best, reasons = max(looks, key=lambda seen: (not seen[1], seen[0][_COVERAGE] + seen[0][_ORDER]))
        quoted.append(best)
        stopped.append(bool(reasons))
        whole.append(measure(pair.sentence, source(*pair.passages), pair.about, pair.question))
    return Seen(
        tuple(pairs),
        np.array(quoted, dtype=np.float64),
        np.array(whole, dtype=np.float64),
        np.array(stopped, dtype=np.bool_),
        float(np.percentile(taken, 95)),
    )


def cross_validated(seen: Seen, groups: Sequence[str]) -> tuple[Floats, Floats]:
    """Scores over the cited words and over all passages, each by trees that saw nothing of the pair's group."""
    quoted, whole = np.zeros(len(groups)), np.zeros(len(groups))
    for left_out in folds(groups):
        trees = fit_trees(seen, ~left_out)
        for at in np.flatnonzero(left_out):
            quoted[at], whole[at] = trees.score(seen.quoted[at].tolist()), trees.score(seen.whole[at].tolist())
    return quoted, whole


def folds(groups: Sequence[str]) -> list[Bools]:
    """Masks of what is left out in each fold, whole groups at a time, seeded."""
    names = sorted(set(groups))
    random.Random(SEED).shuffle(names)  # noqa: S311
    fold_of = {name: place % FOLDS for place, name in enumerate(names)}
    fold = np.array([fold_of[group] for group in groups])
    return [fold == n for n in range(FOLDS)]


def fit_trees(seen: Seen, rows: Bools, threshold: float = 0.5) -> Trees:
    """Gradient-boosted trees on both views of the chosen rows.

    More words found can only raise a score and more words not found only lower it, so that text unlike the labelled
    answers is judged by the same direction. What is made by a program is judged by those directions alone, so that the
    words that it puts in do not tell, and only where no hard check decides: those mistakes it makes on purpose.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    if seen.made_up:
        rows = rows & ~seen.stopped
    used = np.array([name in RISING | FALLING or not seen.made_up for name in NAMES])
    model = HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=0.06,
        max_leaf_nodes=8,
        min_samples_leaf=60,
        l2_regularization=5.0,
        early_stopping=False,
        monotonic_cst=[(name in RISING) - (name in FALLING) for name in NAMES],
        random_state=SEED,
    )
    with threadpool_limits(1):  # threads only wait for each other on so little
        model.fit(np.vstack([seen.quoted[rows], seen.whole[rows]]) * used, np.tile(seen.carried[rows], 2))
    return exported(model, threshold)


def exported(model: Any, threshold: float) -> Trees:
    """A fitted HistGradientBoostingClassifier as plain numbers. Its trees are private there; a test compares both."""
    return Trees(
        round(float(model._baseline_prediction[0, 0]), 5),
        tuple(tuple(map(_node, predictor.nodes)) for (predictor,) in model._predictors),
        round(threshold, 3),
    )


def _node(node: Any) -> Node:
    if node["is_leaf"]:
        return -1, round(float(node["value"]), 5), 0, 0
    return int(node["feature_idx"]), float(node["num_threshold"]), int(node["left"]), int(node["right"])


def unseen_answers(
    answers: Sequence[Answer], owner: Sequence[int], scores: Floats
) -> tuple[list[Answer], Floats, Bools]:
    """Answers that state something, with score and verdict by a model that was fitted and cut on other questions.

    `scores` are those of their sentences, in the order of `owner`.
    """
    told, x = _by_answer(answers, owner, scores)
    good = np.array([answer.faithful for answer in told], dtype=np.bool_)
    score, faithful = np.zeros(len(told)), np.zeros(len(told), dtype=np.bool_)
    for left_out in folds([answer.cluster for answer in told]):
        linear = fit_linear(x[~left_out], good[~left_out])
        score[left_out] = [linear.score(row.tolist()) for row in x[left_out]]
        faithful[left_out] = score[left_out] >= linear.threshold
    return told, score, faithful


def _by_answer(answers: Sequence[Answer], owner: Sequence[int], scores: Floats) -> tuple[list[Answer], Floats]:
    of = np.array(owner)
    told = sorted(set(owner))
    rows = [of_answer(scores[of == at].tolist()) for at in told]
    return [answers[at] for at in told], np.array(rows, dtype=np.float64)


def fit_linear(x: Floats, good: Bools) -> Linear:
    """A logistic model, and the threshold at which F1 of the unfaithful is highest on these very rows."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = x.mean(0), x.std(0) + 1e-9
    model = LogisticRegression(C=0.1, max_iter=1000).fit((x - mean) / spread, good)
    slopes = model.coef_[0] / spread
    linear = Linear(
        round(float(model.intercept_[0] - slopes @ mean), 5), tuple(round(float(s), 5) for s in slopes), 0.5
    )
    scores = np.array([linear.score(row.tolist()) for row in x])

    def f1(threshold: float) -> float:
        return answer_figures(scores, scores >= threshold, good).f1

    return Linear(linear.bias, linear.slopes, max(np.linspace(0.2, 0.8, 61).round(2).tolist(), key=f1))
