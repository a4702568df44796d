from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.language_model import Message
from eval.judging import Judge
from eval.kept import Kept
from eval.preference import Preferred, preferences, preferred
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


def test_preferences_are_counted_over_the_cases_that_both_runs_hold(kept: Kept) -> None:
    cases = [CASE.model_copy(update={"id": f"c{n}"}) for n in range(4)]
    a = {case.id: replace(A, case=case.id) for case in cases}
    b = {case.id: replace(B, case=case.id) for case in cases[:3]}
    b["c2"] = replace(b["c2"], problem="broken")

    def reply(messages: Sequence[Message]) -> str:
        first, _ = (words for tag, _, words in FENCE.findall(messages[1].content) if tag == "答复")
        return verdicts("first" if first == A.text else "second")

    found = preferences(Judge(JudgeModel(reply), kept), cases, a, b)
    assert (found.a, found.b, found.ties, found.swapped, found.errors, found.p) == (2, 0, 0, 0, 1, 0.5)
    assert "prefers A in 2 cases, B in 0" in str(found)
    by_order = preferences(Judge(JudgeModel(lambda _: verdicts("first"), "by-order"), kept), cases[:2], a, b)
    assert (by_order.ties, by_order.swapped, by_order.p) == (2, 2, 1.0)
