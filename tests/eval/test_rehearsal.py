"""What a judge will be asked is counted before it is asked, and asking costs no more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.costs import Usage
from eval.judge_metrics import judged_metrics
from eval.judging import Judge
from eval.kept import Kept
from eval.rehearsal import Rehearsal, needed, supposed
from eval.verdicts import ENTAILMENT
from prompts.templates import Part
from tests.eval.judges import CASE, RECORD, JudgeModel, holds_it, verdicts


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with Kept(tmp_path / "j.sqlite") as opened:
        yield opened


def test_a_rehearsal_counts_each_missing_call_once_and_asks_nothing(kept: Kept) -> None:
    model = JudgeModel(lambda _: verdicts("entailed"))
    judge = Judge(model, kept, repeats=3)

    def ask(of: Judge, claim: str) -> tuple[str, ...]:
        return of.labels(ENTAILMENT, [claim], question="问", material=[Part("", "资料")], language="zh").labels

    ask(judge, "甲")
    rehearsal = Rehearsal(judge)
    for claim in ("甲", "乙", "乙", "丙"):
        assert ask(rehearsal, claim) == ("entailed",)
    assert rehearsal.missing.calls == 6
    assert (len(model.heard), len(kept)) == (3, 3)


def test_the_calls_of_a_run_are_counted_before_asking(kept: Kept) -> None:
    model = holds_it()
    judge = Judge(model, kept)
    counted = needed(judge, [(CASE, RECORD)])
    assert (len(model.heard), len(kept)) == (0, 0)
    assert counted.read > counted.calls > 0
    for metric in judged_metrics(judge):
        metric.score(CASE, RECORD)
    assert len(model.heard) == counted.calls
    assert needed(judge, [(CASE, RECORD)]) == Usage()
    assert needed(Judge(model, kept, repeats=3), [(CASE, RECORD)], ["judge_precision"]).calls == 3


def test_a_supposed_answer_costs_more_than_a_short_one(kept: Kept) -> None:
    judge = Judge("far-away", kept)
    assert needed(judge, [(CASE, supposed(CASE))]).read > needed(judge, [(CASE, RECORD)]).read
