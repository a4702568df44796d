import pytest

from ingestion.document_numbers import find_document_numbers, issuer_of, parse_document_number

FORMS = [
    "国发〔1998〕26号",
    "国发[1998]26号",
    "国发［1998］26号",
    "国发（1998）26号",
    "国发(1998)26号",
    "国发【1998】26号",
    "国发﹝1998﹞26号",
    "国发〖1998〗26号",
    "国发{1998}26号",
    "国发<1998>26号",
    "国发《1998》26号",
    "国发〔１９９８〕２６号",
    "国发〔1998〕第26号",
    "国发〔1998〕26號",
    "国发〔1998〕26",
    "国发[1998]26",
    "国发1998年26号",
    "国发（1998年）26号",
    "国发1998第26号",
    "国发1998-26号",
    "国发〔一九九八〕26号",
    "国发〔一九九八〕二十六号",
    "国发〔199８〕026号",
    "国发〔I998〕26号",
    "国发〔l998〕26弓",
    "国发C1998〕26号",
    "国发〔1998]26号",
    "国发(1998〕26号",
    "国发1998〕26号",
    "发文字号：国发〔1998〕26号",
    "文号国发〔1998〕26号",
    "（国发〔1998〕26号）",
    "国发〔1998J26号",
]


@pytest.mark.parametrize(
    "form", [*FORMS, "国 发 〔 1998 〕 26 号", "国发 1998 26号", "国发〔1998〕 26 号", "国发〔1998〕2 6号"]
)
def test_a_number_has_one_form_however_it_is_written(form: str) -> None:
    assert parse_document_number(form) == "国发〔1998〕26号"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("中华人民共和国国务院令\n第706号", "国令第706号"),
        ("国务院令第七〇六号", "国令第706号"),
        ("中华人民共和国主席令（第六十五号）", "主席令第65号"),
        ("法释〔2O20〕17号", "法释〔2020〕17号"),
        ("国办发明电〔2018〕15号", "国办发明电〔2018〕15号"),
        ("中华人民共和国公安部令第 164 号", "公安部令第164号"),
        ("国家税务总局公告2019年第4号", "国家税务总局公告2019年第4号"),
        ("穗府办规〔2021〕3号", "穗府办规〔2021〕3号"),
    ],
)
def test_orders_notices_and_local_numbers_are_read(text: str, normal: str) -> None:
    assert parse_document_number(text) == normal


@pytest.mark.parametrize(
    "text",
    ["2018年12月3日", "（2018）京01民初12号", "共2018年12号", "国务院一九八〇年223号文件", "电话2018 1234", "第12号"],
)
def test_what_is_no_document_number_is_left_alone(text: str) -> None:
    assert parse_document_number(text) is None


def test_all_numbers_of_a_text_are_found_where_they_stand() -> None:
    text = "按照《通知》（国办发〔2018〕12号）和国函[2006]38号的要求"
    found = find_document_numbers(text)
    assert [number for _, _, number in found] == ["国办发〔2018〕12号", "国函〔2006〕38号"]
    assert text[found[0][0] : found[0][1]] == "国办发〔2018〕12号"
    assert text[found[1][0] : found[1][1]].endswith("国函[2006]38号")


def test_a_number_names_its_issuer() -> None:
    assert issuer_of("国办函〔2018〕71号") == "国务院办公厅"
    assert issuer_of("公安部令第164号") == "公安部"
    assert issuer_of("某某〔2018〕71号") is None
