import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from ingestion.markdown import read, split_front_matter


def blocks(text: str) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in read(text.encode(), "a.md").blocks]


def test_front_matter_is_kept_as_written_and_leaves_the_text() -> None:
    front = "title: 居住证\neffective: 2016-01-01\nno: 007\nregions: [北京, 上海]\nlinks:\n  - a: b"
    reading = read(f"---\n{front}\n---\n# 居住证\n".encode(), "a")
    assert reading.front_matter == {"title": "居住证", "effective": "2016-01-01", "no": "007", "regions": "北京; 上海"}
    assert [block.text for block in reading.blocks] == ["居住证"]


def test_toml_front_matter_is_read() -> None:
    assert split_front_matter('+++\ntitle = "办法"\ndate = 2020-01-02\ndraft = false\n+++\n正文') == (
        {"title": "办法", "date": "2020-01-02", "draft": "false"},
        {},
        "正文",
    )


def test_a_list_of_the_front_matter_is_read_where_the_page_shows_it() -> None:
    front = "title: 带什么\nbring_list:\n- __身份证__，见[说明](/zh/id/)\n- 条形码\n- 3\nnone_list:\n- 别的"
    shown = "带上：\n\n{% include list.html items=page.bring_list size='md' %}\n\n再去。{{ page.title }}\n"
    reading = read(f"---\n{front}\n---\n{shown}".encode(), "a")
    assert [(b.kind, b.text) for b in reading.blocks] == [
        ("paragraph", "带上："),
        ("item", "• 身份证，见说明"),
        ("item", "• 条形码"),
        ("item", "• 3"),
        ("paragraph", "再去。"),
    ]


def test_a_rule_between_paragraphs_is_not_front_matter() -> None:
    assert [text for _, _, text in blocks("---\n第一条 为了\n---\n第二条")] == ["第一条 为了", "第二条"]


def test_front_matter_cannot_build_objects() -> None:
    reading = read(b"---\ntitle: !!python/object/apply:os.system ['true']\n---\ntext", "a")
    assert [block.text for block in reading.blocks] == ["text"]
    assert "title" not in reading.front_matter or "os.system" in reading.front_matter["title"]


def test_headings_lists_and_tables_keep_order_and_labels() -> None:
    assert blocks("# 法\n\n## 第一章\n\n1) 甲\n2) 乙\n\n- 丙\n  - 丁\n\n|项目|标准|\n|-|-|\n|住宿费|350|\n") == [
        ("heading", 1, "法"),
        ("heading", 2, "第一章"),
        ("item", 0, "1) 甲"),
        ("item", 0, "2) 乙"),
        ("item", 0, "• 丙"),
        ("item", 0, "• 丁"),
        ("row", 0, "项目 | 标准"),
        ("row", 0, "住宿费 | 350"),
    ]


def test_numbers_are_those_written_unless_every_item_says_one() -> None:
    assert [text for _, _, text in blocks("3. 甲\n5. 乙\n")] == ["3. 甲", "5. 乙"]
    assert [text for _, _, text in blocks("1. a\n1. b\n")] == ["1. a", "2. b"]


def test_marks_of_a_site_generator_are_not_text() -> None:
    marks = "{% include a.html text='x' %}\n{: .number-list}\n\n"
    text = "Go to [the **site**](https://a.gov/x) {{ page.url }}![logo](a.png)\n<!-- n -->\n"
    assert blocks(marks + text) == [("paragraph", 0, "Go to the site")]


def test_markdown_inside_html_is_read() -> None:
    opened = '<div class="x" markdown="1">\n### How?\n**By phone**\n</div>\n\n'
    listed = "<ul><li>\n\n#### One\nText\n- **a** b\n\n</li></ul>"
    assert [text for _, _, text in blocks(opened + listed)] == ["How?", "By phone", "One", "Text", "• a b"]


def test_single_line_ends_in_chinese_prose_begin_paragraphs_only_where_one_begins() -> None:
    text = "有下列情形之一的：\n（一）教育；\n（二）卫生。\n前款规定的\n经费由财政承担。"
    assert [text for _, _, text in blocks(text)] == [
        "有下列情形之一的：",
        "（一）教育；",
        "（二）卫生。",
        "前款规定的经费由财政承担。",
    ]


def test_indented_prose_is_not_code() -> None:
    assert blocks("标题\n\n    第一条 *为了*规范") == [("paragraph", 0, "标题"), ("paragraph", 0, "第一条 为了规范")]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.shared_data
def test_laws_keep_the_words_of_their_articles_in_order(shared_data: Path) -> None:
    folder = shared_data / "zh_law_docs"
    articles = defaultdict(list)
    with (folder / "corpus.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            articles[row["metadata"]["doc_id"]].append(squeezed(row["text"]))
    documents = [json.loads(line) for line in (folder / "documents.jsonl").read_text("utf-8").splitlines()][::12]
    kept = whole = 0
    for document in documents:
        text = squeezed("".join(b.text for b in read((folder / document["path"]).read_bytes(), "a").blocks))
        position = 0
        for article in articles[document["id"]]:
            whole += len(article)
            if (found := text.find(article, position)) >= 0:
                position = found + len(article)
                kept += len(article)
    assert kept >= 0.98 * whole


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("婚生子女出生登记\n申请材料\n居民户口簿", ["婚生子女出生登记", "申请材料", "居民户口簿"]),
        ("申请人应当向公安机关提交居民身份证、\n本人相片。", ["申请人应当向公安机关提交居民身份证、本人相片。"]),
        ("You need\na passport", ["You need a passport"]),
    ],
)
def test_a_chinese_line_ends_where_its_writer_ended_it_unless_it_ends_openly(text: str, lines: list[str]) -> None:
    assert [said for _, _, said in blocks(text)] == lines


@pytest.mark.parametrize(
    "shown",
    [
        "{% if page.bring_list %}A{% endif %}",
        "{%- unless page.bring_list contains 'a' -%}A{% endunless %}",
        "{% assign mine = page.bring_list %}A",
    ],
)
def test_a_tag_that_only_asks_for_a_list_or_names_it_shows_none(shown: str) -> None:
    reading = read(f"---\nbring_list:\n- x\n---\n{shown}\n".encode(), "a")
    assert [block.text for block in reading.blocks] == ["A"]


def test_a_list_that_is_asked_for_and_gone_through_is_read_once() -> None:
    shown = "{% if page.bring_list %}{% for item in page.bring_list %}{{ item }}{% endfor %}{% endif %}"
    reading = read(f"---\nbring_list:\n- x\n- y\n---\n{shown}\n".encode(), "a")
    assert [block.text for block in reading.blocks] == ["• x", "• y"]
