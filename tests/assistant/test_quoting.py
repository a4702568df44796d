from dataclasses import replace
from datetime import date

import pytest

from assistant.quoting import all_cases, as_asked, quote, whole_sentence
from ingestion.documents import Chunk, Metadata
from retrieval.seams import Passage

NOTICE = (
    "有下列情形之一的，用人单位提前三十日以书面形式通知劳动者本人或者额外支付劳动者一个月工资后，可以解除劳动合同：\n"
    "（一）劳动者患病或者非因工负伤，在规定的医疗期满后不能从事原工作的；\n"
    "（二）劳动者不能胜任工作，经过培训或者调整工作岗位，仍不能胜任工作的。"
)
PROBATION = "劳动合同期限三个月以上不满一年的，试用期不得超过一个月。三年以上的，试用期不得超过六个月。"
FEE = "The fee for a replacement card is $25. However, it is waived for persons under 16. Bring two photographs."


def _passage(text: str, title: str = "劳动合同法", rank: int = 1, labels: tuple[str, ...] = ("第四十条",)) -> Passage:
    chunk = Chunk(f"c{rank}", f"d{rank}", 1, 0, text, 0, len(text), (), labels)
    return Passage(chunk, Metadata(title, effective_from=date(2008, 1, 1)), 1 / rank, rank)


@pytest.mark.parametrize(
    ("before", "chosen", "behind", "shown"),
    [
        ("", "增加赔偿三倍；", "不足五百元的，为五百元。另外的话。", "增加赔偿三倍；不足五百元的，为五百元。"),
        ("警察泄密的，给予处分；", "构成犯罪的，追究责任。", "", "警察泄密的，给予处分；构成犯罪的，追究责任。"),
        ("不满一年的，一个月；", "一年以上的，二个月。", "", "一年以上的，二个月。"),
        (
            "",
            "低于损失的，予以增加；",
            "过分高于损失的，予以减少。",
            "低于损失的，予以增加；过分高于损失的，予以减少。",
        ),
        ("", "增加赔偿三倍；", "另一种情形，" * 80, "增加赔偿三倍；"),
    ],
)
def test_a_clause_is_shown_with_its_subject_and_with_its_measure(
    before: str, chosen: str, behind: str, shown: str
) -> None:
    text = before + chosen + behind
    start, end = whole_sentence(text, len(before), len(before + chosen))
    assert text[start:end] == shown


def test_a_quote_is_the_passage_s_own_words() -> None:
    passages = [_passage(NOTICE), _passage(PROBATION, rank=2)]
    for quoted in quote("试用期最长多久？", passages):
        assert quoted.passage.chunk.text[quoted.start : quoted.end] == quoted.text
        assert quoted.text == quoted.text.strip()


def test_the_passage_that_speaks_of_the_question_wins_over_the_one_that_ranks_first() -> None:
    best = quote("试用期最长多久？", [_passage(NOTICE), _passage(PROBATION, rank=2)])[0]
    assert "试用期" in best.text
    best = quote("How much is a replacement card?", [_passage(NOTICE), _passage(FEE, rank=2)])[0]
    assert "$25" in best.text


def test_of_the_passages_that_likely_answer_each_is_quoted() -> None:
    likely = {1: 0.5, 2: 0.2, 3: 0.04, 4: 0.09, 5: 0.06, 6: 0.11, 7: 0.1}
    texts = [f"试用期最长{n}个月。试用期也算工作{n}个月。" for n in "一二三四五六七"]
    apart = [
        replace(_passage(text, rank=rank), likelihood=share)
        for text, (rank, share) in zip(texts, likely.items(), strict=True)
    ]
    assert [q.passage.rank for q in quote("试用期最长多久？", apart)] == [1, 2, 6]
    assert [q.passage.rank for q in quote("试用期最长多久？", [apart[3], apart[0]])] == [4, 1]
    assert [q.passage.rank for q in quote("试用期最长多久？", apart, count=1)] == [1]
    assert [q.passage.rank for q in quote("试用期最长多久？", [apart[0], apart[3]])] == [1, 1]
    assert [q.passage.rank for q in quote("试用期最长多久？", [apart[1], apart[4]])] == [2, 2]
    heading = replace(_passage("试用期怎么约定？", rank=8), likelihood=0.5)
    assert [q.passage.rank for q in quote("试用期最长多久？", [heading, apart[1]])] == [2]
    unknown = [apart[2], replace(apart[0], likelihood=None)]
    assert [q.passage.rank for q in quote("试用期最长多久？", unknown)] == [3, 3]


