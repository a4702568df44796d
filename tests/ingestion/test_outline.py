from hypothesis import given
from hypothesis import strategies as st

from ingestion.documents import Block, Reading, Section
from ingestion.outline import CONTENTS, Structure, section_at, structure


def built(*lines: str | Block) -> Structure:
    return structure(Reading("text/plain", tuple(b if isinstance(b, Block) else Block(b) for b in lines)))


def shape(result: Structure) -> list[tuple[str, str, str]]:
    return [(s.kind, s.label, s.title) for s in result.sections]


def labels(result: Structure) -> list[str]:
    return [s.label for s in result.sections if s.kind == "article"]


_LINES = st.sampled_from(
    [
        "第一章 总则",
        "第一条 为了管理，制定本法。",
        "第二条 另有规定的除外。",
        "（一）条件；",
        "一、总体要求",
        "1.申请。",
        "目录",
        "附件1",
        "第九条规定的事项，适用本法。",
        "“第三条 新的条文。",
        "普通的一段话。",
        "Section 3. Fees",
        "2.1 Costs",
        "2018年10月27日",
        "国务院办公厅",
    ]
)
_BLOCKS = st.lists(
    st.builds(Block, _LINES, st.sampled_from(["paragraph", "heading", "item", "row"]), st.integers(1, 4))
)


@given(_BLOCKS)
def test_sections_cover_the_text_side_by_side(blocks: list[Block]) -> None:
    result = structure(Reading("text/plain", tuple(blocks)))
    assert result.text == "\n".join(b.text for b in blocks)
    at = 0
    for section in result.sections:
        assert section.start == at
        assert section.level == len(section.path)
        at = section.end + 1
    assert not blocks or at == len(result.text) + 1


def test_chapters_and_articles_have_labels_titles_and_paths() -> None:
    result = built(
        "第一编 总则",
        "第一章　基 本 规 定",
        "第一条　为了管理。",
        "第 二 条 另有规定。",
        "第3条 其他。",
        "第三条之一 增加的。",
    )
    assert shape(result)[:2] == [("part", "第一编", "总则"), ("chapter", "第一章", "基本规定")]
    assert labels(result) == ["第一条", "第二条", "第三条", "第三条之一"]
    assert result.sections[2].path == ("第一编 总则", "第一章 基本规定")


def test_an_article_number_on_a_line_of_its_own_opens_the_article() -> None:
    result = built("第一条", "为了管理，制定本条例。", "第二条", "适用本条例。")
    assert labels(result) == ["第一条", "第二条"]
    assert result.text[result.sections[0].start : result.sections[0].end] == "第一条\n为了管理，制定本条例。"


def test_a_sentence_that_begins_with_a_reference_opens_no_article() -> None:
    result = built(
        "第一条 为了管理。", "第九条规定的事项，从其规定。", "第二条 前款所称事项。", "第五条、第六条的规定适用。"
    )
    assert labels(result) == ["第一条", "第二条"]


def test_an_article_may_begin_with_a_word_that_looks_like_a_conjunction() -> None:
    assert labels(built("第一条 总则。", "第二条 和解协议书应当包括以下内容。")) == ["第一条", "第二条"]


def test_a_table_of_contents_opens_no_chapters() -> None:
    result = built(
        "目　录", "第一章 总则……1", "第二章 罚则……9", "第一章 总则", "第一条 为了管理。", "第二章 罚则", "第二条 处罚。"
    )
    assert [s.label for s in result.sections] == [CONTENTS, "第一章", "第一条", "第二章", "第二条"]


def test_articles_quoted_by_an_amending_decision_are_not_its_own() -> None:
    result = built(
        "一、将第三条修改为：“第三条 国家保护。",
        "“第四条 国家鼓励。”",
        "二、删去第九条。",
        "本决定自公布之日起施行。",
        "管理条例",
        "第一条 为了管理。",
        "第二条 适用。",
    )
    assert labels(result) == ["第一条", "第二条"]
    assert [s.label for s in result.sections if s.kind == "heading"][:2] == ["一、", "二、"]


def test_items_of_an_article_are_no_headings() -> None:
    result = built("第一条 有下列情形之一的：", "（一）甲；", "（二）乙。", "1.丙", "第二条 其他。")
    assert [s.kind for s in result.sections] == ["article", "article"]


def test_articles_counted_from_one_again_have_a_path_of_their_own() -> None:
    result = built("第一条 甲。", "第二条 乙。", "某某管理办法", "第一条 丙。", "第二条 丁。")
    firsts = [s for s in result.sections if s.label == "第一条"]
    assert [s.path for s in firsts] == [(), ("某某管理办法",)]


def test_a_policy_outline_nests_by_its_numbering() -> None:
    result = built(
        "一、总体要求",
        "（一）指导思想。以人民为中心。",
        "（二）基本原则。",
        "1.问题导向。针对问题。",
        "2.开放融合。",
        "二、主要任务",
    )
    assert [(s.label, s.title, s.level) for s in result.sections] == [
        ("一、", "总体要求", 0),
        ("（一）", "指导思想", 1),
        ("（二）", "基本原则", 1),
        ("1.", "问题导向", 2),
        ("2.", "开放融合", 2),
        ("二、", "主要任务", 0),
    ]
    assert result.sections[3].path == ("一、总体要求", "（二）基本原则")


def test_a_year_at_the_beginning_of_a_line_is_no_heading() -> None:
    assert [
        s.kind for s in built("经研究，通知如下：", "1985、1986年的费用，照旧。", "2.5万元以下的，减半。").sections
    ] == ["body"]


def test_the_list_of_annexes_above_a_signature_opens_no_annex() -> None:
    result = built("现印发给你们。", "附件：工作制度", "国务院", "2018年11月20日", "附件", "工作制度", "一、主要职能")
    annexes = [s for s in result.sections if s.label.startswith("附件")]
    assert [(s.label, s.title) for s in annexes] == [("附件", "工作制度")]
    assert result.sections[-1].path == ("附件 工作制度",)


def test_the_title_of_a_document_is_in_no_path() -> None:
    result = built(Block("居住证指南", "heading", 1), "说明。", Block("条件", "heading", 2), "住满半年。")
    assert shape(result) == [("heading", "居住证指南", ""), ("body", "", ""), ("heading", "条件", "")]
    assert all(not s.path for s in result.sections)


def test_a_plain_heading_ranks_with_the_numbered_ones_of_its_level() -> None:
    result = built(Block("第一章 总则", "heading", 2), "第一条 甲。", Block("附则", "heading", 2), "第二条 乙。")
    assert result.sections[-1].path == ("附则",)


def test_english_acts_have_parts_and_articles() -> None:
    result = built(
        "PART II Registration", "Section 3. Fees", "The fee is 5 pounds.", "Section 4 of the Act applies to this part."
    )
    assert shape(result) == [("part", "PART II", "Registration"), ("article", "Section 3", "Fees")]


def test_pages_begin_where_their_first_block_begins() -> None:
    result = built(Block("第一页", page=1), Block("还是", page=1), Block("第二页", page=2))
    assert result.pages == ((0, 1), (7, 2))


@given(st.integers(0, 40))
def test_every_offset_has_its_section(offset: int) -> None:
    result = built("前言。", "第一条 甲。", "第二条 乙。", "第三条 丙。")
    found: Section = section_at(result.sections, offset)
    assert found.start <= offset <= found.end or offset >= len(result.text)
