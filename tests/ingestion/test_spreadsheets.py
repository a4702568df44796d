import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from ingestion.spreadsheets import read_table, read_workbook
from prompts.problems import Problem


def workbook(*rows: list[Any]) -> tuple[Any, Any]:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    return book, sheet


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def texts(book: Any) -> list[str]:
    return [block.text for block in read_workbook(saved(book), "a.xlsx").blocks]


def test_a_row_says_the_names_of_its_columns() -> None:
    book, _ = workbook(["差旅住宿费标准", None], ["项目", "标准"], ["住宿费", 350], ["伙食费", None])
    assert texts(book) == ["差旅住宿费标准", "项目 | 标准", "项目: 住宿费 | 标准: 350", "伙食费"]


def test_values_stand_as_a_person_reads_them() -> None:
    book, sheet = workbook(
        ["日期", "时刻", "比例", "代码", "数"],
        [date(2025, 7, 1), datetime.fromisoformat("2025-07-01T09:30"), 0.125, 7, 1234.5],
        [None, None, None, None, 3.0],
    )
    sheet["C2"].number_format = "0.0%"
    sheet["D2"].number_format = "000000"
    assert texts(book)[1] == "日期: 2025-07-01 | 时刻: 2025-07-01 09:30 | 比例: 12.5% | 代码: 000007 | 数: 1234.5"


def test_hidden_sheets_rows_and_columns_are_dropped_and_counted() -> None:
    book, sheet = workbook(["项目", "标准", "密"], ["住宿费", 350, "甲乙"], ["暗行", 1, "丙"], ["伙食费", 100, "丁"])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    secret = book.create_sheet("秘密")
    secret.append(["不可见", "x"])
    secret.sheet_state = "hidden"
    reading = read_workbook(saved(book), "a.xlsx")
    assert [block.text for block in reading.blocks if block.kind == "row"] == [
        "项目 | 标准",
        "项目: 住宿费 | 标准: 350",
        "项目: 伙食费 | 标准: 100",
    ]
    assert reading.hidden_characters == len("密甲乙丁") + len("暗行1丙") + len("不可见x")


def test_merged_heads_and_groups_belong_to_all_their_cells() -> None:
    book, sheet = workbook(
        ["2025年人数", None, None, None],
        ["地区", "人数", None, "备注"],
        [None, "男", "女", None],
        ["东区", 1, 2, "甲"],
        [None, 3, 4, "乙"],
    )
    for span in ("A1:D1", "B2:C2", "A2:A3", "D2:D3", "A4:A5"):
        sheet.merge_cells(span)
    assert texts(book)[-2:] == [
        "地区: 东区 | 人数 男: 1 | 人数 女: 2 | 备注: 甲",
        "地区: 东区 | 人数 男: 3 | 人数 女: 4 | 备注: 乙",
    ]


def test_several_sheets_are_headed_by_their_names() -> None:
    book, _ = workbook(["项目", "标准"], ["住宿费", 350], ["伙食费", 100])
    book.create_sheet("说明").append(["仅供参考"])
    blocks = read_workbook(saved(book), "a.xlsx").blocks
    assert [(b.kind, b.text) for b in blocks][-2:] == [("heading", "说明"), ("paragraph", "仅供参考")]


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "gb18030"), ("\t", "utf-16"), (";", "utf-8-sig"), ("|", "utf-8")]
)
def test_separated_values_are_read_whatever_separates_them(delimiter: str, encoding: str) -> None:
    text = "\n".join(
        delimiter.join(row) for row in (["窗口", "电话"], ["居住证窗口", "84110000"], ["社保窗口", "84110001"])
    )
    blocks = read_table(text.encode(encoding), "a.csv").blocks
    assert [block.text for block in blocks][1:] == [
        "窗口: 居住证窗口 | 电话: 84110000",
        "窗口: 社保窗口 | 电话: 84110001",
    ]


def test_quoted_cells_keep_their_separators_and_lose_their_line_ends() -> None:
    blocks = read_table('材料,份数\n"身份证,\n原件",1\n相片,2\n'.encode(), "a.csv").blocks
    assert blocks[1].text == "材料: 身份证, 原件 | 份数: 1"


def test_rows_without_a_header_are_not_given_one() -> None:
    blocks = read_table("张店街,12\n李村街,13\n王庄街,14\n".encode(), "a.csv").blocks
    assert [block.text for block in blocks] == ["张店街 | 12", "李村街 | 13", "王庄街 | 14"]


def test_a_broken_workbook_is_refused() -> None:
    book, _ = workbook(["a", "b"])
    for data in (saved(book)[:900], saved(book).replace(b"xl/workbook.xml", b"xl/workbooc.xml")):
        with pytest.raises(Problem) as refused:
            read_workbook(data, "a.xlsx")
        assert refused.value.code == "damaged"