def test_of_one_passage_two_quotes_are_enough() -> None:
    many = "试用期最长一个月。试用期最长两个月。试用期最长六个月。"
    found = quote("试用期最长多久？", [_passage(many), _passage("试用期最长的规定适用全国。", rank=2)])
    assert [q.passage.rank for q in found] == [1, 1]
    assert [q.passage.rank for q in quote("试用期最长多久？", [_passage(many)], of_one=3)] == [1, 1, 1]


def test_a_lead_in_is_quoted_with_its_items() -> None:
    best = quote("用人单位提前多少日通知劳动者？", [_passage(NOTICE)])[0]
    assert best.text == NOTICE
    best = quote("不能胜任工作会怎样？", [_passage(NOTICE)])[0]
    assert "提前三十日" in best.text


def test_an_exception_is_quoted_with_its_rule() -> None:
    assert "waived" in quote("How much is the fee?", [_passage(FEE)])[0].text


def test_meaning_decides_where_no_word_is_shared() -> None:
    passages = [_passage("网点营业时间为上午九时。补办卡片的费用为二十五元。")]
    chosen = quote("How much is a new card?", passages, count=1, similarity=lambda _, texts: [len(t) for t in texts])
    assert chosen[0].text == "补办卡片的费用为二十五元。"


def test_the_same_words_are_not_quoted_twice() -> None:
    assert len(quote("试用期", [_passage(PROBATION[:28]), _passage(PROBATION[:28], rank=2)], count=3)) == 1


def test_no_words_no_quote() -> None:
    assert quote("试用期", []) == ()
    assert quote("试用期", [_passage(" \n ")]) == ()


CASES = (
    "第三条　职工累计工作已满1年不满10年的，年休假5天；已满10年不满20年的，年休假10天；已满20年的，年休假15天。\n"
    "国家法定休假日不计入年休假。"
)


def test_sentences_that_say_nearly_the_same_with_another_figure_are_cases() -> None:
    text = (
        "第三十七条　劳动者提前三十日以书面形式通知用人单位，可以解除劳动合同。"
        "劳动者在试用期内提前三日通知用人单位，可以解除劳动合同。用人单位应当在三十日内出具证明。"
    )
    start = text.index("劳动者在试用期内")
    end = text.index("。", start) + 1
    assert all_cases("辞职要提前几天说？", text, start, end) == (0, end)
    assert all_cases("辞职要提前三日说吗？", text, start, end) == (start, end)


def test_where_an_amount_is_asked_for_no_case_of_a_rule_is_told_alone() -> None:
    start = CASES.index("已满10年不满20年")
    end = CASES.index("；", start) + 1
    first, last = all_cases("年休假有几天？", CASES, start, end)
    assert CASES[first:last].startswith("第三条")
    assert CASES[first:last].endswith("年休假15天。")
    assert all_cases("年休假怎么安排？", CASES, start, end) == (start, end)
    assert all_cases("工作满12年，年休假有几天？", CASES, start, end) == (first, last)
    assert all_cases("已满10年不满20年，年休假有几天？", CASES, start, end) == (start, end)
    assert all_cases("在这家10年、别家3年，年休假有几天？", CASES, start, end) == (first, last)
    alone = CASES.index("国家法定")
    assert all_cases("年休假有几天？", CASES, alone, len(CASES)) == (alone, len(CASES))


def test_what_is_asked_in_everyday_words_chooses_the_sentence_that_has_those_of_rules() -> None:
    rule = "驾驶机动车应当随身携带驾驶证。饮酒后驾驶机动车的，处暂扣六个月机动车驾驶证。"
    assert quote("酒驾", [_passage(rule)])[0].text == "饮酒后驾驶机动车的，处暂扣六个月机动车驾驶证。"


def test_where_yes_or_no_is_asked_of_a_fee_its_neighbour_on_the_matter_is_told_too() -> None:
    rule = "首次申领，免收证件工本费。补领居住证，应当缴纳证件工本费。办理签注手续不得收取费用。"
    start, end = rule.index("补领"), rule.index("办理签注")
    first, last = all_cases("签注要钱吗？", rule, start, end)
    assert rule[first:last].endswith("办理签注手续不得收取费用。")
    first, last = all_cases("补领要钱吗？", rule, start, end)
    assert "签注" not in rule[first:last]


def test_cases_in_neighbouring_paragraphs_of_an_article_are_told_together() -> None:
    rule = (
        "社会保险行政部门应当自受理工伤认定申请之日起60日内作出工伤认定的决定。\n"
        "社会保险行政部门对事实清楚的工伤认定申请，应当在15日内作出工伤认定的决定。\n"
        "工作人员与申请人有利害关系的，应当回避。"
    )
    start = rule.index("\n") + 1
    end = rule.index("\n", start)
    assert all_cases("工伤认定多少天出结果？", rule, start, end) == (0, end)


