import json
import re
from pathlib import Path

import pytest

from ingestion.html import read

HEAD = {
    "索引号": "000014349/2018-00204",
    "发文机关": "国务院办公厅",
    "发文字号": "国办函〔2018〕71号",
    "发布日期": "2018年11月09日",
}
BODY = "<div id='UCAP-CONTENT'><p>各省、自治区、直辖市人民政府：</p><p>现将方案印发给你们，请认真贯彻执行。</p></div>"


def page(inner: str, head: str = "") -> bytes:
    start = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>通知</title>{head}</head>"
    return f"{start}<body>{inner}</body></html>".encode()


def texts(inner: str) -> list[str]:
    return [block.text for block in read(page(inner), "a.html").blocks]


LAYOUTS = {
    "cells": "<table>"
    + "".join(f"<tr><td>{k[0]} {k[1:]}：</td><td>{v}</td></tr>" for k, v in HEAD.items())
    + "</table>",
    "headers": "<table>" + "".join(f"<tr><th>{k}</th><td>{v}</td></tr>" for k, v in HEAD.items()) + "</table>",
    "one cell": "<table><tr>" + "".join(f"<td>{k}：{v}</td>" for k, v in HEAD.items()) + "</tr></table>",
    "definitions": "<dl>" + "".join(f"<dt>{k}：</dt><dd>{v}</dd>" for k, v in HEAD.items()) + "</dl>",
    "list": "<ul>" + "".join(f"<li><span>{k}：</span><em>{v}</em></li>" for k, v in HEAD.items()) + "</ul>",
    "paragraphs": "<div>" + "".join(f"<p><b>{k}:</b> {v}</p>" for k, v in HEAD.items()) + "</div>",
    "spans": "<div>" + "".join(f"<span>{k}：</span><span>{v}</span>" for k, v in HEAD.items()) + "</div>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_official_head_becomes_fields_in_any_layout_and_leaves_the_text(layout: str) -> None:
    reading = read(page(f"<div>{LAYOUTS[layout]}<div><p>第一条 为了规范</p><p>第二条 本办法</p></div></div>"), "a.html")
    assert dict(reading.fields) == HEAD
    assert [block.text for block in reading.blocks] == ["第一条 为了规范", "第二条 本办法"]


def test_an_empty_value_is_not_taken_from_the_next_label() -> None:
    rows = "<tr><td>索引号：</td><td>1</td><td>主题词：</td><td></td></tr><tr><td>文号：</td><td>二号</td></tr>"
    assert dict(read(page(f"<table>{rows}</table>{BODY}"), "a").fields) == {"索引号": "1", "文号": "二号"}
    terms = "<dt>索引号：</dt><dd>1</dd><dt>主题词：</dt><dt>文号：</dt><dd>二号</dd>"
    assert dict(read(page(f"<dl>{terms}</dl>{BODY}"), "a").fields) == {"索引号": "1", "文号": "二号"}


def test_meta_names_of_the_government_standard_are_fields() -> None:
    named = {"ArticleTitle": "通知", "PubDate": "2020-01-02 10:00", "viewport": "x"}
    head = "".join(f'<meta name="{key}" content="{value}">' for key, value in named.items())
    assert dict(read(page(BODY, head), "a").fields) == {"ArticleTitle": "通知", "PubDate": "2020-01-02 10:00"}


def test_an_ordinary_table_with_one_known_word_stays_text() -> None:
    assert texts("<table><tr><td>名称</td><td>数量</td></tr><tr><td>表格</td><td>2</td></tr></table>") == [
        "名称 | 数量",
        "表格 | 2",
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display: none'>密</p>",
        "<p style='visibility:hidden'>密</p>",
        "<p hidden>密</p>",
        "<p aria-hidden='true'>密</p>",
        "<p style='font-size:0px'>密</p>",
        "<p style='position:absolute;left:-9999px'>密</p>",
        "<p style='color:#FFF'>密</p>",
        "<font color='white'>密</font>",
        "<p style='opacity:0'>密</p>",
        "<p class='ghost'>密</p>",
    ],
)
def test_what_no_reader_sees_is_dropped_and_counted(hidden: str) -> None:
    reading = read(page(f"<div><p>看得见的正文</p>{hidden}</div>", "<style>.ghost { display : none }</style>"), "a")
    assert [block.text for block in reading.blocks] == ["看得见的正文"]
    assert reading.hidden_characters == 1


def test_white_words_on_a_dark_ground_and_panels_that_a_button_opens_are_seen() -> None:
    assert texts("<div style='background:#003366'><p style='color:#fff'>表头</p></div>") == ["表头"]
    assert texts("<button aria-controls='x'>怎么办</button><div id='x' hidden><p>答案</p></div>") == ["怎么办", "答案"]


def test_furniture_of_the_page_is_left_out() -> None:
    inner = (
        "<nav>首页</nav><div class='breadcrumb'>当前位置</div><header role='banner'>横幅</header>"
        "<div><h1>居住证</h1><p>可以在居住地申领。</p>"
        "<form><input value='x'><select><option>甲</option></select></form></div>"
        "<ul><li><a>甲栏目</a></li><li><a>乙栏目</a></li><li><a>丙栏目</a></li><li><a>丁栏目</a></li></ul>"
        "<div class='share'>分享到</div><script>var a=1</script><footer>版权所有</footer>"
    )
    assert texts(inner) == ["居住证", "可以在居住地申领。"]


