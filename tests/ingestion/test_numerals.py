import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.numerals import article_key, article_label, chinese, number


@given(st.integers(0, 99_999))
def test_a_number_written_in_chinese_reads_back(value: int) -> None:
    assert number(chinese(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一千一百二十九", 1129),
        ("二〇一八", 2018),
        ("廿三", 23),
        ("叁拾伍", 35),
        ("１２", 12),
        ("一百零三", 103),
        ("十", 10),
        ("两", 2),
    ],
)
def test_numerals_are_read_however_they_are_written(text: str, value: int) -> None:
    assert number(text) == value


def test_what_is_no_number_has_no_value() -> None:
    assert number("甲") is None
    assert number("") is None


@pytest.mark.parametrize("digit", ["一", "9", "十", "千"])
def test_a_run_of_digits_that_is_damage_has_no_value(digit: str) -> None:
    assert number(digit * 5000) is None


@pytest.mark.parametrize("text", ["第120条之1", "第 一 百 二 十 条之一", "第一百二十条之一 规定", "第１２０条之一"])
def test_an_article_has_one_label_however_it_is_written(text: str) -> None:
    assert article_label(text) == "第一百二十条之一"


def test_articles_sort_by_number_then_insertion() -> None:
    labels = ["第十二条", "第二条之一", "第二条", "第一百条"]
    assert sorted(labels, key=lambda label: article_key(label) or (0, 0)) == [
        "第二条",
        "第二条之一",
        "第十二条",
        "第一百条",
    ]
