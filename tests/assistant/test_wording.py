"""Which words of a question are met by those of a text."""

import pytest

from assistant.evidence import sufficiency
from assistant.wording import meeting
from tests.assistant.shelf import passages_of, version


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("护照过期了怎么换", "国家决定换发新一代居民身份证后，原证停止使用。", False),
        ("护照过期了怎么换", "普通护照的护照有效期届满前，可以申请换发。", True),
        ("快递丢了要赔，快递公司多久赔", "应当赔偿损失。", False),
    ],
)
def test_a_subject_is_met_by_its_own_phrase_alone(question: str, text: str, met: bool) -> None:
    assert (not meeting(question, text).isdisjoint({"护照", "快递"})) is met


def test_an_everyday_word_is_met_by_the_title_of_a_rule() -> None:
    rule = version("leave", "职工带薪年休假条例", "第三条 职工累计工作已满1年不满10年的，休假5天。")
    assert sufficiency("年假有几天？", passages_of(rule), calibrated=False).enough
