from datetime import date

import pytest

from ingestion.documents import Metadata
from ingestion.named_acts import act_key, first_effect, same_matter


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中华人民共和国公司法（2018修正）", "公司法"),
        ("家用汽车产品修理、更换、退货责任规定", "家用汽车产品修理更换退货责任规定"),
        ("最高人民法院、最高人民检察院关于办理某案的解释", "关于办理某案的解释"),
        ("关于适用〈中华人民共和国民法典〉婚姻家庭编的解释（一）", "关于适用《民法典》婚姻家庭编的解释(一)"),
    ],
)
def test_one_act_has_one_key(one: str, other: str) -> None:
    assert act_key(one) == act_key(other)


def test_numbered_interpretations_are_different_acts() -> None:
    assert act_key("关于适用《民法典》的解释（一）") != act_key("关于适用《民法典》的解释（二）")


def test_an_amended_act_began_with_the_first_line_of_its_history() -> None:
    day = date(2020, 1, 1)
    assert first_effect(Metadata("某法", effective_from=day)) == day
    amended = Metadata("某法", effective_from=day, history=("2001年2月3日 国务院公布", "2019年12月1日 修订"))
    assert first_effect(amended) == date(2001, 2, 3)


def test_a_trial_version_is_of_the_same_matter_and_a_rule_under_it_is_not() -> None:
    act = Metadata("某管理办法", work="某管理办法")
    assert same_matter(act, Metadata("某管理暂行办法", work="某管理暂行办法"))
    assert not same_matter(act, Metadata("某管理办法实施细则", work="某管理办法实施细则"))
