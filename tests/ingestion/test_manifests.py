from datetime import date
from pathlib import Path

import pytest

from ingestion.manifests import field, read_manifest, stated
from prompts.problems import Problem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "a.md").write_text("甲", "utf-8")
    (tmp_path / "b.txt").write_text("乙", "utf-8")
    return tmp_path


def test_rows_are_keyed_by_path_in_csv_and_jsonl(folder: Path) -> None:
    (folder / "m.csv").write_text("path,id,effective_from,title\nlaw/a.md,x,2021-01-01,\nb.txt,,,乙\n", "utf-8-sig")
    (folder / "m.jsonl").write_text('{"path": "a.md", "sample": true, "region": null}\n\n', "utf-8")
    assert read_manifest(folder / "m.csv")[0] == {
        "law/a.md": {"path": "law/a.md", "id": "x", "effective_from": "2021-01-01"},
        "b.txt": {"path": "b.txt", "title": "乙"},
    }
    assert read_manifest(folder / "m.jsonl") == ({"law/a.md": {"path": "a.md", "sample": "true"}}, [])


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("path,colour\nb.txt,red\n", "manifest_column", "2"),
        ("path,signed\nb.txt,\nlaw/a.md,32 May\n", "manifest_value", "3"),
        ("path,region\nb.txt,乌有市\n", "manifest_value", "2"),
        ("path,sample\nb.txt,maybe\n", "manifest_value", "2"),
        ('path\n""\n', "manifest_file", "2"),
        ("path,level\nb.txt,whatever\n", "manifest_value", "2"),
        ("path,language\nb.txt,klingon\n", "manifest_value", "2"),
        ("path,url\nb.txt,javascript:alert(1)\n", "manifest_value", "2"),
        ("path,id\nb.txt,a/b\n", "manifest_value", "2"),
        ("path,id\nb.txt,a b?\n", "manifest_value", "2"),
        ("path,id\nb.txt,..\n", "manifest_value", "2"),
        ("path\n../b.txt\n", "manifest_file", "2"),
        ("path\nb.txt\nb.txt\n", "manifest_twice", "3"),
    ],
)
def test_a_mistake_is_reported_with_its_line(folder: Path, text: str, code: str, line: str) -> None:
    (folder / "m.csv").write_text(text, "utf-8")
    with pytest.raises(Problem) as caught:
        read_manifest(folder / "m.csv")
    assert caught.value.code == code
    assert caught.value.values["line"] == line
    assert "$" not in caught.value.text("zh") + caught.value.text("en")


@pytest.mark.parametrize(
    ("column", "value", "read"),
    [
        ("level", "草案", "草案"),
        ("language", "zh-CN", "zh"),
        ("url", "https://www.gov.cn/a?b=1#c", "https://www.gov.cn/a?b=1#c"),
        ("id", "劳动合同法-2012.v1", "劳动合同法-2012.v1"),
    ],
)
def test_a_value_that_its_column_can_hold_is_taken(column: str, value: str, read: str) -> None:
    assert stated(column, value) == read


def test_a_list_of_articles_in_jsonl_is_read_like_the_text_of_a_csv(folder: Path) -> None:
    lists = [
        '["第九条 2020-01-01", "第十条第二款 2021-03-01"]',
        '[["第九条", "2020-01-01"], ["第十条第二款", "2021-03-01"]]',
    ]
    for ended in lists:
        (folder / "m.jsonl").write_text(f'{{"path": "b.txt", "repealed_articles": {ended}}}', "utf-8")
        written = read_manifest(folder / "m.jsonl")[0]["b.txt"]["repealed_articles"]
        assert written == "第九条 2020-01-01; 第十条第二款 2021-03-01"


def test_a_line_that_is_no_object_is_reported(folder: Path) -> None:
    (folder / "m.jsonl").write_text('{"path": "b.txt"}\n[1]\n', "utf-8")
    with pytest.raises(Problem) as caught:
        read_manifest(folder / "m.jsonl")
    assert (caught.value.code, caught.value.values["line"]) == ("manifest_unreadable", "2")


def test_a_manifest_in_another_encoding_is_refused(folder: Path) -> None:
    (folder / "m.csv").write_bytes("path,title\nb.txt,标题\n".encode("gb18030"))
    with pytest.raises(Problem) as caught:
        read_manifest(folder / "m.csv")
    assert caught.value.code == "manifest_unreadable"


def test_a_steward_ends_single_articles() -> None:
    assert field("repealed_articles", "第九条 2020-01-01；第十条第二款：2021年3月1日") == (
        ("第九条", date(2020, 1, 1)),
        ("第十条第二款", date(2021, 3, 1)),
    )
    assert field("repealed_articles", "第9条 2020-01-01; 第 10 条第2款 2020-01-01") == (
        ("第九条", date(2020, 1, 1)),
        ("第十条第二款", date(2020, 1, 1)),
    )
    with pytest.raises(ValueError, match="第二章"):
        field("repealed_articles", "第二章 2020-01-01")
    with pytest.raises(ValueError, match="第九条"):
        field("repealed_articles", "第九条")
