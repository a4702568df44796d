"""A question about a guide is answered from the fields it asks for; what is not stated is named, never filled in."""

from datetime import UTC, datetime

import pytest

from assistant.guide_questions import WHOLE, asked_fields, asks_for_all, matter
from assistant.guides import best_guide, guide_reply
from ingestion.documents import Metadata, Section, Version, sha256

CHANGE = """变更姓氏
需要申请材料
1.居民户口簿、居民身份证；
2.出生医学证明（限未成年子女变更姓氏）；
3.收养证（限被收养的子女变更姓氏）；
4.选取其他直系长辈血亲姓氏的关系证明。
办理流程
1.到派出所提交材料；
2.派出所当场办理。
办理地点：解放路派出所"""
LAW = "第一条 为了规范居住证的管理，制定本办法。\n第二条 居住证由公安机关制发。"


def version(text: str, title: str = "", identity: str = "a") -> Version:
    when = datetime(2025, 1, 1, tzinfo=UTC)
    sections = (Section("body", "", "", (), 0, len(text)),)
    return Version(identity, 1, sha256(text), text, sections, (), Metadata(title), "text/plain", "", when)


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("办残疾证要带什么材料？", ("materials",)),
        ("补办要交哪些证件", ("materials",)),
        ("居住证多久能办下来？", ("time_limit",)),
        ("审批要几个工作日", ("time_limit",)),
        ("办这个收费吗？", ("fee",)),
        ("要交多少钱", ("fee",)),
        ("在哪里办理护照", ("place",)),
        ("哪个窗口受理", ("place",)),
        ("周末上班吗？", ("hours",)),
        ("窗口什么时候上班", ("hours",)),
        ("咨询电话是多少？", ("phone",)),
        ("满足什么条件才能申请", ("conditions",)),
        ("这项许可的依据是什么", ("legal_basis",)),
        ("打什么电话，几点上班？", ("hours", "phone")),
        ("What documents do I need?", ("materials",)),
        ("How long does it take?", ("time_limit",)),
        ("How much does it cost?", ("fee",)),
        ("Where do I send the form?", ("place",)),
        ("What number do I ring?", ("phone",)),
        ("Am I eligible?", ("conditions",)),
        ("周六能办吗", ("hours",)),
        ("高龄津贴每个月能领多少钱", ("result",)),
        ("要预约吗", ("conditions",)),
        ("今天天气好", ()),
    ],
)
def test_words_of_a_question_name_the_fields_it_asks_for(question: str, fields: tuple[str, ...]) -> None:
    assert asked_fields(question) == fields


@pytest.mark.parametrize(
    "question", ["怎么办理居住证？", "社保卡怎么补办", "立户从头到尾怎么办", "How do I apply, step by step?"]
)
def test_a_whole_procedure_asks_for_all_fields(question: str) -> None:
    assert asks_for_all(question)
    assert set(WHOLE) <= set(asked_fields(question))


def test_a_single_field_is_not_the_whole_procedure() -> None:
    assert not asks_for_all("怎么办理居住证，要带什么材料？")


def test_the_matter_is_what_is_left_of_a_question() -> None:
    assert "居住证" in matter("居住证多久能办下来？")
    assert "多久" not in matter("居住证多久能办下来？")


def test_a_field_that_is_not_stated_is_named_and_not_filled_in() -> None:
    reply = guide_reply("在这里改姓要多少钱，带什么材料？", version(CHANGE), "zh")
    assert reply is not None
    assert [(told.name, told.missing) for told in reply.fields] == [("materials", False), ("fee", True)]
    assert [told.label for told in reply.missing] == ["收费"]
    assert reply.missing[0].spans == ()


def test_what_fits_the_asker_comes_first_and_nothing_is_left_out() -> None:
    text = CHANGE
    reply = guide_reply("孩子是收养的，改姓要什么材料？", version(text), "zh")
    assert reply is not None
    told = reply.fields[0]
    values = [text[span.start : span.end] for span in told.spans]
    assert values[0].startswith("收养证")
    assert told.fitting >= 1
    assert len(values) == 4


def test_steps_keep_their_order() -> None:
    reply = guide_reply("派出所当场办理的流程是什么？", version(CHANGE), "zh")
    assert reply is not None
    steps = next(told for told in reply.fields if told.name == "steps")
    assert [span.start for span in steps.spans] == sorted(span.start for span in steps.spans)


def test_labels_are_in_the_language_of_the_answer() -> None:
    reply = guide_reply("Where is it?", version(CHANGE), "en")
    assert reply is not None
    assert reply.fields[0].label == "Where"


def test_a_law_and_a_question_for_no_field_give_no_reply() -> None:
    assert guide_reply("要带什么材料？", version(LAW), "zh") is None
    assert guide_reply("谢谢", version(CHANGE), "zh") is None


def test_words_decide_between_guides_that_are_equally_near() -> None:
    born = version(CHANGE.replace("变更姓氏\n", "婚生子女出生登记\n", 1), identity="born")
    out = version(CHANGE.replace("变更姓氏\n", "非婚生子女出生登记\n", 1), identity="out of wedlock")
    chosen = best_guide("婚生子女出生登记要带什么？", [(out, 0.92), (born, 0.92)])
    assert chosen is not None
    assert chosen.document_id == "born"


def test_no_guide_is_taken_for_a_question_about_something_else() -> None:
    assert best_guide("怎样给猫剪指甲？", [(version(CHANGE), 0.82)]) is None
    assert best_guide("要带什么？", [(version(LAW), 0.95)]) is None


def test_the_place_alone_does_not_choose_a_guide() -> None:
    card = version(CHANGE.replace("变更姓氏\n", "广州市居住证办理\n", 1), identity="card")
    assert best_guide("广州结婚登记要什么材料？", [(card, 0.95)]) is None
    assert best_guide("广州居住证要什么材料？", [(card, 0.95)]) is card


def test_a_street_office_is_a_place_and_no_matter() -> None:
    assert best_guide("张庄路街道人社中心中午休息吗？", [(version(CHANGE), 0.95)]) is not None


def test_the_askers_situation_names_the_matter_in_the_words_of_guides() -> None:
    name = version(CHANGE.replace("变更姓氏\n", "姓氏变更\n", 1))
    assert best_guide("孩子想改姓，临沂怎么办理？", [(name, 0.95)]) is name
