"""Hard facts are the same fact however they are written, and different ones never are."""

import pytest

from assistant.figures import figures, is_among


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三十日内", "30天内"),
        ("二个月", "两个月"),
        ("一年", "12个月"),
        ("3万元", "三万元"),
        ("30,000元", "3万元"),
        ("百分之五十", "50%"),
        ("five to ten days", "5-10天"),
        ("twenty-five days", "25 days"),
        ("aged 18 or over", "十八周岁"),
        ("30 working days", "三十个工作日"),
        ("2008年1月1日", "2008-01-01"),
        ("March 3, 2015", "2015年3月3日"),
        ("5:30 pm", "17:30"),
        ("第八十七条之一", "第87条之一"),
        ("国办函[2018]71号", "国办函〔2018〕71号"),
        ("《中华人民共和国劳动法》", "《劳动法》"),
        ("$1.5 million", "$1,500,000"),
        ("call 1-800-771-7755", "call 1 800 771 7755"),
    ],
)
def test_the_same_fact_is_found_in_another_form(one: str, other: str) -> None:
    assert figures(one)
    for wanted, there in ((one, other), (other, one)):
        assert all(is_among(f, figures(there)) for f in figures(wanted)), (figures(wanted), figures(there))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三十日", "三十个工作日"),
        ("30 days", "30 working days"),
        ("5万元", "5元"),
        ("第十九条", "第二十条"),
        ("第九条第二款", "第九条第三款"),
        ("2015年3月", "2015年4月"),
        ("$20", "£20"),
        ("10%", "10元"),
        ("《劳动法》", "《社会保险法》"),
        ("see www.gov.uk", "see www.gov.cn"),
        ("9 a.m.", "9 p.m."),
        ("半年", "一年"),
    ],
)
def test_two_facts_are_not_taken_for_one(one: str, other: str) -> None:
    assert not all(is_among(f, figures(other)) for f in figures(one))


@pytest.mark.parametrize(
    "text", ["第三人一般应当一并提出", "（三）其他情形；", "1. 身份证", "统一办理，一次性告知", "the second step"]
)
def test_list_numbers_and_idioms_are_no_facts(text: str) -> None:
    assert figures(text) == ()


def test_a_bare_number_may_stand_for_a_counted_one_but_not_the_other_way_round() -> None:
    assert is_among(figures("18")[0], figures("18周岁"))
    assert not is_among(figures("18周岁")[0], figures("18"))
