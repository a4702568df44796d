"""When a question needs a place, and what is said of the levels of rules."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.locality import by_turns, depends_on_place, levels_asked, levels_told, on_its_matter
from retrieval.seams import Passage
from tests.assistant.shelf import passages_of, version

FEE = "养犬未登记的，处二百元罚款。"


def found(*regions: str, text: str = FEE) -> list[Passage]:
    return [passages_of(version(f"{code}-{i}", "养犬条例", text, region=code))[0] for i, code in enumerate(regions)]


@pytest.mark.parametrize(
    ("regions", "question", "expected"),
    [
        (("310000", "440100", "370200", "000000", "000000"), "罚多少？", True),
        (("310000", "440100", "370200", "000000", "000000"), "合法吗？", False),
        (("310000", "440100", "370200", "110000", "330100"), "合法吗？", True),
        (("310000", "310000", "310000", "310000", "310000"), "罚多少？", False),
        (("440100", "440000", "440100", "440000", "440100"), "罚多少？", False),
        (("000000", "000000", "310000", "440100", "000000"), "罚多少？", False),
        (("US", "GB", "US"), "how much?", False),
    ],
)
def test_a_place_is_needed_where_places_differ(regions: Sequence[str], question: str, expected: bool) -> None:
    assert depends_on_place(question, found(*regions)) is expected


def test_a_matter_that_the_nation_leaves_to_the_provinces_needs_a_place() -> None:
    left = found("000000", text="具体标准由省、自治区、直辖市人民政府规定。")
    others = found("310000", "440100", "000000", "000000")
    assert depends_on_place("能拿到补助吗？", [*left, *others])
    assert not depends_on_place("能拿到补助吗？", [*found("000000"), *others])


def test_a_fact_that_the_nation_tells_in_the_words_of_rules_needs_none() -> None:
    (national,) = passages_of(
        version("n", "公共租赁住房管理办法", "转租公共租赁住房的，处1000元以下罚款。", region="000000")
    )
    others = found("310000", "440100", "370200", "330100", text="累计6个月拖欠租金的，应当腾退。")
    assert not depends_on_place("公租房转租罚多少？", [national, *others])
    assert depends_on_place("公租房转借罚多少？", [replace(national, chunk=others[0].chunk), *others])


def test_what_the_nation_leaves_to_the_provinces_on_another_point_needs_none() -> None:
    own = found("000000", text="离开户籍地居住半年以上的，可以申领居住证。")
    other = found("000000", text="制作时限可以延长，具体办法由省、自治区、直辖市人民政府规定。")
    assert not depends_on_place("住满半年能办居住证吗？", [*own, *other, *found("330100", "440100")])


@pytest.mark.parametrize(
    ("question", "region", "levels"),
    [
        ("泰安的罚款跟省条例数额一样吗？", "370900", [("370900",), ("370000",)]),
        ("市里比省里写得细在哪？", "330106", [("330106", "330100"), ("330000",)]),
        ("重庆比国务院条例细在哪？", "500000", [("500000",), ("000000",)]),
        ("杭州产假比国家规定多几天？", "330100", [("330100", "330000"), ("000000",)]),
        ("杭州产假多少天？", "330100", []),
        ("跟省条例一样吗？", None, []),
    ],
)
def test_levels_are_searched_apart_when_they_are_compared(
    question: str, region: str | None, levels: list[tuple[str, ...]]
) -> None:
    assert levels_asked(question, region) == levels


def test_the_words_that_compare_are_left_out_the_second_time() -> None:
    assert on_its_matter("罚款跟省条例一样吗？").split()[1:] == ["罚款", "？"]


def test_levels_take_turns_each_passage_once() -> None:
    city, province = found("370900", "370900"), found("370000")
    mixed = by_turns([city, province, city], 8)
    assert [(p.metadata.region, p.rank) for p in mixed] == [("370900", 1), ("370000", 2), ("370900", 3)]


def test_the_levels_of_what_is_cited_are_told() -> None:
    assert levels_told(["370900", "370000"], "370902", "zh") == "依据的层级：山东省（省级）、山东省泰安市（市级）。"
    assert "没有找到山东省泰安市自己的相应规定" in (levels_told(["370000"], "370900", "zh") or "")
    assert levels_told(["000000"], None, "zh") is None
    assert levels_told(["GB"], None, "en") is None
