"""Which passages an answer is made from."""

from assistant.evidence import TOP, best, readable, sufficiency
from tests.assistant.shelf import passages_of, version

BESIDE = "第{}条　行政复议申请人可以书面申请行政复议，也可以口头申请行政复议。"
FREE = "第九条　行政复议机关受理行政复议申请，不得向申请人收取任何费用。"


def test_a_passage_further_down_that_tells_the_fact_asked_for_is_read_first() -> None:
    rules = "\n".join([*(BESIDE.format(number) for number in "一二三四五"), FREE])
    passages = passages_of(version("review", "行政复议法", rules))
    assert best("行政复议怎么申请？", passages) == passages[:TOP]
    assert best("行政复议要交钱吗？", passages) == [passages[-1], *passages[: TOP - 1]]
    assert "费用" in readable("行政复议要交钱吗？", passages, "zh")[0][1]
    assert sufficiency("行政复议要交钱吗？", passages, calibrated=False).enough
    assert best("行政处罚要交钱吗？", passages) == passages[:TOP]


def test_the_name_of_a_district_takes_nothing_from_the_rule_of_its_city_that_does_not_name_it() -> None:
    rule = "养犬人应当办理养犬登记。"
    (city,) = passages_of(version("dogs", "南京市养犬管理办法", rule, region="320100"))
    alone = sufficiency("养犬登记怎么办？", [city], calibrated=False).covered
    assert sufficiency("玄武区养犬登记怎么办？", [city], calibrated=False).covered == alone
    assert sufficiency("南京鼓楼区养犬登记怎么办？", [city], calibrated=False).covered == alone
    # Another city's name, or that of a place whose own rule is there, is a word like others.
    assert sufficiency("苏州养犬登记怎么办？", [city], calibrated=False).covered < alone
    assert sufficiency("南京养犬登记怎么办？", [city], calibrated=False).covered != alone