def test_a_page_of_links_alone_is_still_read() -> None:
    assert len(texts("<ul>" + "".join(f"<li><a href='{n}'>事项{n}</a></li>" for n in range(6)) + "</ul>")) == 6


def test_lists_tables_and_headings_keep_labels_and_order() -> None:
    inner = (
        "<main><h2>材料</h2><ol start='3'><li>身份证</li><li><p>相片</p></li></ol><ol type='a'><li>x</li></ol>"
        "<table><tr><th rowspan=2>类</th><th>项</th></tr><tr><td>甲<br>乙</td></tr></table><p>一<br/>二</p></main>"
    )
    assert [(b.kind, b.text) for b in read(page(inner), "a").blocks] == [
        ("heading", "材料"),
        ("item", "3. 身份证"),
        ("item", "4. 相片"),
        ("item", "a. x"),
        ("row", "类 | 项"),
        ("row", "类 | 甲 乙"),
        ("paragraph", "一"),
        ("paragraph", "二"),
    ]


def test_a_plain_item_keeps_its_bullet_and_a_fold_of_the_page_is_none() -> None:
    inner = (
        "<main><p>你需要：</p><ul><li>身份证</li><li>相片<ul><li>两寸</li></ul></li></ul><ul><li><h3>费用</h3><p>免费</p></li></ul>"
        "<ul><li><button aria-controls='x'>Who?</button><div id='x'>Anyone.</div></li></ul></main>"
    )
    told = ["你需要：", "• 身份证", "• 相片", "• 两寸", "费用", "免费", "Who?", "Anyone."]
    assert texts(inner) == told


def test_the_address_is_the_canonical_one() -> None:
    head = "<link rel='canonical' href='https://www.gov.cn/a.htm'>"
    assert read(page(BODY, head), "a").url == "https://www.gov.cn/a.htm"
    assert read(page(BODY, "<link rel='canonical' href='javascript:x'>"), "a").url is None


def test_a_declared_encoding_that_lies_is_not_believed() -> None:
    data = page("<p>国务院办公厅关于印发试点工作方案的通知</p>").replace(b"utf-8", b"gb2312")
    assert read(data, "a").blocks[0].text == "国务院办公厅关于印发试点工作方案的通知"


def test_deep_nesting_is_read() -> None:
    assert texts("<div>" * 150 + "正文" + "</div>" * 150) == ["正文"]


@pytest.mark.shared_data
def test_official_pages_keep_their_text_and_give_all_fields(shared_data: Path) -> None:
    folder = shared_data / "zh_gov_policy_html"
    truth = {
        row["id"]: row["text"] for row in map(json.loads, (folder / "corpus.jsonl").read_text("utf-8").splitlines())
    }
    rows = [json.loads(line) for line in (folder / "documents.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == 60
    for row in rows:
        reading = read((folder / row["path"]).read_bytes(), row["path"])
        fields = reading.fields
        assert (fields["索引号"], fields["发文机关"], fields["发文字号"]) == (
            row["index"],
            row["issuer"],
            row["number"],
        )
        assert fields["标题"] == row["title"]
        assert fields["成文日期"]
        assert fields["发布日期"]
        text = iter(re.sub(r"\s", "", "".join(block.text for block in reading.blocks)))
        assert all(char in text for char in re.sub(r"[\s|]", "", truth[row["id"]])), row["id"]


NOW, OLD = "<div id='now'><p>费用120元</p></div>", "<div id='old' style='display:none'><p>费用160元</p></div>"


@pytest.mark.parametrize(
    ("links", "old", "seen"),
    [
        ("<ul><li><a href='#now'>费用</a></li><li><a href='#old'>条件</a></li></ul>", OLD, True),
        ("<div><a href='#now'>费用</a><a href='#old'>条件</a></div>", OLD, True),
        ("<div role='tablist'><span><a href='#old'>条件</a></span></div>", OLD, True),
        ("<ul><li><a href='#now'>现行</a></li><li><a href='#old'>历史版本</a></li></ul>", OLD, False),
        ("<ul><li><a href='#now'>费用</a></li><li><a href='#old'>登录</a></li></ul>", OLD, False),
        ("<p>另见<a href='#old'>说明</a></p>", OLD, False),
        ("<ul><li><a href='#now'>费用</a></li><li><a href='#old'>更多</a></li></ul>", f"<div>{OLD}</div>", False),
        ("<ul><li><a href='#old'>更多</a></li></ul>", OLD.replace("<p>", "<h3>以前的标准</h3><p>"), False),
        ("<ul><li><a href='#old'>更多</a></li></ul>", OLD.replace("<div", "<div class='modal fade'"), False),
    ],
)
def test_only_panels_beside_each_other_that_tabs_open_are_seen(links: str, old: str, *, seen: bool) -> None:
    assert ("费用160元" in texts(f"<main>{links}{NOW}{old}</main>")) is seen
