"""What is a question and what is something else."""

import pytest

from assistant.triage import kind

HONEST = [
    "戒毒补贴怎么领",
    "持枪证怎么办",
    "信访怎么走",
    "拆迁补偿标准是多少",
    "自杀算工伤吗",
    "拐卖妇女判几年",
    "死亡证明怎么开",
    "家里老人想死亡赔偿金怎么算",
    "怎么查我的社保余额？",
    "我的公积金怎么提取",
    "我的申请被驳回了可以复议吗",
    "去哪里投诉物业",
    "举报有奖金吗",
    "投诉电话多少",
    "How do I check my refund status?",
    "how do I report fraud",
]


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_question_stays_a_question(text: str) -> None:
    assert kind(text) == "question"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我不想活了，公司不赔偿", "crisis"),
        ("活着没意思", "crisis"),
        ("我老公要杀我", "crisis"),
        ("孩子说要自杀怎么办", "crisis"),
        ("I want to end it all", "crisis"),
        ("My friend wants to kill himself", "crisis"),
        ("我的申请到哪一步了", "personal_case"),
        ("查我的社保余额", "personal_case"),
        ("我的退税怎么还没到账", "personal_case"),
        ("Has my passport application been approved?", "personal_case"),
        ("Where is my refund?", "personal_case"),
        ("我要投诉物业乱收费", "complaint"),
        ("举报隔壁工地半夜施工", "complaint"),
        ("I want to complain about my landlord", "complaint"),
        ("明天会不会下雨", "weather"),
        ("帮我写一个爬虫脚本", "small_talk"),
        ("今天星期几", "small_talk"),
    ],
)
def test_what_is_no_question_is_told_apart(text: str, expected: str) -> None:
    assert kind(text) == expected
