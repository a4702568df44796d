"""Hard facts are the same fact however they are written, and different ones never are."""

import pytest

from assistant.figures import figures, is_among


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三十日内", "30天内"),
        ("二个月", "两个月"),
        ("一年", "12个月"),
        ("不少于一小时体育锻炼", "1小时的体育锻炼"),
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
        ("按国办发〔2015〕8号", "国办发〔2015〕8号"),
        ("根据国办发〔2024〕12号办理", "国办发〔2024〕12号"),
        ("依照桂政办发〔2020〕3号", "桂政办发〔2020〕3号"),
        ("国务院令第663号", "中华人民共和国国务院令第663号"),
        ("国务院令第663号", "国务院第663号令"),
        ("按照财政部令第87号", "财政部令第87号"),
        ("三点五亿元", "3.5亿元"),
        ("《中华人民共和国劳动法》", "《劳动法》"),
        ("$1.5 million", "$1,500,000"),
        ("call 1-800-771-7755", "call 1 800 771 7755"),
        ("处5至10万元", "处五万元以上十万元以下"),
        ("5000至1万元", "五千元以上一万元以下"),
        ("一百至五百万元", "100万元至500万元"),
        ("三至五百元", "300元至500元"),
        ("两个半月", "2.5个月"),
        ("一年半", "18个月"),
        ("上午9点半", "上午9:30"),
        ("伍万元", "五万元"),
        ("人民币壹佰贰拾叁元", "123元"),
        ("年满廿五周岁", "年满25周岁"),
        ("二○○八年一月一日", "2008年1月1日"),
        ("三五天", "三天至五天"),
        ("十七八岁", "17岁或18岁"),
        ("10多万元", "10万元"),
        ("HK$500", "500港元"),
        ("USD 500", "$500"),
        ("1 000元", "1,000元"),
        ("5 (five) working days", "五（5）个工作日"),
        ("第一百二十条之十二", "第120条之12"),
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
        ("国务院令第663号", "国务院令第664号"),
        ("国办发〔2015〕8号", "国办发〔2015〕9号"),
        ("劳动合同一年", "劳动合同两年"),
        ("5元", "5至10万元"),
        ("一个半月", "两个半月"),
        ("半个月", "一个半月"),
        ("一年", "一年半"),
        ("壹万元", "伍万元"),
        ("三十五天", "三五天"),
        ("五周岁", "廿五周岁"),
        ("一百元", "数百元"),
        ("$500", "HK$500"),
        ("0元", "1 000元"),
        ("第一百二十条", "第一百二十条之十二"),
    ],
)
def test_two_facts_are_not_taken_for_one(one: str, other: str) -> None:
    assert not all(is_among(f, figures(other)) for f in figures(one))


@pytest.mark.parametrize(
    "text",
    [
        "第三人一般应当一并提出",
        "（三）其他情形；",
        "1. 身份证",
        "统一办理，一次性告知",
        "the second step",
        "统一日期",
        "统一名称",
        "万一天气不好",
        "五年级学生",
        "科学合理的一日生活制度",
        "一个体户",
        "唯一名称",
        "同一人",
        "罚款若干万元",
        "大陆人士",
        "入伍年限",
    ],
)
def test_list_numbers_and_idioms_are_no_facts(text: str) -> None:
    assert figures(text) == ()


def test_a_bare_number_may_stand_for_a_counted_one_but_not_the_other_way_round() -> None:
    assert is_among(figures("18")[0], figures("18周岁"))
    assert not is_among(figures("18周岁")[0], figures("18"))


def test_a_half_that_goes_with_what_follows_is_none_of_the_number() -> None:
    assert [(f.value, f.unit) for f in figures("满12岁半价")] == [("12", "age")]


@pytest.mark.parametrize("digit", ["一", "1"])
def test_a_run_of_digits_that_is_damage_is_no_number(digit: str) -> None:
    assert figures(digit * 5000 + "天") == ()


def test_an_article_before_a_document_number_is_not_swallowed_by_it() -> None:
    for text in ("第九条第六款\n国令第663号", "《居住证暂行条例》第九条第六款国务院令第663号"):
        assert {"9", "6", "国令第663号"} <= {f.value for f in figures(text)}
