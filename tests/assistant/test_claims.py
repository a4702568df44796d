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
