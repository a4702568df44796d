import pytest

from ingestion.documents import Block, Reading
from ingestion.outline import structure
from ingestion.titles import names_no_matter, part_of, title_of, work_name


def shown(*lines: str) -> str | None:
    return title_of(structure(Reading("text/plain", tuple(Block(line) for line in lines))))


def test_a_title_set_in_several_spaced_lines_is_put_together() -> None:
    lines = (
        "国务院关于棉粮、糖粮挂钩奖售粮",
        "几 个 问 题 的 通 知",
        "国发〔1981〕88号",
        "各省、市、自治区人民政府：",
        "为了促进生产。",
    )
    assert shown(*lines) == "国务院关于棉粮、糖粮挂钩奖售粮几个问题的通知"


def test_a_red_head_is_no_title() -> None:
    lines = ("国务院办公厅文件", "国办发〔1997〕2号", "国务院办公厅关于印发", "工作方案的通知", "各省人民政府：")
    assert shown(*lines) == "国务院办公厅关于印发工作方案的通知"


def test_a_title_that_ends_its_line_with_the_word_document_is_no_red_head() -> None:
    lines = ("国务院办公厅关于全面推行行政规范性文件", "合法性审核机制的指导意见", "国办发〔2018〕115号")
    assert shown(*lines) == "国务院办公厅关于全面推行行政规范性文件合法性审核机制的指导意见"


def test_an_order_is_titled_by_what_it_issues() -> None:
    lines = (
        "中华人民共和国国务院令",
        "第706号",
        "《专利代理条例》已经修订通过，现予公布。",
        "总理　某某",
        "2018年11月6日",
        "专利代理条例",
        "第一条 甲。",
    )
    assert shown(*lines) == "专利代理条例"


def test_lines_about_the_page_or_the_matter_go_on_with_no_title() -> None:
    assert shown("普通护照怎么办（样例）", "来源：样例出入境 发布时间：2024-05-06") == "普通护照怎么办（样例）"
    assert shown("生育津贴支付（样例）", "事项类型公共服务", "承诺时限10个工作日") == "生育津贴支付（样例）"


def test_text_with_no_title_has_none() -> None:
    assert shown("为了规范管理，根据有关规定，现就有关事项通知如下。", "第二段。") is None


@pytest.mark.parametrize(
    ("title", "work"),
    [
        ("中华人民共和国公司法（2018修正）", "公司法"),
        ("中华人民共和国公司法(2018-10-26)", "公司法"),
        ("最高人民法院关于适用《中华人民共和国刑事诉讼法》的解释", "最高人民法院关于适用刑事诉讼法的解释"),
        ("外国人在中华人民共和国收养子女登记办法", "外国人在中华人民共和国收养子女登记办法"),
        ("人民检察院刑事诉讼规则（试行）", "人民检察院刑事诉讼规则"),
        ("关于适用婚姻法若干问题的解释（二）", "关于适用婚姻法若干问题的解释（二）"),
        ("中华人民共和国民法典 合同编", "民法典"),
        ("Renew your licence", "Renew your licence"),
    ],
)
def test_all_wordings_of_an_act_share_the_name_of_the_work(title: str, work: str) -> None:
    assert work_name(title) == work


def test_a_part_kept_as_a_document_of_its_own_is_known() -> None:
    assert part_of("中华人民共和国民法典 合同编") == "合同编"
    assert part_of("中华人民共和国公司法") == ""


def test_a_heading_that_is_a_piece_of_the_title_below_it_gives_way() -> None:
    blocks = (
        Block("建的批复", "heading", 1),
        Block("国务院关于同意机关迁址新"),
        Block("建的批复"),
        Block("国函〔1996〕95号"),
    )
    assert title_of(structure(Reading("application/pdf", blocks))) == "国务院关于同意机关迁址新建的批复"


def test_a_red_head_that_is_a_heading_is_no_title_either() -> None:
    blocks = (
        Block("国务院文件", "heading", 1),
        Block("国发〔2018〕38号"),
        Block("国务院关于支持创新的通知", "heading", 2),
        Block("各省人民政府："),
        Block("一、营造环境"),
    )
    built = structure(Reading("application/pdf", blocks))
    assert title_of(built) == "国务院关于支持创新的通知"
    assert built.sections[-1].path == ()


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("广州市公安局通告", True),
        ("中华人民共和国国务院令", True),
        ("公告", True),
        ("国务院关于加强管理的通知", False),
        ("行政处罚决定", False),
        ("道路交通管理通告", False),
    ],
)
def test_a_title_of_organ_and_kind_alone_names_no_matter(title: str, bare: bool) -> None:
    assert names_no_matter(title) is bare
