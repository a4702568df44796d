from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from eval.judgements import JudgementCache
from eval.judging import Judge
from eval.preference import Preferred, preferred
from eval.records import Record, Said
from tests.eval.judges import CASE, FENCE, JudgeModel, answered, scripted, verdicts

A = answered(Said("十五日内发放。", (), 1.0))
B = answered(Said("不清楚。", (), 1.0))


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[JudgementCache]:
    with JudgementCache(tmp_path / "j.sqlite") as opened:
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
    cache: JudgementCache, forward: str, backward: str, better: str, swapped: bool
) -> None:
    model = scripted(verdicts(forward), verdicts(backward))
    found = preferred(Judge(model, cache), CASE, A, B)
    assert (found.better, found.swapped) == (better, swapped)
    one, other = ([words for tag, _, words in FENCE.findall(m[1].content) if tag == "答复"] for m in model.heard)
    assert one == other[::-1] == [A.text, B.text]


def test_the_same_words_are_a_tie_without_asking(cache: JudgementCache) -> None:
    assert preferred(Judge(scripted(), cache), CASE, A, A).better == "tie"


@pytest.mark.parametrize("failed", [replace(B, problem="broken"), Record("c1", problem="broken")])
def test_a_case_that_failed_in_one_run_is_not_compared(cache: JudgementCache, failed: Record) -> None:
    assert preferred(Judge(scripted(), cache), CASE, A, failed) == Preferred(None, error="broken")


def test_rubbish_in_one_order_is_an_error_and_no_tie(cache: JudgementCache) -> None:
    found = preferred(Judge(scripted(verdicts("first"), "?", "?", "?"), cache), CASE, A, B)
    assert found.better is None
    assert "no readable verdict" in found.error


def test_a_judge_that_wrote_one_of_the_answers_is_refused_or_named(cache: JudgementCache) -> None:
    model = JudgeModel(lambda _: verdicts("tie"))
    own = replace(B, model=model.name)
    assert preferred(Judge(model, cache), CASE, A, own).better is None
    assert preferred(Judge(model, cache, allow_same=True), CASE, A, own).warning
