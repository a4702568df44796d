import time
from datetime import date

import pytest

from ingestion.terms import arranged_until, expiry

DAY = date(2020, 2, 29)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("本办法有效期5年。", date(2025, 3, 1)),
        ("本规定的有效期限为三年六个月。", date(2023, 8, 29)),
        ("本通知有效期叁年。", date(2023, 3, 1)),
        ("本办法有效期至2025年12月31日。", date(2026, 1, 1)),
        ("本办法有效期至2025年底。", date(2026, 1, 1)),
        ("该办法有效期自2020年3月1日至2025年12月31日止。", date(2026, 1, 1)),
        ("第九条 本办法自2020年2月29日起施行，有效期至2025年6月。", date(2025, 7, 1)),
        ("本办法自2020年2月29日起施行。有效期2年。", date(2022, 3, 1)),
        ("第九条 自2020年2月29日起施行，《甲办法》同时废止，有效期2年。", date(2022, 3, 1)),
        ("本办法由市发展改革委负责解释，有效期一年半。", date(2021, 8, 29)),
        ("本办法自2020年2月29日起施行，有效期自2020年3月1日起2年。", date(2022, 3, 1)),
        ("本办法有效期自发布之日起5年。", date(2025, 1, 1)),
    ],
)
def test_a_stated_term_ends_a_text(text: str, ends: date) -> None:
    assert expiry(text, DAY, date(2020, 1, 1)) == ends


@pytest.mark.parametrize(
    "text",
    [
        "第八条 小食品摊点登记卡有效期为3年。\n第九条 本办法自2018年1月1日起施行。",
        "本办法所称登记卡有效期为3年。",
        "许可证自颁发之日起生效，有效期5年。",
        "第八条 自发证之日起生效，有效期3年。",
        "本办法自2018年1月1日起施行。许可证有效期3年。",
        "有效期至2025年12月31日。",
        "本办法长期有效。",
    ],
)
def test_the_term_of_a_permit_ends_no_text(text: str) -> None:
    assert expiry(text, DAY, DAY) is None


def test_a_term_runs_from_a_day_that_is_known_or_ends_nothing() -> None:
    assert expiry("本办法有效期5年。", None) is None
    assert expiry("本办法有效期自发布之日起5年。", DAY) == date(2025, 3, 1)


def test_a_long_text_about_terms_takes_no_time() -> None:
    begun = time.process_time()
    for text in ("本办法" * 5_000, "本办法自有效期" * 2_000, "自" * 10_000 + "有效期", "有效期自起" * 3_000):
        expiry(text, DAY)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("title", "ends"),
    [
        ("国务院办公厅关于2019年部分节假日安排的通知", date(2020, 1, 1)),
        ("国务院办公厅关于2019年 部分节假日安排的通知", date(2020, 1, 1)),
        ("关于调整二〇一九年劳动节假期安排的通知", date(2020, 1, 1)),
        ("关于2019年至2020年供暖安排的通知", None),
        ("关于印发2019年深化改革实施方案的通知", None),
        ("全国年节及纪念日放假办法", None),
        ("关于实施小微企业普惠性税收减免政策的通知", None),
    ],
)
def test_a_notice_that_arranges_one_year_ends_with_it(title: str, ends: date | None) -> None:
    assert arranged_until(title) == ends
