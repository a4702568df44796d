"""Whether something can be done online or through another person is told in the guide's words, or named as missing."""

from datetime import UTC, datetime

import pytest

from assistant.guide_questions import matter
from assistant.guide_ways import said_of, way_asked
from assistant.guides import best_guide, guide_reply
from ingestion.documents import Metadata, Section, Version, sha256

CARD = """读者证补办（样例）
适用对象：本市居民和持有居住证的外地居民
所需材料：身份证；代办人还需提供委托书
办理时限：5个工作日
网上办理
登录“样例读者”小程序申请。
常见问题
问：可以网上办理吗？
答：可以在小程序上办理。"""


def version(text: str, title: str = "") -> Version:
    when = datetime(2025, 1, 1, tzinfo=UTC)
    sections = (Section("body", "", "", (), 0, len(text)),)
    return Version("a", 1, sha256(text), text, sections, (), Metadata(title), "text/plain", "", when)


def told(question: str, text: str = CARD) -> dict[str, list[str]]:
    reply = guide_reply(question, version(text, text.split("\n", 1)[0]), "zh")
    assert reply is not None
    return {field.label: [text[s.start : s.end] for s in field.spans] for field in reply.fields}


def test_a_way_is_told_by_the_sentences_that_speak_of_it() -> None:
    assert told("能代办吗") == {"代办": ["所需材料：身份证；代办人还需提供委托书"]}
    assert told("网上能办吗") == {"网上办理": ["网上办理\n登录“样例读者”小程序申请。", "答：可以在小程序上办理。"]}


def test_a_way_that_a_guide_does_not_speak_of_is_missing() -> None:
    assert told("可以邮寄吗") == {"邮寄": []}


def test_a_way_stands_beside_the_fields_that_are_asked_for_too() -> None:
    assert list(told("可以委托别人代办吗，要带什么")) == ["代办", "所需材料"]


@pytest.mark.parametrize(
    "question", ["怎么在网上办理", "代办要带什么材料", "How do I book an appointment?", "办理条件是什么"]
)
def test_how_and_what_ask_for_no_way(question: str) -> None:
    assert way_asked(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "手机店能办营业执照吗",
        "我手机丢了，可以补卡吗",
        "网上买的假货能退吗",
        "代理记账许可证能办吗",
        "本人去世后社保能退吗",
        "快递丢了能赔吗",
    ],
)
def test_what_happened_is_no_way(question: str) -> None:
    assert way_asked(question) is None


@pytest.mark.parametrize(
    ("question", "label"),
    [("手机能办吗", "网上办理"), ("必须本人去吗", "代办"), ("可以代理吗", "代办"), ("能快递吗", "邮寄")],
)
def test_a_way_is_known_by_its_bare_word(question: str, label: str) -> None:
    way = way_asked(question)
    assert way is not None
    assert way.label[0] == label


def test_an_english_way_is_told_by_its_sentence() -> None:
    text = "Replace a card\nYou can apply online. Pay the fee at the office."
    way = way_asked("Can I apply online?")
    assert way is not None
    assert [text[s.start : s.end] for s in said_of(way, text)] == ["You can apply online."]


def test_steps_that_no_one_asked_for_are_not_named_as_missing() -> None:
    assert list(told("找人代办补读者证要带什么")) == ["所需材料"]


@pytest.mark.parametrize(
    ("question", "name", "meant"),
    [
        ("结婚登记要带什么", "结婚登记", True),
        ("离婚登记要带什么", "结婚登记", False),
        ("离过婚的再结婚登记要带什么", "结婚登记", True),
        ("残疾人补贴每月多少钱", "残疾人证新办", False),
        ("残疾人证要多少钱", "残疾人证新办", True),
        ("犯罪记录封存要什么材料", "犯罪记录证明开具", False),
        ("我是外地户口能办居住登记吗", "居住登记", True),
        ("我是贷款买的房，办居住证要带什么材料？", "居住证办理", True),
        ("房子是继承来的，办居住证要带什么材料？", "居住证办理", True),
        ("领养老金的老人办居住证要带什么材料？", "居住证办理", True),
        ("我有居住证，想申请住房补贴，要带什么材料？", "居住证办理", False),
    ],
)
def test_a_guide_to_the_contrary_or_without_the_benefit_is_not_taken(question: str, name: str, *, meant: bool) -> None:
    guide = version(f"{name}\n所需材料：身份证\n收费标准：不收费\n办理条件：本市户籍或居住证", name)
    assert (best_guide(question, [(guide, 0.9)]) is not None) is meant


def test_who_asks_is_not_what_is_asked_about() -> None:
    assert "户口" not in matter("我是外地户口能在这办护照吗")
    guide = version(CARD.replace("读者证补办", "护照申领"), "护照申领（样例）")
    assert best_guide("我是外地户口能在这办护照吗", [(guide, 0.8)]) is not None
