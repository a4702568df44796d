"""A sentence may not claim what its source does not, however many of its words stand there."""

import pytest

from assistant.claims import unfounded
from assistant.support import SupportCheck

DRUNK = "饮酒后驾驶机动车的，处暂扣六个月机动车驾驶证，并处一千元以上二千元以下罚款。"
SPEED = "残疾人机动轮椅车、电动自行车在非机动车道内行驶时，最高时速不得超过十五公里。"
BENEFIT = (
    "失业人员符合下列条件的，从失业保险基金中领取失业保险金：\n（一）失业前用人单位和本人已经缴纳失业保险费满一年的；"
)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("醉酒后驾驶机动车的，处暂扣六个月机动车驾驶证，并处一千元以上二千元以下罚款。", DRUNK),
        ("因此，电动自行车可以载人。", SPEED),
        ("电动自行车可以在非机动车道内行驶。", SPEED),
        ("失业保险金最多能领十二个月。", BENEFIT),
    ],
)
def test_what_reads_alike_and_means_something_else_is_not_carried(sentence: str, source: str) -> None:
    assert not SupportCheck().judge(sentence, source).carried


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("饮酒后驾驶机动车的，处暂扣六个月机动车驾驶证，并处一千元以上二千元以下罚款。", DRUNK),
        ("电动自行车在非机动车道内行驶时，最高时速不得超过十五公里。", SPEED),
    ],
)
def test_what_the_source_says_is_carried(sentence: str, source: str) -> None:
    assert SupportCheck().judge(sentence, source).carried


def test_a_conclusion_in_the_sources_own_words_is_none() -> None:
    assert list(unfounded("因此，最高时速不得超过十五公里。", SPEED)) == []
    assert list(unfounded("Therefore you may not park here.", "You may not park here.")) == []


def test_a_ban_needs_something_that_forbids() -> None:
    assert list(unfounded("不得收费。", "办理窗口设在一楼大厅。")) == ["ban: the source forbids nothing"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("未成年人应当由监护人陪同。", "成年人应当由监护人陪同。"),
        ("非本市户籍人员免收停车费用。", "本市户籍人员免收停车费用。"),
        ("职工非因工负伤享受医疗待遇。", "职工因工负伤享受医疗待遇。"),
    ],
)
def test_a_term_is_not_its_contrary(one: str, other: str) -> None:
    assert not SupportCheck().judge(one, other).carried
    assert not SupportCheck().judge(other, one).carried


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("非本市户籍人员收费20元。", "不具有本市户籍的人员收费20元。"),
        ("非本市户籍人员收费20元。", "外地户籍人员收费20元，本市户籍人员免费。"),
        ("不具有本市户籍的人员收费20元。", "非本市户籍人员收费20元。"),
        ("未成年人由其成年亲属陪同。", "不满十八周岁的人由其成年亲属陪同。"),
        ("法律另有规定的除外。", "除非法律另有规定。"),
    ],
)
def test_the_same_term_in_other_words_is_not_taken_for_its_contrary(sentence: str, source: str) -> None:
    assert list(unfounded(sentence, source)) == []