def test_where_it_is_asked_how_all_steps_are_told() -> None:
    text = "如何重设密码\n1. 前往网站。\n2. 点击按钮。这会把你带回网站。\n3. 输入密码。\n密码有12个字符。\n4. 更改。"
    start, end = text.index("这会"), text.index("\n3.")
    first, last = as_asked("密码忘了怎么办？", text, start, end)
    assert text[first:last] == text[text.index("1.") :]
    assert as_asked("密码要几个字符？", text, start, end) == (start, end)


BURIAL = (
    "Amounts for a service-connected death\nStatus | Maximum\nDied after 2001 | $2,000\nDied before 2001 | $1,500\n"
    "Amounts for a non-service-connected death\nStatus | Maximum\nDied in 2017 | $300\nDied in 2016 | $290"
)


def test_rows_are_chosen_by_their_caption() -> None:
    labels = ("Amounts for a service-connected death", "Amounts for a non-service-connected death")
    best = quote("How much is paid for a service-connected death?", [_passage(BURIAL, labels=labels)])[0]
    assert "$2,000" in best.text
    assert "$300" not in best.text


def test_a_heading_that_meets_the_question_leads_to_the_text_under_it() -> None:
    text = "1.依标建设。\n应当按照标准建设。\n2.确保幼儿园如期移交。\n已建成的应当交给教育部门。"
    found = quote("幼儿园不移交怎么办？", [_passage(text, labels=("1.", "2."))])
    assert found[0].text == "已建成的应当交给教育部门。"
    assert all(not quoted.text.startswith(("1.", "2.")) for quoted in found)


def test_a_mere_reference_is_quoted_only_where_nothing_else_is() -> None:
    pointer = "用人单位拒不出具证明的，依照《劳动合同法》的规定处理。"
    rule = "用人单位未出具证明的，应当承担赔偿责任。"
    found = quote("用人单位不出具证明怎么办？", [_passage(pointer, "社会保险法"), _passage(rule, rank=2)])
    assert [quoted.text for quoted in found] == [rule]
    assert quote("用人单位不出具证明怎么办？", [_passage(pointer)])[0].text == pointer


def test_who_passed_a_text_is_quoted_where_that_is_asked() -> None:
    passed = "（2011年10月29日全国人民代表大会常务委员会通过）"
    passages = [_passage(f"居民身份证法\n{passed}\n人民代表大会制定居民身份证法。", "居民身份证法")]
    assert all(passed not in quoted.text for quoted in quote("居民身份证法规定了什么？", passages))
    assert passed in quote("居民身份证法何时由人民代表大会通过？", passages)[0].text


LEAVE = "第三条　职工累计工作已满1年不满10年的，年休假5天；已满10年不满20年的，年休假10天；已满20年的，年休假15天。"
NO_LEAVE = "第四条　职工请病假累计3个月以上或者请事假累计20天以上的，不享受当年的年休假。"


@pytest.mark.parametrize(
    "question",
    [
        "职工前前后后加起来累计工作8年零3个月了，一年能休几天年假？",
        "职工工作总共12年零3个月，年休假几天？",
        "累计工作2年3个月的职工当年休几天？",
    ],
)
def test_the_case_that_the_asker_s_years_lie_in_leads_and_odd_months_meet_no_other_rule(question: str) -> None:
    assert "年休假" in quote(question, [_passage(NO_LEAVE), _passage(LEAVE, rank=2)])[0].text
    assert "不享受" not in quote(question, [_passage(NO_LEAVE), _passage(LEAVE, rank=2)])[0].text


def test_the_case_that_an_asker_s_years_lie_in_leads_the_others() -> None:
    assert quote("工作12年，年休假应休多少天？", [_passage(LEAVE)])[0].text.startswith("已满10年不满20年的")
    told = "第五条　参加工作10年的，可以带教。\n参加工作满10年、培训满20年的，可以督导。\n可以带教多少天由单位决定。"
    assert "督导" not in quote("参加工作12年，可以带教多少天？", [_passage(told)])[0].text


STEPS = (
    "How to reset your password\n1. Go to the page for a new password.\n2. Enter your email address.\n"
    "3. Enter your new password.\nYour password must have 12 or more characters.\n4. Click the button."
)


@pytest.mark.parametrize(
    "question",
    ["My new password is no good, what are the rules for it?", "What are the requirements for a new password?"],
)
def test_who_asks_for_the_rules_is_told_the_duty_and_not_the_steps(question: str) -> None:
    best = quote(question, [_passage(STEPS)])[0]
    assert "must have 12" in best.text
    start = STEPS.index("3. Enter")
    assert as_asked(f"How do I reset it? {question}", STEPS, start, start + 25) == (start, start + 25)
    assert "4. Click" in STEPS[slice(*as_asked("How do I reset my password?", STEPS, start, start + 25))]
