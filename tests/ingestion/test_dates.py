from datetime import date

import pytest

from ingestion.dates import commencement, date_line, find_dates, later, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "2018年10月27日",
        "二〇一八年十月二十七日",
        "２０１８年１０月２７日",
        "2018-10-27",
        "2018/10/27",
        "2018.10.27",
        "27 October 2018",
        "October 27th, 2018",
        "2 0 1 8 年 10 月 2 7 日",
    ],
)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    assert parse_date(text) == date(2018, 10, 27)


@pytest.mark.parametrize("text", ["2018年13月1日", "2018年2月30日", "", "明天", "2018年1月1日至2018年2月1日"])
def test_what_is_no_single_day_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_a_line_is_a_date_only_if_it_says_nothing_else() -> None:
    assert date_line("  二〇〇四年一月十六日 ") == date(2004, 1, 16)
    assert date_line("2018年10月27日起施行") is None


@pytest.mark.parametrize(
    ("clause", "published", "day"),
    [
        ("本法自2021年1月1日起施行。", None, date(2021, 1, 1)),
        ("本条例自公布之日起施行。", date(2020, 5, 1), date(2020, 5, 1)),
        ("本办法自发布之日起30日后施行。", date(2020, 5, 1), date(2020, 5, 31)),
        ("本办法自公布之日起三十日后施行。", date(2020, 5, 1), date(2020, 5, 31)),
        ("本办法自公布之日起一年后施行。", date(2024, 2, 29), date(2025, 3, 1)),
        ("本办法自公布之日起6个月后施行。", date(2025, 1, 1), date(2025, 7, 1)),
        ("本办法自公布之日起满两个月施行。", date(2025, 1, 1), date(2025, 3, 1)),
        ("本办法自公布之日起半年后施行。", date(2025, 1, 1), date(2025, 7, 1)),
        ("现予公布，自2019年3月1日起施行。", None, date(2019, 3, 1)),
        ("本条例自公布之日起施行。", None, None),
    ],
)
def test_a_clause_gives_the_day_of_effect(clause: str, published: date | None, day: date | None) -> None:
    said = commencement(clause)
    assert said is not None
    assert said.resolve(published) == day


def test_the_day_another_text_took_effect_is_not_ours() -> None:
    assert commencement("自2003年1月1日起施行的《办法》同时废止。") is None
    assert commencement("本法施行前，自2010年1月1日起已经受理的") is None


def test_months_are_those_of_the_calendar() -> None:
    assert later(date(2025, 1, 1), 6) == date(2025, 7, 1)
    assert later(date(2025, 8, 31), 6) == date(2026, 3, 1)
    assert later(date(2025, 12, 31), 1, 1) == date(2026, 2, 1)


def test_a_word_that_begins_like_a_month_is_none() -> None:
    assert find_dates("Decision 12, 2019; Marketing 10 2019; 3 Marches 2019") == []
    assert [day for _, _, day in find_dates("Sept. 3, 2019 and 4 June 2019")] == [date(2019, 9, 3), date(2019, 6, 4)]
