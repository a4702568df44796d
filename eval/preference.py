"""Which of two answers to the same case is better, asked in both orders. Does not know the runs they come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.cases import Case
from eval.judging import Judge
from eval.records import Record
from eval.significance import mcnemar
from eval.verdicts import PREFERENCE
from prompts.problems import Problem
from prompts.templates import Part

_BETTER: Mapping[str, Literal["a", "b", "tie"]] = {"first": "a", "second": "b", "tie": "tie"}
_SWAPPED = {"first": "second", "second": "first", "tie": "tie"}
_NOTHING = "—"
"""Stands where there is no reference."""


@dataclass(frozen=True, slots=True)
class Preferred:
    """`a`, `b` or `tie`; None with an `error`. `swapped`: the judge changed its mind with the order, so it is a tie."""

    better: Literal["a", "b", "tie"] | None
    reason: str = ""
    agreement: float = 1.0
    """Share of the repeats that agree, mean over both orders."""
    swapped: bool = False
    warning: str = ""
    """That the judge wrote one of the answers itself."""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Preferences:
    """Over all cases of two runs. `swapped` are those of the ties in which only the order decided; `p` is the sign
    test's over the cases with a preference, as if they were independent."""

    judge: str
    a: int
    b: int
    ties: int
    swapped: int
    errors: int
    p: float
    cases: tuple[tuple[str, Preferred], ...]

    def __str__(self) -> str:
        said = f"{self.judge} prefers A in {self.a} cases, B in {self.b}, neither in {self.ties}"
        swapped = f" (in {self.swapped} of these the order decided)" if self.swapped else ""
        return f"{said}{swapped}; p {self.p:.4f}; {self.errors} could not be judged"


def preferences(
    judge: Judge,
    cases: Sequence[Case],
    a: Mapping[str, Record],
    b: Mapping[str, Record],
    progress: Callable[[int, int, str], None] = lambda done, total, what: None,
) -> Preferences:
    """Ask about every case that both runs hold, twice each."""
    shared = sorted((case for case in cases if case.id in a and case.id in b), key=lambda case: case.id)
    found = []
    for done, case in enumerate(shared, start=1):
        found.append((case.id, preferred(judge, case, a[case.id], b[case.id])))
        progress(done, len(shared), case.id)
    better = [one.better for _, one in found]
    for_a, for_b = better.count("a"), better.count("b")
    return Preferences(
        judge=judge.name,
        a=for_a,
        b=for_b,
        ties=better.count("tie"),
        swapped=sum(one.swapped for _, one in found),
        errors=better.count(None),
        p=round(mcnemar(for_a, for_b), 6),
        cases=tuple(found),
    )


def preferred(judge: Judge, case: Case, a: Record, b: Record) -> Preferred:
    """Compare two answers, refusals among them, against the ideal answer if there is one.

    Judges favour what they read first (or last): only a preference that both orders share is one. Two answers of the
    same words are a tie without asking; a case that failed in one of the runs is an error.
    """
    if a.problem or b.problem:
        return Preferred(None, error=a.problem or b.problem)
    warning = judge.warning_for(a.model) or judge.warning_for(b.model)
    if warning and not judge.allow_same:
        return Preferred(None, error=str(Problem("judge_is_the_judged", judge=judge.name)))
    if a.text == b.text:
        return Preferred("tie", "the same words", warning=warning)
    asked = [
        judge.labels(
            PREFERENCE,
            texts,
            question=case.question,
            material=[Part("", case.ideal_answer or _NOTHING)],
            language=case.language,
            count=1,
        )
        for texts in ((a.text, b.text), (b.text, a.text))
    ]
    if error := asked[0].error or asked[1].error:
        return Preferred(None, error=error)
    forward, backward = asked
    agreement = (forward.agreement + backward.agreement) / 2
    after_swap = _SWAPPED[backward.labels[0]]
    if forward.labels[0] != after_swap:
        reason = f"{forward.reasons[0]} / {backward.reasons[0]}"
        return Preferred("tie", reason, agreement, swapped=True, warning=warning)
    return Preferred(_BETTER[after_swap], forward.reasons[0], agreement, warning=warning)
