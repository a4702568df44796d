"""A holiday called after its day is the one that the text names, and no other."""

import pytest

from assistant.holidays import as_named_in
from assistant.support import SupportCheck

HOLIDAYS = """第二条　全体公民放假的节日：
（一）元旦，放假1天（1月1日）；
（二）春节，放假4天（农历除夕、正月初一至初三）；
（三）清明节，放假1天（农历清明当日）；
（四）劳动节，放假2天（5月1日、2日）；
（五）端午节，放假1天（农历端午当日）；
（六）中秋节，放假1天（农历中秋当日）；
（七）国庆节，放假3天（10月1日至3日）。"""
SOME = """第三条　部分公民放假的节日及纪念日：
（一）妇女节（3月8日），妇女放假半天；
（二）青年节（5月4日），14周岁以上的青年放假半天；
（三）儿童节（6月1日），不满14周岁的少年儿童放假1天；
（四）中国人民解放军建军纪念日（8月1日），现役军人放假半天。"""


@pytest.mark.parametrize(
    ("sentence", "carried"),
    [
        ("五一劳动节放假2天。", True),
        ("五一放假两天，即5月1日和2日。", True),
        ("五一劳动节放假1天。", False),
        ("五一放假3天。", False),
        ("五一放假2天，从6月1日起。", False),
        ("十一国庆节放假3天。", True),
        ("国庆放假3天。", True),
        ("十一放假2天。", False),
        ("五一国庆节放假3天。", False),
        ("三八妇女节，妇女放假半天。", True),
        ("三八节妇女放假1天。", False),
        ("六一儿童节不满14周岁的少年儿童放假1天。", True),
        ("六一不满14周岁的少年儿童放假半天。", False),
        ("八一建军节现役军人放假半天。", True),
        ("端午节和中秋节各放假1天。", True),
    ],
)
def test_a_holiday_called_after_its_day_is_checked_as_the_one_that_is_named(sentence: str, carried: bool) -> None:
    assert SupportCheck().judge(sentence, f"{HOLIDAYS}\n{SOME}").carried is carried


@pytest.mark.parametrize("sentence", ["第二十一国庆节", "二十一休", "五一路", "十一个工作日", "六一"])
def test_numbers_and_other_names_are_no_holidays(sentence: str) -> None:
    assert as_named_in(f"{HOLIDAYS}{SOME}", sentence) == sentence


def test_a_text_keeps_the_names_that_it_has() -> None:
    assert as_named_in("国际劳动妇女节放假半天", "三八国际劳动妇女节") == "妇女节"
    assert as_named_in("五一期间放假", "五一放假") == "五一放假"
