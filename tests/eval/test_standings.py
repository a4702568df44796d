"""A judge gates only what people's labels say it may: its own comparison, in the language, for the kind of question."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.calibration import Calibration, calibrate
from eval.judging import Judge
from eval.kept import Kept
from eval.standings import keep, standing

METRICS = ("judge_grounded", "judge_nuggets_all", "answered")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with Kept(tmp_path / "j.sqlite") as opened:
        yield opened


def compared(cases: int, wrong: int, labels: str = "ragtruth_qa") -> Calibration:
    """A judge that is wrong so often of cases of which half are good."""
    good = [n % 2 == 0 for n in range(cases)]
    scores = [float(truth != (n < wrong)) for n, truth in enumerate(good)]
    return calibrate("j", labels, scores, good, [str(n) for n in range(cases)], threshold=1.0, resamples=20)


def test_a_judge_that_was_never_compared_gates_nothing(kept: Kept, tmp_path: Path) -> None:
    stands = standing(tmp_path, Judge("j", kept), ["en", "zh"], METRICS)
    assert stands.ungated(METRICS) == {"judge_grounded", "judge_nuggets_all"}
    (reason,) = stands.reasons
    assert "judge_entailment.en/1, judge_entailment.zh/1, judge_nuggets.en/1" in reason.text()


def test_a_judge_that_agrees_on_enough_labels_gates_what_was_compared(kept: Kept, tmp_path: Path) -> None:
    judge = Judge("j", kept)
    keep(tmp_path, judge, "en", compared(60, 3))
    stands = standing(tmp_path, judge, ["en"], METRICS)
    assert stands.ungated(METRICS) == {"judge_nuggets_all"}, "nuggets were not compared"
    assert standing(tmp_path, judge, ["en", "zh"], METRICS).ungated(METRICS) >= {"judge_grounded"}, "nor was Chinese"
    assert stands.as_plain()["compared"][0]["cases"] == 60


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (compared(49, 0), ["too_few_labels"]),
        (compared(60, 20), ["too_little_agreement"]),
        (compared(10, 5), ["too_few_labels", "too_little_agreement"]),
    ],
)
def test_too_few_labels_or_too_little_agreement_gate_nothing(
    kept: Kept, tmp_path: Path, found: Calibration, codes: list[str]
) -> None:
    judge = Judge("j", kept)
    keep(tmp_path, judge, "en", found)
    stands = standing(tmp_path, judge, ["en"], ["judge_grounded"])
    assert [problem.code for problem in stands.reasons] == codes
    assert stands.ungated(METRICS) == {"judge_grounded"}


def test_a_few_labels_of_another_set_do_not_undo_what_enough_ones_say(kept: Kept, tmp_path: Path) -> None:
    judge = Judge("j", kept)
    keep(tmp_path, judge, "en", compared(60, 3))
    keep(tmp_path, judge, "en", compared(10, 5, "en_gov_mtrag"))
    assert not standing(tmp_path, judge, ["en"], ["judge_grounded"]).reasons
    keep(tmp_path, judge, "en", compared(60, 30, "en_gov_mtrag"))
    assert standing(tmp_path, judge, ["en"], ["judge_grounded"]).reasons, "the later one counts"


@pytest.mark.parametrize("changed", [{"repeats": 3}, {"seed": 1}, {"takes_apart": True}, {"language": "zh"}])
def test_another_way_of_asking_is_another_judge(kept: Kept, tmp_path: Path, changed: dict[str, object]) -> None:
    keep(tmp_path, Judge("j", kept), "en", compared(60, 3))
    assert standing(tmp_path, Judge("j", kept, **changed), ["en"], ["judge_grounded"]).reasons  # type: ignore[arg-type]
