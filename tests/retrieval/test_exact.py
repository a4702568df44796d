"""What a question names is read in every form that people write it."""

import pytest

from retrieval.exact import Holding, Mentions, Names, fold

CODE, CRIMINAL, LABOUR, LABOUR_RULES, POLICY, ORDER, RULING, OLD, CIVIL_PROCEDURE = range(9)
NAMES = Names(
    [
        Holding(CODE, "中华人民共和国民法典", "民法典", None),
        Holding(CRIMINAL, "中华人民共和国刑法", "刑法", None),
        Holding(LABOUR, "中华人民共和国劳动合同法", "劳动合同法", None),
        Holding(LABOUR_RULES, "中华人民共和国劳动合同法实施条例", "劳动合同法实施条例", "国务院令第535号"),
        Holding(POLICY, "国务院办公厅关于深化改革的意见", "国务院办公厅关于深化改革的意见", "国办发〔2018〕115号"),
        Holding(ORDER, "失业保险条例", "失业保险条例", "中华人民共和国国务院令第258号"),
        Holding(
            RULING,
            "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）",
            "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）",
            "法释〔2020〕26号",
        ),
        Holding(OLD, "中华人民共和国民法典（试行）", "民法典", None),
        Holding(CIVIL_PROCEDURE, "民事诉讼法", "民事诉讼法", None),
    ]
)
IN_CODE = (CODE, OLD)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("民法典第一千一百二十九条", [(IN_CODE, (1129, 0))]),
        ("民法典1129条说了什么", [(IN_CODE, (1129, 0))]),
        ("《民法典》第 1129 条", [(IN_CODE, (1129, 0))]),
        ("中华人民共和国民法典第１１２９条", [(IN_CODE, (1129, 0))]),
        ("刑法第133条之一", [((CRIMINAL,), (133, 1))]),
        ("刑法第一百三十三条之一怎么判", [((CRIMINAL,), (133, 1))]),
        ("《劳动合同法》第39条第2款", [((LABOUR,), (39, 0))]),
        ("劳动合同法实施条例第十九条", [((LABOUR_RULES,), (19, 0))]),
        ("劳动合同法第38条、第46条和47条", [((LABOUR,), (38, 0)), ((LABOUR,), (46, 0)), ((LABOUR,), (47, 0))]),
        ("刑法第20条和民法典第181条", [((CRIMINAL,), (20, 0)), (IN_CODE, (181, 0))]),
        ("民诉法第一百二十二条", [((CIVIL_PROCEDURE,), (122, 0))]),
        ("劳动争议司法解释一第5条", [((RULING,), (5, 0))]),
        ("民法典 第二十 条", [(IN_CODE, (20, 0))]),
        ("民法典婚姻家庭编第1060条", [(IN_CODE, (1060, 0))]),
        ("劳动争议司法解释（一）第5条", [((RULING,), (5, 0))]),
    ],
)
def test_an_article_is_read_with_its_law(question: str, expected: list[object]) -> None:
    assert list(NAMES.mentions(question).articles) == expected


@pytest.mark.parametrize(
    "question",
    ["第39条怎么规定", "民法典有哪三条原则", "婚姻法第四条", "一条腿受伤", "刑法第条", "民诉法司法解释第九条", ""],
)
def test_an_article_without_a_held_law_is_no_mention(question: str) -> None:
    assert NAMES.mentions(question).articles == ()


@pytest.mark.parametrize("brackets", ["〔〕", "[]", "（）", "()", "【】", "［］", "〈〉", "  "])
def test_a_document_number_is_read_in_any_brackets(brackets: str) -> None:
    assert NAMES.mentions(f"请问国办发{brackets[0]}2018{brackets[1]}115号讲什么").numbered == (POLICY,)


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("国办发〔2018〕第115号", POLICY),
        ("国务院令第535号", LABOUR_RULES),
        ("国务院令第二百五十八号", ORDER),
        ("法释(2020)26号", RULING),
    ],
)
def test_other_document_numbers_are_read_too(question: str, row: int) -> None:
    assert NAMES.mentions(question).numbered == (row,)


@pytest.mark.parametrize(
    "question", ["国发〔2018〕115号", "国办发〔2019〕115号", "国办发〔2018〕11号", "国办发〔2099〕1号"]
)
def test_a_number_that_is_not_held_is_no_mention(question: str) -> None:
    assert not NAMES.mentions(question)


def test_a_law_in_title_marks_is_named_but_one_in_passing_is_not() -> None:
    assert NAMES.mentions("《劳动合同法》对试用期怎么规定").titled == (LABOUR,)
    assert NAMES.mentions("劳动合同法").titled == (LABOUR,)
    assert NAMES.mentions("单位违反劳动合同法怎么办").titled == ()


def test_the_longest_name_wins() -> None:
    assert NAMES.mentions("《劳动合同法实施条例》第三条").articles == (((LABOUR_RULES,), (3, 0)),)


def test_nothing_named_is_nothing_found() -> None:
    assert NAMES.mentions("试用期最长多久") == Mentions((), (), ())


def test_names_that_mean_the_same_fold_to_one_form() -> None:
    assert fold("《中华人民共和国 民法典》（试行）") == fold("民法典")
