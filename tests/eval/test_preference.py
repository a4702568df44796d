from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from eval.judging import Judge
from eval.kept import Kept
from eval.preference import Preferred, preferred
from eval.records import Record, Said
from tests.eval.judges import CASE, FENCE, JudgeModel, answered, scripted, verdicts

A = answered(Said("十五日内发放。", (), 1.0))
B = answered(Said("不清楚。", (), 1.0))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with Kept(tmp_path / "j.sqlite") as opened:
        yield opened


@pytest.mark.parametrize(
    ("forward", "backward", "better", "swapped"),
    [
        ("first", "second", "a", False),
        ("second", "first", "b", False),
        ("tie", "tie", "tie", False),
        ("first", "first", "tie", True),
        ("second", "second", "tie", True),
        ("first", "tie", "tie", True),
    ],
)
def test_a_preference_is_what_both_orders_share(
    kept: Kept, forward: str, backward: str, better: str, swapped: bool
) -> None:
    model = scripted(verdicts(forward), verdicts(backward))
    found = preferred(Judge(model, kept), CASE, A, B)
    assert (found.better, found.swapped) == (better, swapped)
    one, other = ([words for tag, _, words in FENCE.findall(m[1].content) if tag == "答复"] for m in model.heard)
    assert one == other[::-1] == [A.text, B.text]


def test_the_same_words_are_a_tie_without_asking(kept: Kept) -> None:
    assert preferred(Judge(scripted(), kept), CASE, A, A).better == "tie"


@pytest.mark.parametrize("failed", [replace(B, problem="broken"), Record("c1", problem="broken")])
def test_a_case_that_failed_in_one_run_is_not_compared(kept: Kept, failed: Record) -> None:
    assert preferred(Judge(scripted(), kept), CASE, A, failed) == Preferred(None, error="broken")


def test_rubbish_in_one_order_is_an_error_and_no_tie(kept: Kept) -> None:
    found = preferred(Judge(scripted(verdicts("first"), "?", "?", "?"), kept), CASE, A, B)
    assert found.better is None
    assert "no readable verdict" in found.error


def test_a_judge_that_wrote_one_of_the_answers_is_refused_or_named(kept: Kept) -> None:
    model = JudgeModel(lambda _: verdicts("tie"))
    own = replace(B, model=model.name)
    assert preferred(Judge(model, kept), CASE, A, own).better is None
    assert preferred(Judge(model, kept, allow_same=True), CASE, A, own).warning
