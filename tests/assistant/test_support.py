"""A sentence is carried only by words that say the same."""

import pytest

from assistant.support import Support, SupportCheck, verbatim
from assistant.support_model import models

PROBATION = (  # as enacted
    "第十九条　劳动合同期限三个月以上不满一年的，试用期不得超过一个月；"
    "劳动合同期限一年以上不满三年的，试用期不得超过二个月；"
    "三年以上固定期限和无固定期限的劳动合同，试用期不得超过六个月。\n同一用人单位与同一劳动者只能约定一次试用期。\n"
    "以完成一定工作任务为期限的劳动合同或者劳动合同期限不满三个月的，不得约定试用期。"
)
RESIGNING = (
    "用人单位有下列情形之一的，劳动者可以解除劳动合同:\n（一）未按照劳动合同约定提供劳动保护或者劳动条件的；\n"
    "（二）未及时足额支付劳动报酬的；\n（三）未依法为劳动者缴纳社会保险费的。"
)
FEES = "You must pay the fee of $60 within 30 days of filing. A fee waiver may be requested with Form APP-001."
ABOUT = "《中华人民共和国劳动合同法》 第十九条 2013-07-01"


def judge(sentence: str, passage: str = PROBATION, about: str = ABOUT) -> Support:
    return SupportCheck().judge(sentence, passage, about)


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("劳动合同期限三个月以上不满一年的，试用期不得超过1个月。", PROBATION),
        ("根据《劳动合同法》第十九条，劳动合同期限一年以上不满三年的，试用期不能超过两个月。", PROBATION),
        ("劳动合同期限不满三个月的，不得约定试用期。", PROBATION),
        ("同一用人单位与同一劳动者只能约定1次试用期。", PROBATION),
        ("用人单位未及时足额支付劳动报酬的，劳动者可以解除劳动合同。", RESIGNING),
        ("You must pay the $60 fee within thirty days of filing.", FEES),
        ("A fee waiver may be requested with Form APP-001.", FEES),
    ],
)
def test_what_the_source_says_is_carried(sentence: str, passage: str) -> None:
    verdict = judge(sentence, passage)
    assert verdict.carried, verdict


@pytest.mark.parametrize(
    ("sentence", "passage", "reason"),
    [
        ("劳动合同期限三个月以上不满一年的，试用期不得超过三个月。", PROBATION, "belongs to another statement"),
        ("劳动合同期限三个月以上不满一年的，试用期不得超过四个月。", PROBATION, "not in the source"),
        ("劳动合同期限三个月以上不满一年的，试用期不得超过二个月。", PROBATION, "belongs to another statement"),
        ("同一用人单位与同一劳动者可以约定两次试用期。", PROBATION, "not in the source"),
        ("劳动合同期限不满三个月的，可以约定试用期。", PROBATION, "modality"),
        ("劳动合同期限不满三个月的，应当约定试用期。", PROBATION, "modality"),
        ("三年以上固定期限的劳动合同，试用期不得少于六个月。", PROBATION, "bound"),
        ("试用期不得超过二个月。", PROBATION, "condition left out"),
        ("根据《劳动法》，劳动合同期限不满三个月的，不得约定试用期。", PROBATION, "name"),
        ("根据第二十条，劳动合同期限不满三个月的，不得约定试用期。", PROBATION, "part"),
        ("用人单位未及时足额支付劳动报酬的，劳动者应当解除劳动合同。", RESIGNING, "modality"),
        ("用人单位及时足额支付劳动报酬的，劳动者可以解除劳动合同。", RESIGNING, "negation"),
        ("You may pay the $60 fee within 30 days of filing.", FEES, "modality"),
        ("You must pay the $60 fee within 30 working days of filing.", FEES, "not in the source"),
        ("You must not pay the fee of $60 within 30 days of filing.", FEES, "modality"),
        ("You must pay the fee of $60 within 30 days at www.pay-here.com.", FEES, "address"),
        ("社会保险费由税务机关征收并及时划入财政专户。", PROBATION, "meaning"),
        ("Applications are processed by the ministry of transport in the capital.", FEES, "meaning"),
        ("可以。", PROBATION, "nothing to check"),
    ],
)
def test_what_the_source_does_not_say_is_not_carried(sentence: str, passage: str, reason: str) -> None:
    verdict = judge(sentence, passage)
    assert not verdict.carried
    assert verdict.score < 0.6
    assert reason in "; ".join(verdict.reasons)


LEAVE = "女职工生育享受98天产假，其中产前可以休假15天；难产的，增加产假15天。"
CHARGE = "办理费用：本市免费，非本市20元。"


FINES = "违反规定的，按照下列规定处罚：\n（一）未设置警示标志的，处五百元罚款；\n（二）占用消防通道的，处二千元罚款。"


