"""What a follow-up asks, told with what was asked before."""

from collections.abc import Sequence

import pytest

from assistant.answers import Outcome
from assistant.rephrase import standalone
from tests.assistant.shelf import Asking, answer_of


@pytest.mark.parametrize(
    ("before", "follow_up", "asked"),
    [
        ("广州首次申领居住证要什么材料", "那补办呢", "广州补办居住证要什么材料"),
        ("居住证遗失补办要什么材料", "首次申领呢？", "居住证首次申领要什么材料"),
        ("广州办居住证要什么材料？", "杭州呢？", "杭州办居住证要什么材料？"),
        ("居住证多久能办好", "换成杭州呢", "杭州居住证多久能办好"),
        ("结婚登记要什么材料", "离婚呢", "离婚登记要什么材料"),
        ("养老保险要交多少年", "失业保险呢", "失业保险要交多少年"),
        ("身份证丢了怎么补办", "那户口本呢", "户口本丢了怎么补办"),
        ("十级伤残赔多少钱", "那九级呢", "九级伤残赔多少钱"),
        ("工作满十年年假几天", "满二十年呢？", "工作满二十年年假几天"),
        ("女职工产假多少天", "男的呢", "男职工产假多少天"),
    ],
)
def test_a_word_that_stands_for_another_takes_its_place(before: str, follow_up: str, asked: str) -> None:
    assert standalone(follow_up, [before]) == asked


@pytest.mark.parametrize(
    ("before", "follow_up", "asked"),
    [
        ("试用期最长多久？", "合同签一年的呢？", "试用期最长多久：合同签一年的呢？"),
        ("公司辞退我要赔多少钱？", "怀孕的呢？", "公司辞退我要赔多少钱：怀孕的呢？"),
        ("女职工产假多少天", "陪产假呢", "女职工产假多少天：陪产假呢"),
        ("杭州和广州的居住证哪个办得快", "深圳呢", "杭州和广州的居住证哪个办得快：深圳呢"),
        ("居住证在哪办", "居住证呢", "居住证在哪办：居住证呢"),
        ("补办居住证后还能换领吗", "注销呢", "补办居住证后还能换领吗：注销呢"),
        ("陪产假有几天", "那年假呢", "陪产假有几天：那年假呢"),
        ("失业保险和失业保险金有什么区别", "养老保险呢", "失业保险和失业保险金有什么区别：养老保险呢"),
        ("劳动合同违约金怎么算", "那奖金呢", "劳动合同违约金怎么算：那奖金呢"),
        ("外资企业欠薪去哪里投诉", "那工资呢", "外资企业欠薪去哪里投诉：那工资呢"),
        ("民办学校怎么设立", "那变更呢", "民办学校怎么设立：那变更呢"),
        ("公司欠税怎么办", "那注销呢", "公司欠税怎么办：那注销呢"),
        ("生女儿有补贴吗", "那男的呢", "生女儿有补贴吗：那男的呢"),
        ("2023年入职的员工试用期多长", "那三年呢", "2023年入职的员工试用期多长：那三年呢"),
    ],
)
def test_what_takes_no_words_place_is_added_to_the_whole_question(before: str, follow_up: str, asked: str) -> None:
    assert standalone(follow_up, [before]) == asked


def test_what_asks_something_itself_takes_the_topic_alone() -> None:
    assert standalone("那费用呢", ["申领居住证要提交哪些材料？"]) == "申领居住证要提交 材料：那费用呢"
    assert standalone("那补办要多少钱", ["广州首次申领居住证要什么材料"]) == "广州居住证要 材料：那补办要多少钱"
    assert standalone("那杭州要多久", ["广州办居住证要什么材料"]) == "办居住证要 材料：那杭州要多久"


@pytest.mark.parametrize(
    ("asked_before", "asked"),
    [
        (["居住证丢了怎么补办？", "那要收工本费吗？", "多久能拿到？"], "居住证丢了 补办：多久能拿到？"),
        (["广州首次申领居住证要什么材料", "那补办呢", "杭州呢？"], "杭州补办居住证要什么材料"),
        (["试用期最长多久", "合同签一年的呢", "签三年的呢"], "试用期最长多久：签三年的呢"),
    ],
)
def test_the_subject_lasts_over_several_follow_ups(asked_before: Sequence[str], asked: str) -> None:
    *earlier, last = asked_before
    assert standalone(last, earlier) == asked


def test_a_place_told_alone_takes_the_place_of_the_one_before(ask: Asking) -> None:
    first = answer_of(ask("杭州申领居住证要提交哪些材料？", None))
    second = answer_of(ask("我在广州", None, conversation_id=first.conversation_id))
    assert second.trace.rephrased == "广东省广州市申领居住证要提交哪些材料？"
    assert second.region == "440100"
    assert second.outcome is not Outcome.NOT_FOUND
