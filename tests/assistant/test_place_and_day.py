"""For which place and which day an answer is."""

from datetime import date

import pytest

from assistant.answers import Notice, Outcome
from tests.assistant.shelf import PROBATION, TODAY, TRUE, Asking, ByWords, Shelf, answer_of, version


def test_the_place_in_the_words_wins_over_the_callers(ask: Asking, searcher: ByWords) -> None:
    answer = answer_of(ask("在上海申领居住证要提交哪些材料？", TRUE, region="440100"))
    assert answer.region == "310000"
    assert searcher.asked[0][1].lineage == ("310000", "000000")


def test_a_rule_that_is_local_elsewhere_is_asked_back(ask: Asking, shelf: Shelf) -> None:
    local = "申领居住证，应当向居住地公安派出所提交本人居民身份证和住址证明。"
    for code, name in (("310000", "上海市居住证管理办法"), ("440100", "广州市居住证管理办法")):
        shelf.wordings[code] = version(code, name, local, region=code)
    del shelf.wordings["permit"]
    answer = answer_of(ask("申领居住证要提交什么证明？", TRUE))
    assert answer.outcome is Outcome.NEEDS_CLARIFICATION
    assert "上海市" in answer.text
    assert "广州市" in answer.text
    assert set(answer.follow_ups) == {"上海市", "广东省广州市"}


def test_no_place_is_asked_for_where_no_rule_is_about_the_matter(ask: Asking, shelf: Shelf) -> None:
    for code, name in (("310000", "上海市养犬条例"), ("440100", "广州市养犬条例"), ("370200", "青岛市养犬条例")):
        shelf.wordings[code] = version(code, name, "养犬未登记的，由公安机关对养犬人处二百元罚款。", region=code)
    assert answer_of(ask("渔船未登记要交多少船舶吨税？", TRUE)).outcome is Outcome.NOT_FOUND


def test_a_place_in_latin_script_is_the_place_of_an_english_question(ask: Asking, searcher: ByWords) -> None:
    assert answer_of(ask("What is the residence permit fee in hangzhou?", TRUE, region="440100")).region == "330100"
    assert answer_of(ask("What is the residence permit fee in Suzhou?", TRUE)).region is None


def test_a_name_of_several_places_is_asked_about_where_the_rule_is_local(ask: Asking, shelf: Shelf) -> None:
    for code, name in (("310000", "上海市养犬条例"), ("440100", "广州市养犬条例"), ("370200", "青岛市养犬条例")):
        shelf.wordings[code] = version(code, name, "养犬未登记的，由公安机关对养犬人处二百元罚款。", region=code)
    answer = answer_of(ask("鼓楼区养犬未登记罚多少？", TRUE))
    assert answer.outcome is Outcome.NEEDS_CLARIFICATION
    assert "江苏省南京市鼓楼区" in answer.text
    assert "江苏省徐州市鼓楼区" in answer.follow_ups
    chosen = answer_of(ask("江苏省徐州市鼓楼区", None, conversation_id=answer.conversation_id))
    assert chosen.region == "320302"
    assert chosen.trace.rephrased == "鼓楼区养犬未登记罚多少？"
    by_its_city = answer_of(ask("徐州的", None, conversation_id=answer.conversation_id))
    assert by_its_city.region == "320302"
    elsewhere = answer_of(ask("上海的", None, conversation_id=answer.conversation_id))
    assert elsewhere.region == "310000"


def test_the_place_that_was_asked_back_for_completes_the_question(ask: Asking, shelf: Shelf, searcher: ByWords) -> None:
    for code, name in (("310000", "上海市养犬条例"), ("440100", "广州市养犬条例"), ("370200", "青岛市养犬条例")):
        shelf.wordings[code] = version(code, name, "养犬未登记的，由公安机关对养犬人处二百元罚款。", region=code)
    first = answer_of(ask("养犬未登记罚多少？", TRUE, region=None))
    assert first.outcome is Outcome.NEEDS_CLARIFICATION
    second = answer_of(ask("广州", None, conversation_id=first.conversation_id))
    assert (second.region, [c.region for c in second.citations]) == ("440100", ["440100"])


def test_the_place_last_spoken_of_goes_before_the_callers(ask: Asking, searcher: ByWords) -> None:
    first = answer_of(ask("在上海申领居住证要提交哪些材料？", TRUE, region="440100"))
    second = answer_of(ask("那多久能拿到？", TRUE, region="440100", conversation_id=first.conversation_id))
    assert second.region == "310000"


def test_an_answer_says_from_which_level_its_rules_come(ask: Asking) -> None:
    events = ask("申领居住证要提交哪些材料？", None, region="440100")
    (told,) = [e.text for e in events if isinstance(e, Notice) and e.code == "levels"]
    assert "全国（国家）" in told
    assert "没有找到广东省广州市自己的相应规定" in told


@pytest.mark.parametrize(
    ("question", "as_of", "expected"),
    [
        (PROBATION, None, TODAY),
        (PROBATION, date(2010, 1, 1), date(2010, 1, 1)),
        ("2015年的时候，试用期最长多久？", None, date(2015, 12, 31)),
        ("2015年底的时候，试用期最长多久？", None, date(2015, 12, 31)),
        ("2015年3月底的时候，试用期最长多久？", None, date(2015, 3, 31)),
        ("2015年的时候试用期最长多久，现在呢？", None, TODAY),
        ("我2015年入职，试用期最长多久？", None, TODAY),
    ],
)
def test_the_day_is_the_one_asked_for(
    ask: Asking, searcher: ByWords, question: str, as_of: date | None, expected: date
) -> None:
    assert answer_of(ask(question, TRUE, as_of=as_of)).as_of == expected
    assert searcher.asked[0][1].as_of == expected


def test_the_day_is_what_holds_and_is_not_looked_for(ask: Asking, searcher: ByWords) -> None:
    ask("2015年3月我辞退试用期员工，当时要提前几天说？", TRUE)
    assert searcher.asked[0][0] == "我辞退试用期员工，要提前几天说？"
    ask("2026年3月我辞退试用期员工，要提前几天说？", TRUE)
    assert "2026年3月" in searcher.asked[-1][0]
