from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from ingestion.documents import Block, Metadata, Reading
from ingestion.issuing import region
from ingestion.metadata import metadata
from ingestion.outline import structure
from prompts.problems import Problem

LETTER = Reading(
    "text/html",
    tuple(
        Block(line)
        for line in (
            "国务院办公厅关于印发",
            "《试点工作方案》的通知",
            "国办函〔2018〕71号",
            "各省、自治区、直辖市人民政府：",
            "《试点工作方案》已经国务院同意，现印发给你们。",
            "国务院办公厅",
            "2018年10月27日",
            "（此件公开发布）",
            "试点工作方案",
            "一、总体要求",
            "按照《通知》（国发〔2016〕1号）办理。",
            "国家某某局",
            "2018年9月1日",
        )
    ),
)
LAW = Reading(
    "text/markdown",
    (
        Block("中华人民共和国劳动合同法", "heading", 1),
        Block("2007年6月29日 第十届全国人民代表大会常务委员会第二十八次会议通过"),
        Block("2012年12月28日 第十一届全国人民代表大会常务委员会第三十次会议《关于修改<劳动合同法>的决定》修正"),
        Block("第一条 为了完善劳动合同制度，制定本法。"),
        Block("第二条 本法自2008年1月1日起施行。"),
    ),
)


def told(reading: Reading, name: str = "file", row: Mapping[str, str] | None = None) -> Metadata:
    return metadata(reading, structure(reading), name, row)


def test_a_letter_tells_title_number_issuer_and_date_from_its_text_alone() -> None:
    known = told(LETTER)
    assert known.title == "国务院办公厅关于印发《试点工作方案》的通知"
    assert (known.document_number, known.issuer) == ("国办函〔2018〕71号", "国务院办公厅")
    assert known.signed == known.effective_from == date(2018, 10, 27)
    assert (known.level, known.region, known.language) == ("规范性文件", "000000", "zh")
    assert (known.origins["signed"], known.origins["effective_from"]) == ("text", "inferred")


def test_a_law_tells_its_history_and_the_day_of_this_wording() -> None:
    known = told(LAW)
    assert (known.title, known.work) == ("中华人民共和国劳动合同法", "劳动合同法")
    assert (known.issuer, known.level) == ("全国人民代表大会常务委员会", "法律")
    assert len(known.history) == 2
    assert known.effective_from == date(2013, 7, 1)
    assert known.origins["effective_from"] == "inferred"


def test_sources_are_believed_in_their_declared_order() -> None:
    reading = replace(
        LETTER,
        title="容器",
        fields={
            "标　　题：": "表头标题",
            "发文字号": "国发[2018]1号",
            "发布日期": "2018年11月09日",
            "成文日期": "2018年10月28日",
        },
        front_matter={"title": "前言标题"},
    )
    rows = [told(reading, row={"title": "清单标题"}), told(reading), told(replace(reading, front_matter={}))]
    assert [known.title for known in rows] == ["清单标题", "前言标题", "表头标题"]
    assert [known.origins["title"] for known in rows] == ["manifest", "front_matter", "header_table"]
    assert rows[0].document_number == "国发〔2018〕1号"
    assert rows[0].published == date(2018, 11, 9)
    assert rows[0].signed == date(2018, 10, 28)


def test_the_file_name_and_then_the_container_name_what_shows_no_title() -> None:
    bare = Reading("text/plain", (Block("为了规范管理，根据有关规定，现就有关事项通知如下。"),), title="容器")
    known = told(bare, "docs/某某办法(2020-11-29).txt")
    assert (known.title, known.published) == ("某某办法", date(2020, 11, 29))
    assert (known.origins["title"], known.origins["published"]) == ("file_name", "file_name")


def test_a_value_that_its_field_cannot_hold_is_left_out_of_a_header_table() -> None:
    known = told(replace(LETTER, fields={"成文日期": "不详", "发布日期": "2018-02-30"}))
    assert known.signed == date(2018, 10, 27)
    assert known.published is None


def test_a_manifest_says_what_is_repealed_where_it_applies_and_that_it_is_a_sample() -> None:
    known = told(LETTER, row={"expired": "true", "region": "广州", "sample": "true", "effective_to": "2020-01-01"})
    assert (known.repealed, known.region, known.sample, known.effective_to) == (True, "440100", True, date(2020, 1, 1))


def test_a_yearly_notice_ends_with_its_year_unless_it_says_otherwise() -> None:
    lines = [
        "国务院办公厅关于2019年部分节假日安排的通知",
        "国办发明电〔2018〕15号",
        "各部门：",
        "元旦放假3天。",
        "2018年12月4日",
    ]
    known = told(Reading("text/plain", tuple(Block(line) for line in lines)))
    assert (known.effective_to, known.origins["effective_to"]) == (date(2020, 1, 1), "inferred")
    lines[3] = "第二条 本通知自2018年12月10日起施行，有效期至2019年6月30日。"
    assert told(Reading("text/plain", tuple(Block(line) for line in lines))).effective_to == date(2019, 7, 1)
    measure = Reading("text/plain", (Block("关于减税的通知"), Block("自2019年1月1日至2019年12月31日减半征收。")))
    assert told(measure).effective_to is None


