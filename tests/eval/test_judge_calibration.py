"""A judge is held against people's labels of whole answers, statement by statement."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.judge_calibration import calibrate_judge
from eval.judging import Judge
from eval.kept import Kept
from prompts.problems import Problem
from tests.eval.judges import JudgeModel, by_table


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with Kept(tmp_path / "j.sqlite") as opened:
        yield opened


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Twelve answers about one passage; every third says what the passage does not, and people marked it."""
    folder = tmp_path / "data" / "ragtruth_qa"
    folder.mkdir(parents=True)
    source = {"source_id": "s", "passages": ["The fee is 60 dollars."], "question": "What is the fee?"}
    rows = [
        {
            "source_id": "s",
            "response": "The fee is 60 dollars." + (" It is paid by the employer." if n % 3 == 0 else ""),
            "labels": [{"start": 22, "end": 50, "label_type": "Baseless"}] if n % 3 == 0 else [],
            "quality": "good",
            "model": "m",
        }
        for n in range(12)
    ]
    (folder / "sources.jsonl").write_text(json.dumps(source) + "\n")
    (folder / "responses.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path / "data"


def test_an_answer_is_good_where_all_its_statements_are_entailed(kept: Kept, labels: Path) -> None:
    model = by_table(lambda _tag, material, item: "entailed" if item in material else "neutral")
    (found,) = calibrate_judge(Judge(model, kept), labels, 12, ["ragtruth_qa"])
    assert (found.cases, found.good, found.kappa) == (12, 8, 1.0)
    assert [problem.code for problem in found.why_not] == ["too_few_labels"]
    assert "good to both 8" in str(found)
    assert "at least 50 are needed" in str(found)


def test_answers_that_the_judge_cannot_be_read_on_are_left_out(kept: Kept, labels: Path) -> None:
    good = by_table(lambda _tag, _material, _item: "entailed")
    model = JudgeModel(lambda messages: "?" if "employer" in messages[1].content else good.complete(messages).text)
    (found,) = calibrate_judge(Judge(model, kept), labels, 12, ["ragtruth_qa"])
    assert found.cases == 8
    with pytest.raises(Problem):
        calibrate_judge(Judge(JudgeModel(lambda _: "?"), kept, seed=1), labels, 12, ["ragtruth_qa"])


def test_labels_that_nobody_has_are_named(kept: Kept, labels: Path) -> None:
    with pytest.raises(Problem, match="ragtruth_qa, en_gov_mtrag"):
        calibrate_judge(Judge("j", kept), labels, 12, ["nobody"])