@pytest.mark.parametrize(
    ("sentence", "carried"),
    [
        ("占用消防通道的，处2000元罚款。", True),
        ("占用消防通道的，处500元罚款。", False),
        ("未设置警示标志的，处二千元罚款。", False),
        ("未设置警示标志的，处五百元罚款；占用消防通道的，处二千元罚款。", True),
    ],
)
def test_the_figure_of_a_neighbouring_item_is_told_of_something_else(sentence: str, carried: bool) -> None:
    verdict = judge(sentence, FINES)
    assert verdict.carried is carried
    assert carried or "something else" in verdict.reasons[0] or "another statement" in verdict.reasons[0]


@pytest.mark.parametrize(
    ("sentence", "passage", "reason"),
    [
        ("女职工生育享受15天产假，其中产前可以休假98天。", LEAVE, "have changed places"),
        ("其中产前可以休假98天，女职工生育享受15天产假。", LEAVE, "have changed places"),
        ("本市20元，非本市免费。", CHARGE, "本市 is not 非本市"),
    ],
)
def test_figures_that_have_changed_places_are_not_carried(sentence: str, passage: str, reason: str) -> None:
    verdict = judge(sentence, passage)
    assert not verdict.carried
    assert reason in "; ".join(verdict.reasons)


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("其中产前可以休假15天，女职工生育享受98天产假。", LEAVE),
        ("女职工生育享受产假98天（产前可以休假15天）。", LEAVE),
        ("非本市20元，本市免费。", CHARGE),
    ],
)
def test_figures_told_in_another_order_are_carried(sentence: str, passage: str) -> None:
    verdict = judge(sentence, passage)
    assert verdict.carried, verdict


def test_a_condition_that_the_question_states_need_not_be_repeated() -> None:
    question = "劳动合同期限一年以上不满三年的，试用期最长多久？"
    assert SupportCheck().judge("试用期不得超过二个月。", PROBATION, ABOUT, question).carried


def test_the_quote_is_the_smallest_run_of_whole_sentences_without_the_article_number() -> None:
    verdict = judge("同一用人单位与同一劳动者只能约定一次试用期。")
    assert PROBATION[verdict.start : verdict.end] == "同一用人单位与同一劳动者只能约定一次试用期。"
    first = judge("劳动合同期限三个月以上不满一年的，试用期不得超过一个月。")
    assert PROBATION[first.start : first.end] == "劳动合同期限三个月以上不满一年的，试用期不得超过一个月；"


def test_another_language_is_crossed_only_with_an_embedder() -> None:
    assert not judge("The fee is $60.", "费用为60美元。").carried
    near = SupportCheck(lambda sentence, texts: [0.95] * len(texts))
    assert near.judge("The fee is $60, to be paid within 30 days.", "费用为60美元，应当在30日内缴纳。").carried
    assert not near.judge("The fee is $70, to be paid within 30 days.", "费用为60美元，应当在30日内缴纳。").carried
    far = SupportCheck(lambda sentence, texts: [0.80] * len(texts))
    assert not far.judge("The fee is $60, to be paid within 30 days.", "费用为60美元，应当在30日内缴纳。").carried


GUIDE = "办理时限\n自受理之日起10个工作日内办结。\n收费标准\n不收费。\n办理地点\n市民中心一楼。"


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("不收费。", GUIDE),
        ("不收费", "收费标准：不收费"),
        ("市民中心一楼。", GUIDE),
        ("It is free.", "Fees. It is free. Bring a card."),
        ("同一用人单位与同一劳动者只能约定一次试用期。", PROBATION),
    ],
)
def test_a_sentence_of_the_passage_itself_is_carried_and_quoted(sentence: str, passage: str) -> None:
    verdict = judge(sentence, passage)
    assert (verdict.carried, verdict.score) == (True, 1.0)
    assert passage[verdict.start : verdict.end].rstrip("。.") == sentence.rstrip("。.")


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("可以申请。", "申请人不可以申请。"),
        ("收费。", GUIDE),
        ("5 days.", "The time is 3.5 days."),
        ("未依法为劳动者缴纳社会保险费的。", RESIGNING),
        ("试用期不得超过二个月。", PROBATION),
    ],
)
def test_a_piece_of_a_sentence_or_a_list_item_is_not_taken_for_a_sentence(sentence: str, passage: str) -> None:
    assert verbatim(sentence, passage) is None


@pytest.mark.parametrize(
    "sentence",
    ["自受理之日起10个工作日内办结，不收费。", "自受理之日起10个工作日内办结，且不收费。"],
)
def test_a_heading_above_a_denial_does_not_contradict_it(sentence: str) -> None:
    verdict = judge(sentence, GUIDE)
    assert verdict.carried, verdict
    assert "不收费" in GUIDE[verdict.start : verdict.end]


def test_what_the_source_denies_below_a_heading_is_not_said() -> None:
    assert not judge("该事项收费，自受理之日起10个工作日内办结。", GUIDE).carried


def test_a_failed_hard_fact_decides_whatever_the_score() -> None:
    sentence, wrong = (f"You must pay the fee of ${n} within 30 days of filing" for n in (60, 70))
    check = SupportCheck()
    features, reasons = check.look(wrong, FEES)
    assert models().en.score(features) >= models().en.threshold - 0.1
    assert reasons
    assert not check.judge(wrong, FEES).carried
    assert check.judge(sentence, FEES).carried
