import time
import tomllib
from pathlib import Path

import pytest

from ingestion import jurisdictions
from ingestion.jurisdictions import find, get, lineage, resolve, without_places
from prompts.problems import Problem


def codes(text: str) -> list[str]:
    return [place.code for place in find(text)]


def test_a_lineage_leads_from_the_place_to_the_nation() -> None:
    assert lineage("440106") == ("440106", "440100", "440000", "000000")
    assert lineage("110105") == ("110105", "110000", "000000")
    assert lineage("441900") == ("441900", "440000", "000000")
    assert lineage("GB") == ("GB",)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("440100", "440100"),
        ("广州市", "440100"),
        ("广州", "440100"),
        ("羊城", "440100"),
        ("内蒙古", "150000"),
        ("海南", "460000"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("北京市朝阳区", "110105"),
        ("gb", "GB"),
        ("United Kingdom", "GB"),
        ("全国", "000000"),
        ("日照", "371100"),
        ("中国广东省，广州市", "440100"),
        ("440100000000", "440100"),
    ],
)
def test_a_place_is_known_by_code_name_short_form_and_nickname(name: str, code: str) -> None:
    assert resolve(name).code == code


@pytest.mark.parametrize("name", ["999999", "乌有市", "", "XX", "和平区", "在广州吗", "不在广州", "我在广州市"])
def test_what_is_no_place_or_several_is_refused_with_a_remedy(name: str) -> None:
    with pytest.raises(Problem) as caught:
        resolve(name)
    assert caught.value.code == "unknown_region"
    assert "440100" in caught.value.text("zh")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("广州市天河区怎么办居住证", ["440106"]),
        ("北京朝阳养狗要办证吗", ["110105"]),
        ("帝都和魔都的规定有什么不同", ["110000", "310000"]),
        ("上海浦东新区落户", ["310115"]),
        ("沈阳市和平区", ["210102"]),
        ("和平区在哪", []),
        ("江苏省徐州市鼓楼区", ["320302"]),
        ("江苏省鼓楼区", ["320000"]),
        ("我在日照养狗要办证吗", ["371100"]),
        ("牛奶开封后能放几天", []),
        ("天津市市场监督管理局", ["120000"]),
        ("中华人民共和国居民身份证法", []),
        ("滨河北路的停车费", []),
        ("朋友都说和平安全最重要", []),
    ],
)
def test_places_are_found_where_they_are_meant(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_names_of_places_are_taken_out_of_a_text() -> None:
    assert jurisdictions.without_places("临沂和广州的居住证") == " 和 的居住证"
    assert jurisdictions.without_places("养狗要办证") == "养狗要办证"


def test_every_alias_leads_to_a_place_of_the_register() -> None:
    table = tomllib.loads(Path(jurisdictions.__file__).with_name("place_names.toml").read_text("utf-8"))
    for name in ("nicknames", "former", "well_known", "country_names"):
        assert all(get(code) for code in table[name].values())


def test_what_stands_before_a_weak_name_is_read_from_the_text_and_not_from_its_own_beginning() -> None:
    assert [place.code for place in find("我们搬到日照居住")] == ["371100"]
    assert find("甲乙丙丁戊己庚辛在日照居住") == []


def test_a_long_text_takes_no_more_than_its_share() -> None:
    text = "我住在日照市区，想去朝阳办理，开封这边有没有，宝山区，鼓楼区，申请人应当在规定期限内办理登记手续。" * 2000
    begun = time.process_time()
    without_places(text)
    assert time.process_time() - begun < 4  # a second; where every name reads all before it, it is ten and more
