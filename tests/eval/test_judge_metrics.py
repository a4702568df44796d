from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import Case
from eval.judge_metrics import judged_metrics, nugget_figures
from eval.judging import Judge
from eval.kept import Kept
from eval.records import Record, Said
from eval.scores import Score
from eval.support_metrics import alce
from tests.eval.judges import CASE, RECORD, JudgeModel, answered, by_table, cited, holds_it, scripted


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with Kept(tmp_path / "j.sqlite") as opened:
        yield opened


def scores(judge: Judge, case: Case = CASE, record: Record = RECORD) -> dict[str, Score]:
    return {metric.name.removeprefix("judge_"): metric.score(case, record) for metric in judged_metrics(judge)}


def test_all_figures_of_a_case(kept: Kept) -> None:
    found = {name: score.value for name, score in scores(Judge(holds_it(), kept)).items()}
    assert found == pytest.approx(
        {
            "precision": 1 / 2,  # the first of two sentences stands in the ideal answer
            "recall": 1 / 2,
            "f1": 1 / 2,
            "claim_recall": 1 / 2,
            "context_precision": 1 / 3,
            "context_utilisation": 1,
            "noise_relevant": 0,
            "noise_irrelevant": 1 / 2,
            "hallucination": 0,
            "self_knowledge": 0,
            "faithfulness": 1,
            "grounded": 1,
            "correctness": 1 / (1 + (1 + 1) / 2),
            "nuggets_strict_vital": 1 / 2,
            "nuggets_strict_all": 1 / 3,
            "nuggets_vital": 1 / 2,
            "nuggets_all": 1 / 3,
            "citation_recall": 1,
            "citation_precision": 2 / 3,  # the second sentence does not need its first citation
        }
    )


def test_every_metric_says_what_it_is() -> None:
    metrics = judged_metrics(Judge("j", None))  # type: ignore[arg-type]
    assert all(metric.family == "judge" and metric.score.__doc__ for metric in metrics)


def test_scoring_again_asks_nothing(kept: Kept) -> None:
    model = holds_it()
    first = scores(Judge(model, kept))
    assert scores(Judge(model.name, kept)) == first
    asked = len(model.heard)
    assert scores(Judge(model, kept)) == first
    assert len(model.heard) == asked


def test_a_metric_asks_only_what_it_needs(kept: Kept) -> None:
    model = holds_it()
    metrics = {metric.name: metric for metric in judged_metrics(Judge(model, kept))}
    metrics["judge_precision"].score(CASE, RECORD)
    assert len(model.heard) == 1


@pytest.mark.parametrize(
    ("case", "record", "status", "names"),
    [
        (CASE, Record("c1", problem="broken"), "error", ()),
        (CASE, replace(RECORD, outcome="not_found"), "refused", ("claim_recall", "context_precision")),
        (
            CASE,
            replace(RECORD, outcome="", retrieval_only=True),
            "not_applicable",
            ("claim_recall", "context_precision"),
        ),
        (
            CASE.model_copy(update={"ideal_answer": None, "nuggets": ()}),
            RECORD,
            "not_applicable",
            ("faithfulness", "grounded", "citation_recall", "citation_precision"),
        ),
        (CASE, replace(RECORD, text=" "), "not_applicable", ("claim_recall", "context_precision")),
    ],
)
def test_what_cannot_be_measured_has_a_status_and_no_value(
    kept: Kept, case: Case, record: Record, status: str, names: tuple[str, ...]
) -> None:
    for name, score in scores(Judge(holds_it(), kept), case, record).items():
        assert score.status == ("ok" if name in names else status), name


def test_passages_whose_words_were_not_kept_are_not_judged(kept: Kept) -> None:
    bare = replace(RECORD, passages=tuple(replace(passage, text="") for passage in RECORD.passages))
    assert scores(Judge(holds_it(), kept), record=bare)["faithfulness"].status == "not_applicable"


def test_an_answer_without_any_passage_is_carried_by_none(kept: Kept) -> None:
    found = scores(Judge(holds_it(), kept), record=replace(RECORD, passages=()))
    assert [found[name].value for name in ("faithfulness", "grounded", "hallucination", "claim_recall")] == [
        0,
        0,
        0.5,
        0,
    ]
    assert found["context_precision"].status == "not_applicable"


def test_a_judge_that_writes_rubbish_makes_the_case_an_error_and_the_next_one_goes_on(kept: Kept) -> None:
    good = holds_it()
    model = JudgeModel(lambda messages: "胡言乱语" if "坏" in messages[1].content else good.complete(messages).text)
    judge = Judge(model, kept)
    bad = scores(judge, record=answered(Said("坏。", (1,), 1.0), citations=[cited(1, "坏。")], passages=["坏。"]))
    assert {score.status for name, score in bad.items() if "claim_recall" not in name} == {"error"}
    assert "胡言乱语" in bad["precision"].note
    assert scores(judge)["precision"].value == 0.5


