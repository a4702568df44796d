"""Proves the metrics themselves: published values come out again to the printed digits, and wrong answers score lower.

Does not know any run.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval import golden_answers, golden_judge, golden_ranking, golden_statistics, golden_text
from eval.mutations import survivors, undetected, unproven


@dataclass(frozen=True, slots=True)
class Proof:
    """One value that is known, and what we compute."""

    name: str
    expected: float
    computed: float

    @property
    def holds(self) -> bool:
        """Equal to the digits that were printed: each golden file rounds to them."""
        return abs(self.expected - self.computed) < 1e-9


@dataclass(frozen=True, slots=True)
class SelfTest:
    """All proofs, and the mutants that no metric noticed."""

    proofs: tuple[Proof, ...]
    undetected: tuple[str, ...]
    """Mutants whose metric did not fall, and metrics that no mutant makes fall: both must be empty."""
    survivors: tuple[str, ...]
    """Wrong answers that are known to go unnoticed, published so that nobody takes the metrics for more than that."""

    @property
    def passed(self) -> bool:
        return not self.undetected and all(proof.holds for proof in self.proofs)


def selftest(shared: Path | None) -> SelfTest:
    """Compute everything again; a few seconds. Without the `shared` evaluation data, only what needs none of it."""
    return SelfTest(tuple(_proofs(shared)), (*undetected(), *unproven()), tuple(survivors()))


def _proofs(shared: Path | None) -> Iterator[Proof]:
    for row in golden_ranking.golden():
        yield Proof(*row)
    for row in golden_statistics.golden(shared):
        yield Proof(*row)
    for module in (golden_text, golden_answers, golden_judge):
        for row in module.golden():
            yield Proof(*row)
