import json
from pathlib import Path

import pytest

from assistant.applicants import kinds, said_of_oneself
from assistant.same_question import difference, key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("居住证多少天能办下来？", "请问居住证几天能办下来"),
        ("能不能在网上办理居住证？", "能否在网上办居住证"),
        ("工作满10年，年休假有几天？", "工作满十年年休假有多少天"),
        ("居住证怎么办", "您好，我想咨询一下居住证如何办理？"),
        ("居住证怎么办", "咨询一下居住证怎么办"),
        ("居住证怎么办", "我要了解居住证怎么办"),
        ("居住证怎么办", "想知道居住证怎么办，谢谢"),
        ("第四十七条怎么算", "第47条怎样算？"),
        ("How long does the letter take?", "Please, how long does letter take"),
        ("What's a backup code?", "what is a backup code"),
    ],
)
def test_what_carries_no_meaning_makes_no_second_question(one: str, other: str) -> None:
    assert key(one) == key(other)
    assert difference(one, other) is None


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ("工作满10年，年休假有几天？", "工作满20年，年休假有几天？", "number"),
        ("工作满10年，年休假有几天？", "工作满10个月，年休假有几天？", "number"),
        ("签了合同可以辞职吗？", "没签合同可以辞职吗？", "denial"),
        ("可以带宠物吗？", "不可以带宠物吗？", "denial"),
        ("Can I renew it online?", "Can't I renew it online?", "denial"),
        ("Can I apply with a passport?", "Can I apply without a passport?", "denial"),
        ("申请居住证要带什么材料？", "外国人申请居住证要带什么材料？", "applicant"),
        ("广州居住证怎么办？", "杭州居住证怎么办？", "place"),
        ("permit fee in Hangzhou", "permit fee in Guangzhou", "place"),
        ("办居住证要多少钱？", "办居住证要多久？", "kind of fact"),
    ],
)
def test_a_number_a_denial_a_place_or_an_applicant_makes_another_question(one: str, other: str, what: str) -> None:
    assert key(one) != key(other)
    assert difference(one, other) == what


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("申领居住证要什么材料", "补领居住证要什么材料"),
        ("结婚登记要什么", "离婚登记要什么"),
        ("有没有补贴", "没有补贴"),
        ("房产中介咨询费可以退吗", "房产中介费可以退吗"),
        ("法律咨询公司怎么注册", "法律公司怎么注册"),
        ("不知道密码能办吗", "不密码能办吗"),
        ("申请咨询资质要多久", "申资质要多久"),
        ("办居住证要咨询费吗", "办居住证费吗"),
        ("三五天能办好吗", "35天能办好吗"),
        ("吗", "的"),
    ],
)
def test_nearness_is_not_sameness(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_an_alternative_question_denies_nothing() -> None:
    assert difference("能不能代办居住证", "可以代办居住证吗") is None


def test_real_questions_stay_apart(shared_data: Path) -> None:
    """Of 1,234 citizens' questions no two come down to the same."""
    lines = (shared_data / "zh_law_stard" / "queries.jsonl").read_text("utf-8").splitlines()
    questions = {json.loads(line)["text"] for line in lines}
    assert len({key(question) for question in questions}) == len(questions)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("外国人怎么办居住证", {"foreigner"}),
        ("企业如何申请补贴", {"business"}),
        ("孩子的身份证怎么办", {"minor"}),
        ("Can a foreign national apply?", {"foreigner"}),
        ("居住证怎么办", set()),
    ],
)
def test_a_kind_of_applicant_is_read_from_its_words(text: str, found: set[str]) -> None:
    assert kinds(text) == found


def test_only_what_people_say_of_themselves_is_carried_on() -> None:
    assert said_of_oneself(["我是外国人，在广州工作。", "公司不给签合同怎么办"]) == {"foreigner"}
    assert said_of_oneself(["I am a veteran."]) == {"soldier"}
