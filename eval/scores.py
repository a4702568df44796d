"""What a metric is, and what it says of one case. Does not know any metric.

A metric never averages away what it could not measure: a score has a status, and a mean is taken over `ok` alone, with
its denominator beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from eval.cases import Case
from eval.records import Record
from prompts.problems import Problem

Status = Literal["ok", "refused", "not_applicable", "error"]
"""`ok`: measured. `refused`: the assistant gave no answer that this metric could look at. `not_applicable`: the case
says nothing that this metric needs (no nuggets, no slots). `error`: the case or the judge failed."""
STATUSES: tuple[Status, ...] = ("ok", "refused", "not_applicable", "error")
Better = Literal["higher", "lower", "neither"]
Family = Literal["ranking", "text", "answer", "service", "refusal", "judge", "consistency"]


@dataclass(frozen=True, slots=True)
class Score:
    """One metric on one case. `value` is a finite number exactly when the status is `ok`."""

    value: float | None
    status: Status = "ok"
    note: str = ""
    """Why it is not `ok`, or what was found: `15日 is not in the cited words`."""

    def __post_init__(self) -> None:
        measured = self.value is not None and abs(self.value) != float("inf") and self.value == self.value
        if measured != (self.status == "ok"):
            raise ValueError(f"a score of status {self.status!r} with the value {self.value!r}")


def not_applicable(note: str = "") -> Score:
    """The case asks for nothing that the metric measures."""
    return Score(None, "not_applicable", note)


def refused(note: str = "") -> Score:
    """There is no answer to look at."""
    return Score(None, "refused", note)


def share(hits: int, of: int, note: str = "") -> Score:
    """`hits / of`; not applicable when there is nothing to count."""
    return Score(hits / of, note=note) if of else not_applicable(note or "nothing to count")


@dataclass(frozen=True, slots=True)
class Metric:
    """A named measurement of a case. Definition and source stand in the docstring of `score`."""

    name: str
    """As in reports and on the command line: `ndcg@10`, `citation_precision`."""
    family: Family
    better: Better
    score: Callable[[Case, Record], Score]
    binary: bool = False
    """Values are 0 or 1: intervals are Wilson's where cases are independent, differences are tested by McNemar."""


def chosen(metrics: Iterable[Metric], names: Sequence[str]) -> list[Metric]:
    """The metrics of these names, all for none named. Problem `unknown_metric` names the nearest that exist."""
    known = {metric.name: metric for metric in metrics}
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.4) or ["–"]
            raise Problem("unknown_metric", found=name, known=", ".join(near))
    return [known[name] for name in names] if names else list(known.values())
