import time
from datetime import date

import pytest

from ingestion.repeals import article_labels, find_repeals


def names(text: str) -> list[str]:
    return [repeal.name for repeal in find_repeals(text)]


def test_a_list_of_names_ends_on_the_day_of_effect_in_its_line() -> None:
    text = "第九条 本法自2021年1月1日起施行。《婚姻法》、《继承法》和《收养法》同时废止。"
    found = find_repeals(text)
    assert [repeal.name for repeal in found] == ["婚姻法", "继承法", "收养法"]
    assert {repeal.on for repeal in found} == {date(2021, 1, 1)}


def test_the_evidence_is_what_stands_at_its_offsets() -> None:
    text = "首句。\n第九条 本条例自2020年1月1日起施行，《甲条例》同时废止；其他规定不变。"
    (repeal,) = find_repeals(text)
    assert text[repeal.start : repeal.end] == repeal.text == "《甲条例》同时废止"


def test_issuer_days_and_number_are_read_from_before_and_behind_the_name() -> None:
    text = "2013年5月2日最高人民法院、最高人民检察院发布的《某解释》（法释〔2013〕12号）同时废止。"
    (repeal,) = find_repeals(text)
    assert repeal.issuer == "最高人民法院、最高人民检察院"
    assert repeal.number == "法释〔2013〕12号"
    assert repeal.issued == (date(2013, 5, 2),)


def test_a_number_belongs_to_the_name_beside_it_only() -> None:
    found = find_repeals("市政府决定废止《甲办法》（市政府令第5号）、《乙规定》。")
    assert [(repeal.name, repeal.number) for repeal in found] == [("甲办法", "市政府令第5号"), ("乙规定", None)]
    found = find_repeals("2012年12月29日原国家质量监督检验检疫总局令第150号公布的《丙规定》同时废止。")
    assert found[0].number == "国家质量监督检验检疫总局令第150号"


@pytest.mark.parametrize(
    "text",
    [
        "本条例施行后，《甲条例》即行废止。",
        "全国人民代表大会常务委员会决定：废止《甲条例》。",
        "自本通知印发之日起，《甲条例》（国办发〔2016〕82号）停止执行。",
        "《甲条例》（国发〔2001〕3号）等文件自2020年5月1日起一并废止。",
        "依照《乙法》第九条的规定，《甲条例》同时废止。",
        "国务院决定废止《甲条例》，同时对《丙条例》作如下修改：",
    ],
)
def test_a_clause_is_found_however_it_is_put(text: str) -> None:
    assert names(text) == ["甲条例"]


@pytest.mark.parametrize(
    "text",
    [
        "本规定与《甲条例》不一致的，以本规定为准。",
        "《国务院关于修改和废止部分行政法规的决定》第二次修订",
        "《甲条例》被废止的，依照前款办理。",
        "制定机关认为需要修改或者废止《甲条例》的，应当报告。",
        "建议废止《甲条例》。",
        "将第十条修改为：“本条例自2020年1月1日起施行。《甲条例》同时废止。”",
        "自2003年1月1日起施行的《甲条例》与本法不一致的，同时失效。",
    ],
)
def test_what_only_speaks_of_repeal_ends_nothing(text: str) -> None:
    assert names(text) == []


def test_single_articles_are_told_from_the_whole_and_from_what_has_no_number() -> None:
    (some,) = find_repeals("《甲办法》第九条、第十条第二款同时废止。")
    assert some.articles == ("第九条", "第十条第二款")
    (part,) = find_repeals("《甲办法》中关于反补贴的规定同时废止。")
    assert (part.articles, part.scope) == ((), "中关于反补贴的规定")
    assert article_labels("第三条至第五条和第九条之一") == ("第三条", "第四条", "第五条", "第九条之一")


def test_a_numbered_list_ends_where_another_begins() -> None:
    text = (
        "一、废止下列行政法规：\n1.《甲条例》（1997年1月1日国务院令第210号公布）\n2.惩治走私罪的补充规定\n"
        "二、修改下列行政法规：\n1.《乙条例》"
    )
    found = find_repeals(text, date(2020, 1, 1))
    assert [repeal.name for repeal in found] == ["甲条例", "惩治走私罪的补充规定"]
    assert (found[0].number, found[0].on) == ("国令第210号", date(2020, 1, 1))


def test_a_long_hostile_text_takes_no_time() -> None:
    begun = time.process_time()
    for text in ("《" * 20_000, "《甲》" * 5_000, "（" * 20_000, "《甲》、" + "第一条、" * 5_000, "“" * 20_000):
        find_repeals(text + "废止。")
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "text",
    [
        "有下列情形之一的，食品经营许可证失效：\n（一）未按照《甲法》规定申请延续的；",
        "有下列情形之一的，由发证机关决定废止：\n（一）《甲法》规定的；",
        "依照下列规定取得的许可证失效：\n（一）《甲办法》；",
        "注册商标被撤销的，原《商标注册证》作废。",
    ],
)
def test_a_licence_that_lapses_repeals_no_text(text: str) -> None:
    assert names(text) == []


def test_an_item_ends_the_text_it_is_and_not_the_text_it_speaks_of() -> None:
    text = (
        "决定废止下列文件：\n1.关于贯彻《甲法》有关问题的通知（国发〔2001〕3号）\n2.《乙办法》（根据《丙决定》修订）\n"
        "3.最高人民法院关于适用《丁法》若干问题的解释（一）\n4.关于印发《戊办法》的通知"
    )
    assert names(text) == [
        "关于贯彻《甲法》有关问题的通知",
        "乙办法",
        "最高人民法院关于适用《丁法》若干问题的解释（一）",
        "戊办法",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "《甲条例》同时作废。",
        "自2020年1月1日起，《甲条例》不再执行。",
        "《甲条例》停止实施。",
        "《甲条例》即行废除。",
        "自本办法施行之日起停止执行《甲条例》。",
        "《甲条例》同時廢止。",
    ],
)
def test_an_end_is_read_in_whatever_words_it_is_put(text: str) -> None:
    assert names(text) == ["甲条例"]
