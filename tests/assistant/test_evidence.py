"""Which passages an answer is made from."""

from dataclasses import replace

import pytest

from assistant.evidence import TOP, best, readable, sufficiency
from tests.assistant.shelf import passages_of, version

BESIDE = "第{}条　行政复议申请人可以书面申请行政复议，也可以口头申请行政复议。"
LENT = "第二十条　出借、出卖户口证件的，给予治安管理处罚。"
REGISTERED = "第五十八条　用人单位应当自用工之日起三十日内为其职工向社会保险经办机构申请办理社会保险登记。"
LEAVE = "第三条　职工累计工作已满1年不满10年的，年休假5天；已满10年不满20年的，年休假10天。"
SMOKING = "第二十条　公共场所经营者不设置吸烟区又不禁止吸烟的，责令限期改正；逾期不改正的，处五千元以上二万元以下罚款。"
FREE = "第九条　行政复议机关受理行政复议申请，不得向申请人收取任何费用。"


def test_a_passage_further_down_that_tells_the_fact_asked_for_is_read_first() -> None:
    rules = "\n".join([*(BESIDE.format(number) for number in "一二三四五"), FREE])
    passages = passages_of(version("review", "行政复议法", rules))
    assert best("行政复议怎么申请？", passages) == passages[:TOP]
    assert best("行政复议要交钱吗？", passages) == [passages[-1], *passages[: TOP - 1]]
    assert "费用" in readable("行政复议要交钱吗？", passages, "zh")[0][1]
    assert sufficiency("行政复议要交钱吗？", passages, calibrated=False).enough
    assert best("行政处罚要交钱吗？", passages) == passages[:TOP]


@pytest.mark.parametrize(("said", "enough"), [("呀", True), ("哎", True), ("狗", False), ("药", False)])
def test_a_particle_that_no_text_holds_is_no_subject_that_it_lacks(said: str, enough: bool) -> None:
    passages = [replace(p, cosine=0.88) for p in passages_of(version("cards", "户口登记条例", LENT))]
    assert sufficiency(f"出借户口证件{said}", passages, unheld=said).enough is enough


@pytest.mark.parametrize(
    ("likelihood", "cosine", "unheld", "enough"),
    [
        (None, 0.9, "", False),
        (0.14, 0.9, "", False),
        (0.15, 0.9, "", True),
        (0.15, 0.87, "", False),
        (0.9, 0.9, "狗", False),
    ],
)
def test_what_the_search_holds_likely_is_enough_if_the_passage_is_no_stranger(
    likelihood: float | None, cosine: float, unheld: str, enough: bool
) -> None:
    found = passages_of(version("cards", "户口登记条例", LENT))
    passages = [replace(p, cosine=cosine, likelihood=likelihood) for p in found]
    measured = sufficiency("把本子借给别人用一阵子行不行", passages, unheld=unheld)
    assert measured.enough is enough
    assert measured.score < 0.35


@pytest.mark.parametrize(
    ("question", "enough"),
    [
        ("我开了个小厂刚招了两个工人，社保登记最晚多久要办？", True),
        ("俺们店里上个礼拜来了个送货的小伙子，社会保险登记几天内要办？", True),
        ("我开了个小厂刚招了两个工人，营业执照最晚多久要办？", False),
    ],
)
def test_a_story_around_the_clause_that_asks_hides_no_rule_on_its_subject(question: str, enough: bool) -> None:
    passages = [replace(p, cosine=0.92) for p in passages_of(version("insurance", "社会保险法", REGISTERED))]
    assert sufficiency(question, passages).enough is enough


@pytest.mark.parametrize(
    ("question", "cosine", "enough"),
    [
        ("重庆开茶馆，既不设抽烟的地方又不管客人抽烟，老板会被罚多少？", 0.93, True),
        ("重庆开茶馆，既不设抽烟的地方又不管客人抽烟，老板会被罚多少？", 0.908, False),
        ("重庆开茶馆，装修的时候把隔壁邻居家的墙敲坏，会被罚多少？", 0.93, False),
    ],
)
def test_a_long_story_shares_few_words_with_the_rule_that_clearly_meets_it(
    question: str, cosine: float, enough: bool
) -> None:
    passages = [replace(p, cosine=cosine) for p in passages_of(version("smoking", "控制吸烟条例", SMOKING))]
    assert sufficiency(question, passages).enough is enough


@pytest.mark.parametrize(
    ("question", "enough"),
    [
        ("领证请婚假能休几天，有没有工资？", False),
        ("职工家里老人没了，丧假能休几天？", False),
        ("职工工作了8年，年假能休几天？", True),
    ],
)
def test_what_is_told_of_another_leave_is_not_told(question: str, enough: bool) -> None:
    passages = [replace(p, cosine=0.92) for p in passages_of(version("leave", "职工带薪年休假条例", LEAVE))]
    assert sufficiency(question, passages).enough is enough


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        (
            "商家卖假货要赔多少钱？",
            "第五十五条　经营者提供商品有欺诈行为的，增加赔偿的金额为价款的三倍。",
        ),
        ("老婆生孩子，老公的陪产假有几天？", "第三十条　符合规定生育的，男方享受护理假十五日。"),
    ],
)
def test_what_is_no_leave_or_is_called_otherwise_is_not_missed(question: str, rule: str) -> None:
    passages = [replace(p, cosine=0.92) for p in passages_of(version("rule", "消费者生育保护条例", rule))]
    assert sufficiency(question, passages).enough


@pytest.mark.parametrize(("card", "enough"), [("驾照", False), ("护照", False), ("居住证", True)])
def test_what_another_card_costs_is_not_told(card: str, enough: bool) -> None:
    cards = version("cards", "居住证暂行条例", "第二十一条　补领居住证，应当缴纳证件工本费四十元。")
    passages = [replace(p, cosine=0.9) for p in passages_of(cards)]
    assert sufficiency(f"{card}补领要交多少工本费？", passages).enough is enough


def test_the_name_of_a_district_takes_nothing_from_the_rule_of_its_city_that_does_not_name_it() -> None:
    rule = "养犬人应当办理养犬登记。"
    (city,) = passages_of(version("dogs", "南京市养犬管理办法", rule, region="320100"))
    alone = sufficiency("养犬登记怎么办？", [city], calibrated=False).covered
    assert sufficiency("玄武区养犬登记怎么办？", [city], calibrated=False).covered == alone
    assert sufficiency("南京鼓楼区养犬登记怎么办？", [city], calibrated=False).covered == alone
    # Another city's name, or that of a place whose own rule is there, is a word like others.
    assert sufficiency("苏州养犬登记怎么办？", [city], calibrated=False).covered < alone
    assert sufficiency("南京养犬登记怎么办？", [city], calibrated=False).covered != alone
