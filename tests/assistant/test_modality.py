"""Forces are compared with those of the clause that says the same."""

import pytest

from assistant.modality import clauses, disagreement


def test_a_comma_before_a_number_ends_a_clause_and_one_inside_it_does_not() -> None:
    assert [c.text for c in clauses("不收费，10个工作日内办结")] == ["不收费", "10个工作日内办结"]
    assert [c.text for c in clauses("the fee is $1,000, and 3.5 days")] == ["the fee is $1,000", " and 3.5 days"]


def test_a_heading_of_the_same_words_does_not_stand_against_a_denial() -> None:
    assert disagreement("本事项不收费，10个工作日内办结。", "10个工作日内办结。\n收费标准\n不收费。") is None


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("申请人可以提交身份证。", "申请人应当提交身份证。"),
        ("申请人不提交身份证。", "申请人应当提交身份证。"),
        ("You must not apply online.", "You can apply online."),
    ],
)
def test_another_force_is_named(sentence: str, source: str) -> None:
    assert disagreement(sentence, source)
