import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from ingestion.office import read
from ingestion.office_numbering import numeral
from prompts.problems import Problem

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def docx(body: str, **parts: str) -> bytes:
    """A minimal DOCX; `parts` are further parts by their name without `.xml`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {W}>{content}</w:{name}>")
    return buffer.getvalue()


def p(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def texts(data: bytes) -> list[str]:
    return [block.text for block in read(data, "a.docx").blocks]


def level(number: int, style: str, pattern: str) -> str:
    start = f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/>'
    return f'{start}<w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'


def numbered(text: str, depth: int = 0, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def test_numbers_that_word_generates_stand_in_the_text() -> None:
    levels = (
        level(0, "chineseCountingThousand", "第%1条")
        + level(1, "chineseCounting", "（%2）")
        + level(2, "decimal", "%3.")
        + level(3, "decimalEnclosedCircleChinese", "%4")
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    body = (
        numbered("为了")
        + numbered("教育", 1)
        + numbered("小学", 2)
        + numbered("一年级", 3)
        + numbered("卫生", 1)
        + "".join(numbered(f"条{n}") for n in range(10))
        + numbered("新的", 1)
    )
    found = texts(docx(body, numbering=numbering))
    assert found[:5] == ["第一条 为了", "（一） 教育", "1. 小学", "① 一年级", "（二） 卫生"]
    assert found[-2:] == ["第十一条 条9", "（一） 新的"]


def test_a_list_begun_again_counts_from_its_start() -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level(0, "lowerLetter", "%1)")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride></w:num>'
    )
    body = numbered("x") + numbered("y") + numbered("z", number=2) + numbered("w", number=2)
    assert texts(docx(body, numbering=numbering)) == ["a) x", "b) y", "c) z", "d) w"]


@pytest.mark.parametrize(
    ("number", "style", "written"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (1010, "chineseCountingThousand", "一千零一十"),
        (110, "chineseCountingThousand", "一百一十"),
        (12, "ideographDigital", "一二"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (4, "ideographTraditional", "丁"),
        (14, "upperRoman", "XIV"),
        (28, "lowerLetter", "bb"),
        (3, "decimalEnclosedParen", "⑶"),
        (30, "decimalEnclosedCircle", "30"),
        (7, "decimalZero", "07"),
        (2, "ordinal", "2nd"),
        (5, "none", ""),
        (5, "hebrew1", "5"),
    ],
)
def test_numbers_are_written_as_word_writes_them(number: int, style: str, written: str) -> None:
    assert numeral(number, style) == written


def test_hidden_text_is_dropped_and_counted() -> None:
    styles = '<w:style w:type="character" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
    body = (
        p("看得见")
        + p("隐藏", run="<w:vanish/>")
        + p("白字", run='<w:color w:val="FFFFFF"/>')
        + p("小字", run='<w:sz w:val="2"/>')
        + p("样式", run='<w:rStyle w:val="Ghost"/>')
        + p("不隐藏", run='<w:vanish w:val="0"/>')
        + p("底色白字", run='<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="C00000"/>')
    )
    reading = read(docx(body, styles=styles), "a")
    assert [block.text for block in reading.blocks] == ["看得见", "不隐藏", "底色白字"]
    assert reading.hidden_characters == 8


def test_tracked_insertions_are_kept_and_deletions_are_not() -> None:
    body = (
        "<w:p><w:r><w:t>期限为</w:t></w:r><w:del><w:r><w:delText>十日</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>十五日</w:t></w:r></w:ins><w:hyperlink><w:r><w:t>，见附件</w:t></w:r></w:hyperlink></w:p>"
    )
    reading = read(docx(body), "a")
    assert [block.text for block in reading.blocks] == ["期限为十五日，见附件"]
    assert reading.notes == ("2 deleted characters in tracked changes left out",)


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def test_tables_become_rows_in_place_and_merged_cells_say_their_value_again() -> None:
    rows = [
        cell("项目", '<w:gridSpan w:val="2"/>') + cell("标准"),
        cell("差旅", '<w:vMerge w:val="restart"/>') + cell("住宿") + cell("350"),
        cell("", "<w:vMerge/>") + cell("伙食") + cell("100"),
    ]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    reading = read(docx(p("前") + table + p("后")), "a")
    assert [block.text for block in reading.blocks] == [
        "前",
        "项目 | 标准",
        "差旅 | 住宿 | 350",
        "差旅 | 伙食 | 100",
        "后",
    ]
    assert [block.kind for block in reading.blocks][1:4] == ["row"] * 3


def test_headings_come_from_styles_and_outline_levels() -> None:
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 2"/><w:basedOn w:val="a"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="mine"/><w:basedOn w:val="1"/></w:style>'
    )
    body = (
        p("一", '<w:pStyle w:val="1"/>')
        + p("二", '<w:pStyle w:val="2"/>')
        + p("三", '<w:outlineLvl w:val="2"/>')
        + p("四")
    )
    assert [(b.kind, b.level) for b in read(docx(body, styles=styles), "a").blocks] == [
        ("heading", 2),
        ("heading", 2),
        ("heading", 3),
        ("paragraph", 0),
    ]


def test_text_boxes_notes_breaks_and_symbols_are_read_once() -> None:
    box = f"<w:txbxContent>{p('红头')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><w:t>甲</w:t><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:br/><w:t>乙</w:t>'
        '<w:sym w:font="Wingdings 2" w:char="F052"/><w:noBreakHyphen/></w:r></w:p>'
    )
    footnotes = (
        f'<w:footnote w:id="-1" w:type="separator">{p("—")}</w:footnote><w:footnote w:id="2">{p("注文")}</w:footnote>'
    )
    assert texts(docx(body, footnotes=footnotes)) == ["甲[2]", "乙☑-", "[2] 注文", "红头"]


def test_a_page_head_is_read_only_for_the_number_that_the_text_lacks() -> None:
    data = io.BytesIO(docx(p("正文")))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/header1.xml", f"<w:hdr {W}>{p('国办发〔2019〕3号')}</w:hdr>")
        archive.writestr("word/footer1.xml", f"<w:ftr {W}>{p('第1页')}</w:ftr>")
    assert texts(data.getvalue()) == ["国办发〔2019〕3号", "正文"]
    assert texts(docx(p("国办发〔2019〕3号") + p("正文"))) == ["国办发〔2019〕3号", "正文"]


def bomb(name: str, content: str) -> bytes:
    data = io.BytesIO(docx(p("正文")))
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return data.getvalue()


def test_a_container_that_would_swell_or_climb_out_is_refused_by_its_directory() -> None:
    for data in (bomb("word/media.xml", "0" * 20_000_000), bomb("../../etc/x", "x"), bomb("/abs", "x")):
        with pytest.raises(Problem) as refused:
            read(data, "a.docx")
        assert refused.value.code == "archive_bomb"


def test_entities_are_never_expanded() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            f"<w:document {W}><w:body>{p('&x;')}</w:body></w:document>",
        )
    with pytest.raises(Problem) as refused:
        read(buffer.getvalue(), "a.docx")
    assert refused.value.code == "damaged"


@pytest.mark.shared_data
def test_official_texts_in_docx_keep_their_characters_in_order(shared_data: Path) -> None:
    folder = shared_data / "zh_gov_office_made"
    entries = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    written = [entry for entry in entries if entry["kind"] == "docx"]
    assert len(written) >= 5
    for entry in written:
        text = re.sub(r"[\s|]", "", "".join(texts((folder / entry["path"]).read_bytes())))
        assert re.sub(r"[\s|]", "", "".join(entry["paragraphs"])) in text
