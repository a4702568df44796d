"""Which questions are about a change of the law is read from their words."""

import pytest

from assistant.change_questions import asks_what_changed, names_in_short, speaks_of_new_law, without_name


@pytest.mark.parametrize(
    "question",
    [
        "集资诈骗“数额巨大”的标准前后怎么变？",
        "无证跑普通货运的罚款是变重还是变轻了？",
        "死亡赔偿金的城乡标准什么时候统一的，之前怎么算？",
        "虚假材料登记公司的罚款上限，新旧公司法差多少？",
        "新公司法和旧公司法对出资期限的规定有什么区别？",
        "劳动节原来放几天，现在放几天？",
        "以前罚五万，现在罚多少？",
        "酒驾的处罚比以前严了吗？",
        "工程款优先受偿权的行使期限从多久变成多久？",
        "立法法2023年修改后多了什么？",
        "拘留上限变了吗？",
        "专利法实施细则里的奖金提高了吗？",
        "What changed in the rules on parental leave?",
        "How has the fee for a permit changed?",
        "Is the fine higher than the old law said?",
    ],
)
def test_a_question_for_what_the_law_was_before_is_one(question: str) -> None:
    assert asks_what_changed(question)


@pytest.mark.parametrize(
    "question",
    [
        "我以前交过社保，现在断了怎么办？",
        "离职之前几天通知公司？",
        "公司名称变更了要怎么办？",
        "身份证上的出生日期怎么改？",
        "灵活就业岗位补贴可以延长到几年？",
        "之前罚款没交，现在还能交吗？",
        "原来要离婚，现在不想离了可以撤销吗？",
        "户口迁移前后有什么区别？",
        "身份证名字改成几个字可以？",
        "供水公司约定了非常高的违约金，可以要求降低吗？",
        "留置延长一次之后还能再延长吗？",
        "旧护照和新护照都要带吗？",
        "单位变相裁员，工资变少了怎么办？",
        "What are the solutions to address climate change?",
        "How do I change my address?",
    ],
)
def test_a_change_in_the_askers_own_affairs_is_no_question_about_the_law_before(question: str) -> None:
    assert not asks_what_changed(question)


def test_what_a_question_takes_for_new_is_no_newborn_and_no_new_start() -> None:
    assert speaks_of_new_law("新公司法几年内缴足？")
    assert speaks_of_new_law("大企业60天内必须付款，现在生效了吗？")
    assert speaks_of_new_law("海洋环保法修订后怎么罚？")
    assert not speaks_of_new_law("新生儿怎么上户口？")
    assert not speaks_of_new_law("居住证可以重新申请吗？")
    assert not speaks_of_new_law("新入职没签劳动合同，试用期多久？")
    assert not speaks_of_new_law("到新公司上班要重新交社保吗？")
    assert not speaks_of_new_law("垄断协议还没实施，罚多少？")


def test_a_short_name_is_one_of_the_law_that_has_its_characters_in_order() -> None:
    assert names_in_short("能按新民诉法处理吗？", "民事诉讼法")
    assert names_in_short("新的个税法怎么算？", "个人所得税法")
    assert not names_in_short("新婚姻法怎么说？", "民法典")
    assert names_in_short("慈善法修订后怎么说？", "慈善法")
    assert not names_in_short("民诉法怎么说？", "民事诉讼法")
    assert not names_in_short("新诉讼法怎么说？", "民事诉讼法")
    assert not names_in_short("新劳动法什么时候生效？", "劳动合同法")


@pytest.mark.parametrize(
    ("question", "work", "rest"),
    [
        ("新的野生动物保护法已经公布了，平台卖野味现在罚几倍？", "野生动物保护法", "，平台卖野味现在罚几倍？"),
        ("即将施行的中华人民共和国体育法对课外锻炼怎么规定？", "体育法", "对课外锻炼怎么规定？"),
        ("修订后的慈善法规定登记满几年？", "慈善法", "规定登记满几年？"),
        ("新慈善法施行了吗？", "慈善法", "新慈善法施行了吗？"),
    ],
)
def test_the_name_of_a_law_and_the_news_of_it_are_left_out_where_anything_is_left(
    question: str, work: str, rest: str
) -> None:
    assert without_name(question, work) == rest
