"""What is a question and what is something else."""

import pytest

from assistant.danger import speaks_of_danger
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
    "高温天气如何发放高温津贴？",
    "填写办理程序时需要带什么",
    "双色球中奖要交多少税？",
    "有人推荐股票骗了我的钱怎么办？",
    "城管来查我家违章建筑合法吗？",
    "要上吊车操作证需要什么条件",
    "我要去死亡证明办理处",
    "孩子户口本丢了怎么办",
    "Who are you required to notify?",
    "What is the status of my visa under the new law?",
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
        ("老公打我，现在就在门外，我好害怕", "crisis"),
        ("他拿刀追着我", "crisis"),
        ("我被家暴了怎么办", "crisis"),
        ("我爸把我锁在家里不让出去", "crisis"),
        ("我吃了一瓶安眠药", "crisis"),
        ("活着真没劲，想一了百了", "crisis"),
        ("我孩子走丢了", "crisis"),
        ("我正在被人跟踪", "crisis"),
        ("My husband hit me and I am scared", "crisis"),
        ("我的居住证批下来没有", "personal_case"),
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


def test_a_question_about_the_rules_for_a_danger_is_answered_and_shown_where_to_find_help() -> None:
    for text in ("被老公打可以申请保护令吗", "他打我算不算家暴", "My husband hit me, can I divorce him?"):
        assert (kind(text), speaks_of_danger(text)) == ("question", True)
    for text in ("公司打了人要赔多少", "他打我电话骚扰怎么办", "我被家暴了怎么办"):
        assert not speaks_of_danger(text)
