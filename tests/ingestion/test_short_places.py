"""Places told by one character, and words that only look like it."""

import re
import tomllib
from pathlib import Path

import pytest

from ingestion import jurisdictions, short_places
from ingestion.jurisdictions import find, get, unsettled


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("在京买房要什么条件", "110000"),
        ("沪牌车能卖吗", "310000"),
        ("粤B牌照进城", "440300"),
        ("鲁B12345违章", "370200"),
        ("新A12345", "650100"),
        ("浙A，能上高架吗", "330100"),
        ("来深务工人员", "440300"),
        ("进京证怎么办", "110000"),
        ("深户生孩子", "440300"),
        ("川A限行尾号", "510100"),
        ("来闽台胞居住证", "350000"),
        ("在汉大学生落户", "420100"),
        ("晋江来晋务工人员", "350582"),
        ("从南京来京工作", "320100 110000"),
    ],
)
def test_a_character_in_a_set_phrase_is_a_place(text: str, code: str) -> None:
    assert [place.code for place in find(text)] == code.split()


@pytest.mark.parametrize(
    "text",
    [
        "在深夜放炮",
        "新A股怎么打",
        "在职的深层",
        "津贴多少",
        "湘菜馆办证",
        "资深户外教练",
        "快来哈，",
        "在汉语课上",
        "云B2B平台",
    ],
)
def test_a_character_elsewhere_is_none(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize("text", ["南京路停车", "玉溪路旁", "金陵镇", "城西安置区", "楼道里充电", "服从化解安排"])
def test_a_name_inside_another_name_is_no_place(text: str) -> None:
    assert find(text) == []


def test_what_several_places_are_called_is_settled_by_where_the_asker_is() -> None:
    assert [p.code for p in find("江北区养狗", near="330100")] == ["330205"]
    assert [p.code for p in find("西湖区养狗", near="360100")] == ["360103"]
    assert find("西湖区养狗", near="110000") == []
    assert {p.code for p in unsettled("西湖区养狗")} == {"330106", "360103"}
    assert unsettled("杭州西湖区养狗") == []


def test_every_plate_leads_to_a_city_of_its_province() -> None:
    table = tomllib.loads(Path(short_places.__file__).with_name("place_names.toml").read_text("utf-8"))
    for character, cities in table["plates"].items():
        entries = cities.split()
        assert all(re.fullmatch(r"[A-Z]\d{4}", entry) for entry in entries)
        assert len({entry[1:3] for entry in entries}) <= 1, character
        assert all(get(entry[1:] + "00").level == "city" for entry in entries)
    assert all(jurisdictions.get(code) for code in table["characters"].values())
