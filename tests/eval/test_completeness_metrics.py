import pytest

from eval.cases import Case, Nugget
from eval.completeness_metrics import (
    answer_length,
    assign,
    nugget_all,
    nugget_scores,
    nugget_strict_vital,
    nugget_vital,
    reading_grade,
    sentence_length,
)
from eval.mutation_originals import LAW
from eval.records import Record

ANSWER = "公安机关应当自受理之日起十五日内制作发放居住证。首次申领居住证，免收证件工本费。"


@pytest.mark.parametrize(
    ("nugget", "assigned"),
    [
        ("自受理之日起15日内制作发放", "support"),
        ("自受理之日起15个工作日内制作发放", "not_support"),
        ("首次申领免收工本费", "support"),
        ("首次申领免收证件工本费，换领补领缴纳", "partial_support"),
        ("公安机关可以自受理之日起15日内制作发放居住证", "not_support"),
        ("逾期未办理签注的，使用功能中止", "not_support"),
        ("自受理之日起15日内制作发放，或者30日内", "partial_support"),
        ("15日", "support"),
        ("20元", "not_support"),
    ],
)
def test_a_nugget_is_matched_by_words_figures_and_force(nugget: str, assigned: str) -> None:
    assert assign(nugget, ANSWER) == assigned


def case(*nuggets: tuple[str, str]) -> Case:
    listed = [{"text": text, "importance": importance} for text, importance in nuggets]
    return Case(id="1", cluster_id="1", question="?", answerable=True, nuggets=[Nugget(**n) for n in listed])


def said(text: str) -> Record:
    return Record(case="1", outcome="answered", text=text)


def test_partial_support_counts_half_and_strictly_nothing() -> None:
    wanted = case(
        ("自受理之日起15日内制作发放", "vital"),
        ("首次申领免收证件工本费，换领补领缴纳", "vital"),
        ("逾期未办理签注的，使用功能中止", "okay"),
    )
    assert nugget_vital(wanted, said(ANSWER)).value == 0.75
    assert nugget_strict_vital(wanted, said(ANSWER)).value == 0.5
    assert nugget_all(wanted, said(ANSWER)).value == 0.5
    assert "签注" in nugget_all(wanted, said(ANSWER)).note


def test_no_vital_nuggets_are_not_a_vital_score_of_nought() -> None:
    assert nugget_vital(case(("免费", "okay")), said(ANSWER)).status == "not_applicable"
    assert nugget_scores([]).all is None


def test_nuggets_in_another_language_are_not_missing() -> None:
    assert nugget_all(case(("free of charge", "vital")), said(ANSWER)).status == "not_applicable"


def test_chinese_is_counted_by_characters_and_english_by_words() -> None:
    assert answer_length(LAW.case, said("十五日 内发放。免费。")).value == 10
    assert sentence_length(LAW.case, said("十五日内发放。免费。")).value == 5
    assert sentence_length(LAW.case, said("请填写申请表后提交窗口办理。Use Form 12.")).value == 12
    assert answer_length(LAW.case, said("It takes 15 working days. It's free.")).value == 7
    assert sentence_length(LAW.case, said("It takes 15 working days. It's free.")).value == 3.5


def test_the_grade_of_an_english_text_is_that_of_flesch_and_kincaid() -> None:
    # 12 words, 2 sentences, 14 syllables.
    text = "The cat came to the house today. It was a little wet."
    assert reading_grade(LAW.case, said(text)).value == pytest.approx(0.39 * 6 + 11.8 * 14 / 12 - 15.59)
    assert reading_grade(LAW.case, said("十五日内发放。")).status == "not_applicable"
