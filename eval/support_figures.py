"""What scores of sentences and answers are worth beside labels: figures by slice, and the threshold of showing.

Does not know where the scores come from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from eval.calibration import auroc, confusion
from eval.human_labels import Answer
from eval.support_pairs import Pair

MOST_WRONG = 0.03
"""Share of what is shown that may be wrong, on sentences that people labelled."""
MOST_SHOWN_WRONGLY = 0.04
"""Share of the wrong that may be shown, on pairs that are made: how many of those are wrong says nothing."""
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Slice:
    """Figures of pairs of one kind: with a threshold, what is shown (of all, of the carried, of the others)."""

    pairs: int
    carried: int
    auroc: float | None
    shown: float
    precision: float | None
    recall: float | None
    shown_wrongly: float | None


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """Of whole answers, unsupported ones being what is looked for; `threshold` is the score under which one is."""

    answers: int
    unfaithful: int
    auroc: float | None
    precision: float
    recall: float
    f1: float
    kappa: float | None


def lowest_threshold(scores: Floats, good: Bools, *, made_up: bool = False) -> float:
    """The lowest score from which the errors stay within `MOST_WRONG` or, on made-up pairs, `MOST_SHOWN_WRONGLY`.

    1 if there is none. Equal scores stand or fall together.
    """
    order = np.argsort(-scores, kind="stable")
    wrong = np.cumsum(~good[order])
    within = (
        wrong <= MOST_SHOWN_WRONGLY * int((~good).sum())
        if made_up
        else wrong <= MOST_WRONG * np.arange(1, len(order) + 1)
    )
    ends = np.append(scores[order][1:] < scores[order][:-1], True)
    fit = np.flatnonzero(within & ends)
    return float(scores[order][fit[-1]]) if len(fit) else 1.0


def by_slice(language: str, pairs: Sequence[Pair], scores: Floats, threshold: float) -> dict[str, Slice]:
    """Figures of a language and its slices. What is not carried is also put beside all that is, to have a curve."""
    good = np.array([pair.carried for pair in pairs], dtype=np.bool_)
    found = {language: _slice(scores, good, threshold)}
    for name in sorted({pair.slice for pair in pairs if pair.slice}):
        mine = np.array([pair.slice == name for pair in pairs])
        curve = auroc(scores[mine | good], good[mine | good]) if not good[mine].any() else None
        found[f"{language} {name}"] = replace(_slice(scores[mine], good[mine], threshold), auroc=curve)
    for writer in sorted({pair.writer for pair in pairs if pair.writer}):
        mine = np.array([pair.writer == writer for pair in pairs])
        found[f"{language} {writer}"] = _slice(scores[mine], good[mine], threshold)
    return found


def _slice(scores: Floats, good: Bools, threshold: float) -> Slice:
    shown = scores >= threshold
    return Slice(
        len(good),
        int(good.sum()),
        auroc(scores, good),
        float(shown.mean()),
        float(good[shown].mean()) if shown.any() else None,
        float(shown[good].mean()) if good.any() else None,
        float(shown[~good].mean()) if (~good).any() else None,
    )


def by_writer(told: Sequence[Answer], score: Floats, faithful: Bools) -> dict[str, AnswerFigures]:
    """Figures of all answers, and of each model's."""
    good = np.array([answer.faithful for answer in told], dtype=np.bool_)
    found = {"all": answer_figures(score, faithful, good)}
    for writer in sorted({answer.model for answer in told}):
        mine = np.array([answer.model == writer for answer in told])
        found[writer] = answer_figures(score[mine], faithful[mine], good[mine])
    return found


def answer_figures(scores: Floats, called_good: Bools, good: Bools) -> AnswerFigures:
    """Figures of answers with a score and a verdict each, beside what people say."""
    matrix = confusion(~called_good, ~good)
    hit, said, bad = matrix.true_positive, int((~called_good).sum()), int((~good).sum())
    return AnswerFigures(
        len(good),
        bad,
        auroc(scores, good),
        hit / said if said else 0.0,
        hit / bad if bad else 0.0,
        2 * hit / (said + bad) if said + bad else 0.0,
        matrix.kappa,
    )