def test_a_manifest_row_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(Problem) as caught:
        told(LETTER, row={"signed": "soon"})
    assert caught.value.code == "manifest_value"


def test_a_local_rule_applies_in_the_place_of_its_issuer() -> None:
    reading = Reading(
        "text/markdown",
        (
            Block("青岛市物业管理条例", "heading", 1),
            Block("2020年8月12日 青岛市第十六届人民代表大会常务委员会第二十四次会议通过"),
            Block("2020年9月25日 山东省第十三届人民代表大会常务委员会第二十三次会议批准"),
            Block("第一条 为了规范物业管理。"),
            Block("第二条 本条例自2021年1月1日起施行。"),
        ),
    )
    known = told(reading)
    assert (known.issuer, known.region) == ("青岛市人民代表大会常务委员会", "370200")
    assert (known.level, known.effective_from) == ("地方性法规", date(2021, 1, 1))


def test_the_place_of_an_english_page_comes_from_its_address_or_is_unknown() -> None:
    page = Reading("text/html", (Block("Renew your licence", "heading", 1), Block("You can renew it with the form.")))
    assert told(page).region == "ZZ"
    assert told(replace(page, url="https://www.example.gov.uk/renew")).region == "GB"
    assert told(replace(page, front_matter={"region": "SG"})).region == "SG"
    assert (told(page).language, told(page).level, told(page).title) == ("en", "page", "Renew your licence")


def test_a_text_marked_as_a_sample_is_one() -> None:
    assert told(Reading("text/plain", (Block("【示例】某某市办事指南"), Block("办理条件如下。")))).sample
    assert not told(LETTER).sample


def test_people_from_elsewhere_in_a_title_do_not_move_a_rule() -> None:
    page = Reading("text/html", (Block("台湾居民居住证办理须知", "heading", 1), Block("在居住地公安机关办理。")))
    assert told(page).region == "000000"
    assert (
        told(replace(page, blocks=(Block("广州市居住证办理须知", "heading", 1), *page.blocks[1:]))).region == "440100"
    )


@pytest.mark.parametrize(
    ("label", "repealed", "ends"),
    [
        ("失效", True, None),
        ("已废止", True, None),
        ("部分失效", False, None),
        ("部分条款废止（2020年1月1日）", False, None),
        ("现行有效", False, None),
        ("尚未失效", False, None),
        ("有效（2025年12月31日失效）", False, date(2025, 12, 31)),
        ("有效（2020年1月1日施行，2025年12月31日失效）", False, date(2025, 12, 31)),
        ("已于2020年1月1日废止", False, date(2020, 1, 1)),
        ("有效期至2025年12月31日", False, date(2026, 1, 1)),
        ("Partly repealed", False, None),
        ("Repealed", True, None),
    ],
)
def test_a_label_of_validity_says_whether_and_when_the_whole_ended(
    label: str, repealed: bool, ends: date | None
) -> None:
    known = told(replace(LETTER, fields={"时效性": label}))
    assert (known.repealed, known.effective_to) == (repealed, ends)


@pytest.mark.parametrize(
    ("issuer", "title", "code"),
    [
        ("国家税务总局南京市税务局", "关于房产税的公告", "320100"),
        ("国家税务总局上海市浦东新区税务局", "通告", "310115"),
        ("中华人民共和国上海海关", "通告", "310000"),
        ("国家税务总局", "关于北京冬奥会税收政策的公告", "000000"),
        ("国家发展改革委、北京市人民政府", "通知", "000000"),
        ("鼓楼区人民政府", "福州市鼓楼区养犬管理办法", "350102"),
        ("朝阳市公安局", "养犬登记须知", "211300"),
        (None, "襄樊市养犬管理办法", "420600"),
        (None, "关于印发《莱芜市养犬管理办法》的通知", "370100"),
        (None, "广东省广州市养犬管理办法", "440100"),
        (None, "北京冬奥会知识产权保护规定", "000000"),
        (None, "居民去上海的须知", "000000"),
        (None, "香港居民居住证办法", "000000"),
    ],
)
def test_a_text_applies_where_its_issuer_rules_or_its_title_begins(issuer: str | None, title: str, code: str) -> None:
    assert region(title, issuer, None, "zh", None) == code


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("苏府规字〔2020〕3号", "320500"),
        ("苏政发〔2020〕3号", "320000"),
        ("国发〔2020〕3号", "000000"),
        ("昆政发〔2020〕3号", "000000"),  # of 昆明, or of 昆山
    ],
)
def test_a_text_of_an_unknown_issuer_applies_where_its_number_was_given(number: str, code: str) -> None:
    assert region("公共租赁住房管理办法", None, number, "zh", None) == code
