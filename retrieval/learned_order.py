"""A small learned order of the candidates of a search: a weighted sum of `candidate_features`, fitted to labels.

With it come the labelled questions themselves, which vote and bring candidates (`retrieval/asked_before.py`). The
weights minimise the softmax loss of each relevant candidate against all irrelevant ones of its question, with a
Gaussian prior on them (the loss of `retrieval/training.py`, over candidates). On citizens' questions boosted trees
(LambdaMART) gave no more. One small JSON file says which is in use; it goes with one embedder and one encoder of
questions, and is not taken with others. Does not know where labels come from, or whether it is any better.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import softmax

from ingestion import durable
from retrieval.asked_before import AskedBefore
from retrieval.candidate_features import FEATURES, features
from retrieval.legs import Legs
from retrieval.opened import Generation

CANDIDATES = 200
"""Best passages that are ordered anew; those below stay below. 50 and 100 ordered as well, 200 found more."""
FOLDER, CURRENT = "learned-orders", "CURRENT.json"
BUNDLED = "known_questions_order.json"

_STRENGTH = 5.0
"""Of the prior, in questions: with 80 labelled questions it gains as much as .05 a square, with 1,000 as .005."""

_AS_FITTED = 0.5
"""Share of the known questions whose answers are at hand, from which scores say how likely a passage is to answer:
among a few documents they are as far apart whether one of them does or not."""

Matrix = NDArray[np.float64]
Chosen = list[tuple[int, float]]
"""Positions and scores, best first."""


class Order(Protocol):
    """Says how good candidates are by their features."""

    def scores(self, rows: Matrix) -> Matrix:
        """One score a row, higher is better."""


@dataclass(frozen=True, slots=True)
class LinearOrder:
    """A weighted sum of the features, each on the scale that it had in training."""

    weights: tuple[float, ...]
    """One for each of `FEATURES`."""

    def scores(self, rows: Matrix) -> Matrix:
        found: Matrix = rows @ np.array(self.weights)
        return found


@dataclass(frozen=True, slots=True)
class Published:
    """The order in use, and what it was trained on."""

    name: str
    order: LinearOrder
    known: AskedBefore | None
    """The labelled questions."""
    facts: Mapping[str, Any]


def reorder(order: Order, generation: Generation, legs: Legs, question: str, chosen: Chosen) -> Chosen:
    """The same positions, the best `CANDIDATES` in the learned order; what the question names outright stays first.

    Scores stay in place, so that they still fall. Their softmax, which the weights were fitted to, is how likely each
    is to answer: of the passages of 450 citizens' questions with .05 to .1, 13 % did, with .1 to .2, 20 %, with .3 to
    .5, 47 %, with .7 to .9, 85 %. With a leg down the order stays: features say something else then. So
    it does for a question that is of another kind than all that was learned from.
    """
    strange = legs.votes is not None and not legs.votes.akin
    if (
        strange
        or legs.asked is None
        or not chosen
        or any(legs.states[leg].startswith("down") for leg in ("vectors", "words"))
    ):
        return chosen
    started = time.perf_counter()
    read = chosen[:CANDIDATES]
    exact = legs.hits.get("exact", {})
    try:
        scores = order.scores(features(generation, legs, question, read))
    except Exception as error:  # as with a leg, there is an order without it
        legs.states["learned order"] = f"down: {type(error).__name__}"
        return chosen
    places = sorted(range(len(read)), key=lambda i: (read[i][0] not in exact, 0 if read[i][0] in exact else -scores[i]))
    if not exact and (legs.votes is None or legs.votes.held >= _AS_FITTED):
        legs.likelihoods = dict(zip((position for position, _ in read), softmax(scores).tolist(), strict=True))
    positions = [read[i][0] for i in places] + [position for position, _ in chosen[CANDIDATES:]]
    legs.states["learned order"] = "ok"
    legs.seconds["learned order"] = time.perf_counter() - started
    return list(zip(positions, [score for _, score in chosen], strict=True))


def fit(questions: Sequence[tuple[Matrix, Sequence[bool]]]) -> LinearOrder:
    """Fit weights to candidates (rows of features) and which of them are relevant.

    Questions of which no candidate is relevant, or every one, say nothing and are left out. The same questions give the
    same weights. ValueError if none says anything.
    """
    telling = [(rows, np.array(good, dtype=bool)) for rows, good in questions if any(good) and not all(good)]
    if not telling:
        raise ValueError("no question with relevant and irrelevant candidates")
    every = np.vstack([rows for rows, _ in telling])
    scale = every.std(axis=0)
    scale[scale < 1e-9] = np.inf  # a feature that is always the same weighs nothing
    scaled = [((rows - every.mean(axis=0)) / scale, good) for rows, good in telling]
    strength = _STRENGTH / len(telling)

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, slope = strength * float(weights @ weights), 2 * strength * weights
        for rows, good in scaled:
            value, gradient = _softmax_loss(rows @ weights, good)
            total += value / len(scaled)
            slope = slope + gradient @ rows / len(scaled)
        return total, slope

    found = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B")
    return LinearOrder(tuple(float(weight) for weight in found.x / scale))


def _softmax_loss(scores: Matrix, good: NDArray[np.bool_]) -> tuple[float, Matrix]:
    """Mean over the good of -log p(good), each against all that are not good; and its gradient by the scores."""
    others = np.where(good, -np.inf, scores)
    top = others.max()
    parts = np.exp(others - top)
    against = top + np.log(parts.sum())
    behind = against - scores[good]
    pushed = np.exp(-np.logaddexp(0, -behind)) / good.sum()
    gradient = parts / parts.sum() * pushed.sum()
    gradient[good] = -pushed
    return float(np.logaddexp(0, behind).mean()), gradient


def bundled() -> LinearOrder:
    """The weights that come with the program, fitted to its known questions on the bundled embedder."""
    said = json.loads(resources.files("retrieval").joinpath(BUNDLED).read_text("utf-8"))
    return LinearOrder(tuple(float(said[name]) for name in FEATURES))


def write_weights(path: Path, order: LinearOrder) -> None:
    """As `bundled` reads them."""
    plain = {name: float(f"{weight:.6g}") for name, weight in zip(FEATURES, order.weights, strict=True)}
    durable.write(path, (json.dumps(plain, indent=1) + "\n").encode())


def current(models: Path, fingerprint: str, encoder: str | None) -> Published | None:
    """The order published for this embedder and this encoder of questions (its name; None: the embedder's own).

    None if there is none, if it goes with others or other features, or if its file is damaged.
    """
    try:
        said = json.loads((models / FOLDER / CURRENT).read_text("utf-8"))
        weights = tuple(float(said["weights"][name]) for name in FEATURES)
        fits = (said["embedder"], said["encoder"], len(said["weights"])) == (fingerprint, encoder, len(FEATURES))
        known = AskedBefore.from_plain(said["known"]) if said["known"] else None
        found = Published(str(said["name"]), LinearOrder(weights), known, dict(said["facts"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if fits and np.isfinite(weights).all() else None


def publish(models: Path, published: Published, fingerprint: str, encoder: str | None) -> None:
    """Let candidates be ordered by these weights from the next start on."""
    weights = dict(zip(FEATURES, published.order.weights, strict=True))
    goes_with = {"name": published.name, "embedder": fingerprint, "encoder": encoder}
    known = published.known.as_plain() if published.known else None
    said = {**goes_with, "weights": weights, "facts": published.facts, "known": known}
    (models / FOLDER).mkdir(parents=True, exist_ok=True)
    durable.write(models / FOLDER / CURRENT, json.dumps(said, ensure_ascii=False, indent=1).encode())


def withdraw(models: Path) -> bool:
    """Go back to the order of the fusion; gives whether there was anything to take back."""
    return durable.remove(models / FOLDER / CURRENT)
