import random

import pytest

from eval.cases import Case
from eval.golden_text import ANSWER, IDEAL, golden
from eval.records import Record
from eval.scores import Score, chosen
from eval.text_metrics import (
    METRICS,
    bleu,
    chrf,
    declared,
    exact_match,
    rouge_l,
    rouge_lsum,
    rouge_n,
    token_f1,
)

ALL = [exact_match, token_f1, rouge_l, rouge_lsum, bleu, chrf]


def case(ideal: str | None = IDEAL) -> Case:
    return Case(id="1", cluster_id="c", question="多少天？", answerable=True, ideal_answer=ideal)


def record(text: str = ANSWER, outcome: str = "answered", **more: object) -> Record:
    return Record(case="1", outcome=outcome, text=text, **more)  # type: ignore[arg-type]


def scores(of: Case, on: Record) -> dict[str, Score]:
    return {metric.name: metric.score(of, on) for metric in METRICS}


@pytest.mark.parametrize(("name", "expected", "computed"), golden())
def test_a_published_value_is_reproduced_to_its_printed_digits(name: str, expected: float, computed: float) -> None:
    assert computed == expected, name


def test_the_settings_behind_the_figures_are_declared_and_pinned() -> None:
    assert declared() == {
        "tokens": "wenzheng-mixed/1",
        "bleu_zh": "nrefs:1|case:mixed|eff:yes|tok:zh|smooth:exp|version:2.6.0",
        "bleu_13a": "nrefs:1|case:mixed|eff:yes|tok:13a|smooth:exp|version:2.6.0",
        "chrf": "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0",
    }


@pytest.mark.parametrize("measure", ALL)
def test_the_same_text_scores_one_and_an_empty_answer_zero(measure) -> None:  # type: ignore[no-untyped-def]
    assert measure(IDEAL, IDEAL) == 1
    assert measure("", IDEAL) == 0
    assert measure("。", IDEAL) < 0.05


def test_a_changed_number_or_unit_lowers_every_metric_of_tokens() -> None:
    for wrong in ("应当在15日内办结。", "应当在5个工作日内办结。"):
        right = "应当在15个工作日内办结。"
        assert exact_match(wrong, right) == 0
        assert token_f1(wrong, right) < 1
        assert rouge_n(wrong, right, 2) < token_f1(wrong, right)
        assert rouge_l(wrong, right) < 1


def test_another_way_of_writing_is_an_exact_match() -> None:
    assert exact_match("十五日内，免费！", "15日内免费") == 1
    assert exact_match("The fee is $5.", "fee is $5") == 1


def test_english_articles_count_for_nothing_in_the_squad_measures_alone() -> None:
    assert token_f1("the permit", "a permit") == 1
    assert rouge_n("the permit", "a permit", 1) == 0.5


def test_the_order_of_words_counts_for_rouge_l_but_not_for_the_bag() -> None:
    assert token_f1("免费办理", "办理免费") == 1
    assert rouge_l("免费办理", "办理免费") == 0.5


def test_rouge_l_equals_the_table_of_the_textbook() -> None:
    chance = random.Random(7)
    for _ in range(60):
        one, two = ("".join(chance.choices("甲乙丙丁", k=chance.randrange(1, 90))) for _ in range(2))
        row = [0] * (len(two) + 1)
        for a in one:
            above, row = row, [0]
            for j, b in enumerate(two):
                row.append(above[j] + 1 if a == b else max(above[j + 1], row[j]))
        assert rouge_l(one, two) == 2 * row[-1] / (len(one) + len(two))


def test_rouge_lsum_of_one_sentence_is_rouge_l_and_ignores_the_order_of_sentences() -> None:
    assert rouge_lsum(ANSWER, IDEAL) == pytest.approx(rouge_l(ANSWER, IDEAL))
    assert rouge_lsum("免费。当场办理。", "当场办理。免费。") == 1


def test_bleu_takes_the_tokens_of_the_ideal_answers_language() -> None:
    assert bleu(ANSWER, IDEAL) == bleu(ANSWER, IDEAL, "zh")
    english = ("Pay the fee online.", "You pay the fee online.")
    assert bleu(*english) == bleu(*english, "13a")


def test_every_metric_measures_an_answer_between_zero_and_one() -> None:
    found = scores(case(), record())
    assert list(found) == ["exact_match", "token_f1", "rouge1", "rouge2", "rougeL", "bleu", "chrf"]
    assert {score.status for score in found.values()} == {"ok"}
    assert all(0 <= (score.value or 0) <= 1 for score in found.values())
    assert found["bleu"].value == pytest.approx(0.3065, abs=5e-5)


@pytest.mark.parametrize("ideal", [None, "", "。"])
def test_a_case_without_ideal_answer_is_not_scored(ideal: str | None) -> None:
    assert {score.status for score in scores(case(ideal), record()).values()} == {"not_applicable"}


def test_an_ideal_answer_of_one_token_has_no_pairs_to_find() -> None:
    found = scores(case("15日"), record("15日"))
    assert found["rouge2"].status == "not_applicable"
    assert found["rouge1"].value == 1


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (record("", "not_found"), "refused"),
        (record("请问在哪里？", "needs_clarification"), "refused"),
        (record("", "", problem="failed"), "error"),
        (record("", "", retrieval_only=True), "not_applicable"),
    ],
)
def test_what_is_no_answer_is_never_a_zero(on: Record, status: str) -> None:
    assert {score.status for score in scores(case(), on).values()} == {status}


def test_an_empty_answer_is_a_zero_and_no_exception() -> None:
    assert {score.value for score in scores(case(), record("")).values()} == {0}


def test_each_metric_says_its_definition_and_source() -> None:
    assert all("Source" in (metric.score.__doc__ or "") for metric in METRICS)
    assert [metric.name for metric in chosen(METRICS, ["rougeL"])] == ["rougeL"]
    assert [metric.name for metric in METRICS if metric.binary] == ["exact_match"]