def test_an_answer_of_the_judge_itself_is_not_judged_unless_allowed_and_every_line_says_so(
    kept: Kept,
) -> None:
    model = holds_it()
    own = replace(RECORD, model=model.name)
    refused = scores(Judge(model, kept), record=own)
    assert refused["precision"].status == "error"
    assert "favours itself" in refused["precision"].note
    allowed = scores(Judge(model, kept, judged=[model.name], allow_same=True), record=own)
    assert all("judges its own answers" in score.note for score in allowed.values())


def test_a_wavering_judge_is_said_to_waver(kept: Kept) -> None:
    labels = iter(["support", "support", "not_support"])
    model = by_table(lambda _tag, _material, _item: next(labels))
    case = CASE.model_copy(update={"nuggets": CASE.nuggets[:1]})
    metrics = {metric.name: metric for metric in judged_metrics(Judge(model, kept, repeats=3))}
    score = metrics["judge_nuggets_vital"].score(case, RECORD)
    assert score.value == 1
    assert "self-agreement 0.67" in score.note


def test_claims_may_be_taken_apart_by_the_judge(kept: Kept) -> None:
    model = scripted(
        '{"claims": ["十五日内", "发放", "不收费"]}',
        '{"verdicts": [{"number": 3, "verdict": "neutral"}, {"number": 1, "verdict": "entailed"},'
        ' {"number": 2, "verdict": "Entailed "}]}',
    )
    metrics = {metric.name: metric for metric in judged_metrics(Judge(model, kept, takes_apart=True))}
    assert metrics["judge_recall"].score(CASE, RECORD).value == pytest.approx(2 / 3)


def test_chinese_claims_are_sentences(kept: Kept) -> None:
    model = holds_it()
    case = CASE.model_copy(update={"ideal_answer": "可以办吗？可以；当天办结！（一）带身份证。"})
    metrics = {metric.name: metric for metric in judged_metrics(Judge(model, kept))}
    metrics["judge_recall"].score(case, RECORD)
    assert model.heard[0][1].content.count("<说法 ") == 4


def test_every_label_that_was_used_is_told_once_with_what_it_was_held_against(kept: Kept) -> None:
    judge = Judge(holds_it(), kept)
    scores(judge)
    said = list(judge.said)
    assert ("entailment", "十五日内发放。", "the ideal answer", "entailed") in [
        (j.aspect, j.item, j.against, j.value) for j in said
    ]
    assert {j.against for j in said if j.aspect == "nuggets"} == {"the answer"}
    assert {(j.case, j.by, j.prompt.split("/")[0]) for j in said} == {
        ("c1", "judge-model", "judge_entailment.zh"),
        ("c1", "judge-model", "judge_nuggets.zh"),
    }
    again = Judge("judge-model", kept)
    scores(again)
    assert list(again.said) == said


def test_a_sentence_whose_citation_leads_nowhere_is_not_carried(kept: Kept) -> None:
    record = answered(Said("甲。", (1, 9), 1.0), Said("乙。", (), 1.0), citations=[cited(1, "甲。")])
    found = scores(Judge(holds_it(), kept), record=record)
    assert (found["citation_recall"].value, found["citation_precision"].value) == (0, 0)
    uncited = answered(Said("乙。", (), 1.0))
    assert scores(Judge(holds_it(), kept), record=uncited)["citation_precision"].status == "not_applicable"


@given(
    sentences=st.lists(st.lists(st.integers(1, 4), max_size=4, unique=True), min_size=1, max_size=4),
    table=st.dictionaries(st.frozensets(st.integers(1, 4), min_size=1), st.booleans()),
)
def test_citations_are_counted_as_alce_counts_them(
    sentences: list[list[int]], table: dict[frozenset[int], bool]
) -> None:
    def entails(_: int, numbers: Collection[int]) -> bool:
        return table.get(frozenset(numbers), False)

    def says(_tag: str, material: str, _item: str) -> str:
        return "entailed" if entails(0, [int(line) for line in material.split("\n")]) else "neutral"

    record = answered(
        *(Said(f"第{n}句。", tuple(numbers), 1.0) for n, numbers in enumerate(sentences)),
        citations=[cited(n, str(n)) for n in range(1, 5)],
    )
    with Kept(Path(":memory:")) as kept:
        metrics = {metric.name: metric for metric in judged_metrics(Judge(by_table(says), kept))}
        found = [metrics[f"judge_citation_{name}"].score(CASE, record).value or 0.0 for name in ("recall", "precision")]
    assert found == pytest.approx(alce(sentences, entails, most=9))


def test_nugget_figures_without_such_nuggets_are_nothing() -> None:
    assert nugget_figures([]) == {"strict_vital": None, "vital": None, "strict_all": None, "all": None}
    assert nugget_figures([("okay", "partial_support")])["all"] == 0.5
