"""What follows from what, claim by claim, and the eleven figures that are counted from it.

The judging and the arithmetic are apart: labels that were kept are counted again without a model. Source of the
definitions: RAGChecker (Ru et al., 2024), whose figures are 0 where there is nothing to count; here they are None, so
that an average is not pulled down by what was not measured. Does not know who judged, or how claims are found.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Row = tuple[bool, ...]
Which = Literal["answer2response", "response2answer", "retrieved2response", "retrieved2answer"]


@dataclass(frozen=True, slots=True)
class ClaimMatrices:
    """Named as in RAGChecker, from what carries to what is carried: `answer` is the ideal one, `response` ours.

    A matrix that was not needed is empty. Rows are claims, columns passages.
    """

    answer2response: Row = ()
    """Claims of the response that the ideal answer entails: is it right?"""
    response2answer: Row = ()
    """Claims of the ideal answer that the response entails: is it complete?"""
    retrieved2response: tuple[Row, ...] = ()
    """Claims of the response by the passages that entail them."""
    retrieved2answer: tuple[Row, ...] = ()
    """Claims of the ideal answer by the passages that entail them."""


def precision(matrices: ClaimMatrices) -> float | None:
    """Share of the response's claims that the ideal answer entails."""
    return _share(matrices.answer2response)


def recall(matrices: ClaimMatrices) -> float | None:
    """Share of the ideal answer's claims that the response entails."""
    return _share(matrices.response2answer)


def f1(matrices: ClaimMatrices) -> float | None:
    """Harmonic mean of precision and recall; 0 when both are."""
    p, r = precision(matrices), recall(matrices)
    if p is None or r is None:
        return None
    return 2 * p * r / (p + r) if p + r else 0.0


def claim_recall(matrices: ClaimMatrices) -> float | None:
    """Share of the ideal answer's claims that some passage entails."""
    return _share([any(claim) for claim in matrices.retrieved2answer])


def context_precision(matrices: ClaimMatrices) -> float | None:
    """Share of the passages that entail some claim of the ideal answer: the relevant ones."""
    return _share(_relevant(matrices))


def context_utilisation(matrices: ClaimMatrices) -> float | None:
    """Of the ideal answer's claims that some passage entails, the share that the response entails too."""
    pairs = zip(matrices.retrieved2answer, matrices.response2answer, strict=True)
    return _share([said for found, said in pairs if any(found)])


def noise_relevant(matrices: ClaimMatrices) -> float | None:
    """Share of the response's claims that are wrong and were taken from a relevant passage."""
    relevant = _relevant(matrices)
    rows = zip(matrices.answer2response, matrices.retrieved2response, strict=True)
    return _share([not right and _entailed_by(relevant, row) for right, row in rows])


def noise_irrelevant(matrices: ClaimMatrices) -> float | None:
    """Share of the response's claims that are wrong and were taken from irrelevant passages alone."""
    relevant = _relevant(matrices)
    rows = zip(matrices.answer2response, matrices.retrieved2response, strict=True)
    return _share([not right and any(row) and not _entailed_by(relevant, row) for right, row in rows])


def hallucination(matrices: ClaimMatrices) -> float | None:
    """Share of the response's claims that no passage entails and that are wrong."""
    rows = zip(matrices.answer2response, matrices.retrieved2response, strict=True)
    return _share([not right and not any(row) for right, row in rows])


def self_knowledge(matrices: ClaimMatrices) -> float | None:
    """Share of the response's claims that no passage entails and that are right all the same."""
    rows = zip(matrices.answer2response, matrices.retrieved2response, strict=True)
    return _share([right and not any(row) for right, row in rows])


def faithfulness(matrices: ClaimMatrices) -> float | None:
    """Share of the response's claims that some passage entails; 1 with hallucination and self-knowledge."""
    return _share([any(row) for row in matrices.retrieved2response])


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the eleven: how it is counted, the matrices it needs, and whether more of it is good."""

    count: Callable[[ClaimMatrices], float | None]
    needs: tuple[Which, ...]
    better: Literal["higher", "lower", "neither"] = "higher"


FIGURES: Mapping[str, Figure] = {
    "precision": Figure(precision, ("answer2response",)),
    "recall": Figure(recall, ("response2answer",)),
    "f1": Figure(f1, ("answer2response", "response2answer")),
    "claim_recall": Figure(claim_recall, ("retrieved2answer",)),
    "context_precision": Figure(context_precision, ("retrieved2answer",)),
    "context_utilisation": Figure(context_utilisation, ("retrieved2answer", "response2answer")),
    "noise_relevant": Figure(
        noise_relevant, ("answer2response", "retrieved2response", "retrieved2answer"), better="lower"
    ),
    "noise_irrelevant": Figure(
        noise_irrelevant, ("answer2response", "retrieved2response", "retrieved2answer"), better="lower"
    ),
    "hallucination": Figure(hallucination, ("answer2response", "retrieved2response"), better="lower"),
    "self_knowledge": Figure(self_knowledge, ("answer2response", "retrieved2response"), better="neither"),
    "faithfulness": Figure(faithfulness, ("retrieved2response",)),
}


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def _relevant(matrices: ClaimMatrices) -> Row:
    return tuple(any(passage) for passage in zip(*matrices.retrieved2answer, strict=True))


def _entailed_by(passages: Row, row: Row) -> bool:
    return any(chosen and entailed for chosen, entailed in zip(passages, row, strict=True))
