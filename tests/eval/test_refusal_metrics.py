import pytest

from eval.cases import Case
from eval.records import Record
from eval.refusal_metrics import METRICS

BY_NAME = {metric.name: metric for metric in METRICS}
NAMES = ("answered", "correct_refusal", "over_refusal", "ask_back", "needless_ask_back", "outcome_match")


@pytest.mark.parametrize(
    ("answerable", "expected", "outcome", "values"),
    [
        (True, None, "answered", (1, None, 0, None, 0, None)),
        (True, None, "partly_answered", (1, None, 0, None, 0, None)),
        (True, None, "not_found", (0, None, 1, None, 0, None)),
        (True, None, "needs_clarification", (0, None, 1, None, 1, None)),
        (False, None, "not_found", (0, 1, None, None, 0, None)),
        (False, None, "answered", (1, 0, None, None, 0, None)),
        (True, "needs_clarification", "needs_clarification", (0, None, None, 1, None, 1)),
        (True, "needs_clarification", "answered", (1, None, None, 0, None, 0)),
        (False, "declined", "not_found", (0, 1, None, None, 0, 0)),
        (True, "answered", "partly_answered", (1, None, 0, None, 0, 0)),
    ],
)
def test_outcomes_are_held_against_what_the_case_needs(
    answerable: bool, expected: str | None, outcome: str, values: tuple[float | None, ...]
) -> None:
    case = Case(id="1", cluster_id="1", question="?", answerable=answerable, outcome=expected)
    scored = tuple(BY_NAME[name].score(case, Record(case="1", outcome=outcome, text="…")).value for name in NAMES)
    assert scored == values
