"""The trained scores of the support check: of a sentence, and of a whole answer.

A sentence is scored by boosted trees over `support_features`, an answer by a logistic model over the scores of its
sentences. Both were fitted by `eval/train_support.py`, which wrote `support_weights.jsonl`: one model a line, plain
numbers, evaluated here without any library. Does not know what was measured, nor which facts are checked beside it.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

Node = tuple[int, float, int, int]
"""Of a tree: feature, threshold, and the nodes to go to when the feature is at most that, and when it is more. In a
leaf the feature is -1 and the threshold is the leaf's value."""

WEIGHTS = "support_weights.jsonl"
_FLOOR = 1e-3


@dataclass(frozen=True, slots=True)
class Trees:
    """An additive model of small trees."""

    bias: float
    trees: tuple[tuple[Node, ...], ...]
    threshold: float
    """Score from which a sentence is shown."""

    def score(self, features: Sequence[float]) -> float:
        """Probability, 0 to 1, that a person would call the sentence supported."""
        return _logistic(self.bias + sum(_value(tree, features) for tree in self.trees))


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic model."""

    bias: float
    slopes: tuple[float, ...]
    threshold: float
    """Score from which an answer counts as faithful."""

    def score(self, features: Sequence[float]) -> float:
        """Probability, 0 to 1, that people would mark nothing in the answer."""
        return _logistic(self.bias + sum(a * b for a, b in zip(self.slopes, features, strict=True)))


@dataclass(frozen=True, slots=True)
class Models:
    """What was trained: a model of sentences for each language, and one of answers."""

    zh: Trees
    en: Trees
    answer: Linear

    def of(self, *, chinese: bool) -> Trees:
        """The model for a sentence of this language."""
        return self.zh if chinese else self.en

    def as_lines(self) -> str:
        """The weights file."""
        lines: list[dict[str, Any]] = [
            {"name": name, "bias": m.bias, "threshold": m.threshold, "trees": m.trees}
            for name, m in (("zh", self.zh), ("en", self.en))
        ]
        linear = self.answer
        lines.append(
            {"name": "answer", "bias": linear.bias, "threshold": linear.threshold, "slopes": linear.slopes},
        )
        return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)


@cache
def models() -> Models:
    """The models that come with this version."""
    return read(resources.files("assistant").joinpath(WEIGHTS).read_text("utf-8"))


def read(lines: str) -> Models:
    """Models from the text of a weights file."""
    by_name = {line["name"]: line for line in map(json.loads, lines.splitlines())}
    zh, en = (
        Trees(m["bias"], tuple(tuple((n[0], n[1], n[2], n[3]) for n in tree) for tree in m["trees"]), m["threshold"])
        for m in (by_name["zh"], by_name["en"])
    )
    answer = by_name["answer"]
    return Models(zh, en, Linear(answer["bias"], tuple(answer["slopes"]), answer["threshold"]))


def of_answer(scores: Sequence[float]) -> tuple[float, ...]:
    """Features of an answer from the scores of its sentences, of which there is at least one.

    The weakest, the second weakest, the mean, the log-odds of the weakest, the expected number of unsupported
    sentences, the log-probability that there is none, and the logarithm of how many there are.
    """
    bounded = [min(max(score, _FLOOR), 1 - _FLOOR) for score in scores]
    first, second = (*sorted(bounded), 1.0)[:2]
    return (
        first,
        second,
        sum(bounded) / len(bounded),
        math.log(first / (1 - first)),
        sum(1 - score for score in bounded),
        sum(map(math.log, bounded)),
        math.log(len(bounded)),
    )


def _value(tree: Sequence[Node], features: Sequence[float]) -> float:
    feature, threshold, left, right = tree[0]
    while feature >= 0:
        feature, threshold, left, right = tree[left if features[feature] <= threshold else right]
    return threshold


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0
